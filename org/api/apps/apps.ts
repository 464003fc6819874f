import type { OrgContext } from '../../context.js';
import { OktaError } from '../../http/errors.js';
import { json, noContent } from '../../http/response.js';
import { newSecretOf } from '../../model/app-credentials.js';
import { SettingsError } from '../../model/settings-error.js';
import type { App } from '../../model/app.js';
import type { ApiContext } from '../endpoint.js';
import { parseExpression, type Properties } from '../expression.js';
import { paginate } from '../paginate.js';
import { readAppBody, readCredentials } from './app-body.js';
import { appJson } from './app-json.js';
import { appOf } from './app-of.js';

const FILTER: Properties<App> = {
  operators: (property) => (property === 'status' ? ['eq'] : []),
  value: (app) => app.status,
  ignoreCase: false,
};

/** `GET /api/v1/apps`: the apps by page. `q` is the start of a label. */
export function listApps(ctx: ApiContext, { origin, directory }: OrgContext): void {
  const query = new URLSearchParams(ctx.querystring);
  const q = query.get('q')?.toLowerCase() ?? '';
  const filter = query.get('filter');
  const matchesFilter = filter ? parseExpression(filter, FILTER) : () => true;
  const apps = paginate(ctx, origin, directory.apps(), {
    limit: 20,
    cursor: ({ client_id }) => client_id,
    matches: (app) => app.label.toLowerCase().startsWith(q) && matchesFilter(app),
  });
  json(
    ctx,
    apps.map((app) => appJson(origin, app)),
  );
}

/** `GET /api/v1/apps/{appId}` */
export function getApp(ctx: ApiContext, { origin, directory }: OrgContext): void {
  json(ctx, appJson(origin, appOf(ctx, directory)));
}

/**
 * `POST /api/v1/apps`: creates an app, inactive with `?activate=false`. As at Okta, its defaults differ from those of the
 * Admin Console: bearer tokens, a key for a service app, and no user assigned to a browser app.
 */
export async function createApp(ctx: ApiContext, { origin, appChanges }: OrgContext): Promise<void> {
  const { type, credentials, settings } = await readAppBody(ctx);
  if (!type) throw new SettingsError([['application_type', 'Expected browser or service.']]);
  const all = { ...settings, ...readCredentials(type, credentials) };
  const status = ctx.query['activate'] === 'false' ? 'INACTIVE' : 'ACTIVE';
  const unassigned = type === 'browser' && { implicit_assignment: false };
  const app = appChanges.create(ctx, type, { ...unassigned, ...all }, status);
  json(ctx, appJson(origin, app, newSecretOf(app)));
}

/** `PUT /api/v1/apps/{appId}`: changes an app. Settings that the body does not name stay. */
export async function updateApp(ctx: ApiContext, { origin, directory, appChanges }: OrgContext): Promise<void> {
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
}

/** `POST /api/v1/apps/{appId}/lifecycle/activate` */
export function activateApp(ctx: ApiContext, { directory, appChanges }: OrgContext): void {
  appChanges.activate(ctx, appOf(ctx, directory));
  json(ctx, {});
}

/** `POST /api/v1/apps/{appId}/lifecycle/deactivate` */
export function deactivateApp(ctx: ApiContext, { directory, appChanges }: OrgContext): void {
  appChanges.deactivate(ctx, appOf(ctx, directory));
  json(ctx, {});
}

/** `DELETE /api/v1/apps/{appId}` (docs/okta-facts.md, section 5.3) */
export function deleteApp(ctx: ApiContext, { directory, appChanges }: OrgContext): void {
  const app = appOf(ctx, directory);
  if (app.status === 'ACTIVE') {
    throw new OktaError('E0000056', '', ['The application must be deactivated before deletion.']);
  }
  appChanges.delete(ctx, app);
  noContent(ctx);
}
