import { newSecretOf } from '../../model/app-credentials.js';
import { SettingsError } from '../../model/settings-error.js';
import type { OrgContext } from '../../context.js';
import { json } from '../../http/errors.js';
import { readAppBody } from './app-body.js';
import { appJson } from './app-json.js';
import { readCredentials } from './credentials-body.js';
import type { GuardedContext } from '../guard.js';
import { requireSuperAdmin } from '../role.js';

/**
 * `POST /api/v1/apps`: makes an app, for super admins; with `?activate=false` one that is not in use yet. An app made
 * this way gets bearer tokens, a service has a key, and a browser app is for nobody until people are assigned, unless the
 * body asks for others; the Admin Console has its own defaults.
 */
export function createApp({ origin, directory, appChanges }: OrgContext): (ctx: GuardedContext) => Promise<void> {
  return async (ctx) => {
    requireSuperAdmin(ctx.state.claims, directory);
    const { type, credentials, settings } = await readAppBody(ctx);
    if (!type) throw new SettingsError([['application_type', 'Expected browser or service.']]);
    const all = { ...settings, ...readCredentials(type, credentials) };
    const status = ctx.query['activate'] === 'false' ? 'INACTIVE' : 'ACTIVE';
    // At Okta nobody is assigned to an app that the API made, unless the body opens it to everyone.
    const forNobody = type === 'browser' && { implicit_assignment: false };
    const app = appChanges.create(ctx, type, { ...forNobody, ...all }, status);
    json(ctx, appJson(origin, app, newSecretOf(app)));
  };
}
