import { newSecretOf } from '../../model/app-credentials.js';
import { SettingsError } from '../../model/settings-error.js';
import type { OrgContext } from '../../context.js';
import { json } from '../../http/errors.js';
import { readAppBody } from './app-body.js';
import { appJson } from './app-json.js';
import { readCredentials } from './credentials-body.js';
import { appOf, type AppContext } from './app-of.js';
import { requireSuperAdmin } from '../role.js';

/** `PUT /api/v1/apps/{id}`: changes an app, for super admins. What the body leaves out stays as it is. */
export function updateApp({ origin, directory, appChanges }: OrgContext): (ctx: AppContext) => Promise<void> {
  return async (ctx) => {
    requireSuperAdmin(ctx.state.claims, directory);
    const app = appOf(ctx, directory);
    const { type = app.type, credentials, settings } = await readAppBody(ctx);
    if (type !== app.type) {
      throw new SettingsError([['application_type', `The type of an app, ${app.type}, cannot be changed.`]]);
    }
    const { jwks, ...others } = settings;
    const changed = appChanges.update(ctx, app, {
      ...others,
      ...readCredentials(type, credentials),
      ...(jwks && app.type === 'service' && { jwks }),
    });
    json(ctx, appJson(origin, changed, newSecretOf(changed, app)));
  };
}
