import type { OrgContext } from '../../context.js';
import { OktaError } from '../../http/errors.js';
import { readJson } from '../../http/body.js';
import { json, noContent } from '../../http/response.js';
import { assignUser, unassignUser } from '../../model/assign-user.js';
import { assignmentOf } from '../../model/assignments.js';
import type { App } from '../../model/app.js';
import type { User } from '../../model/user.js';
import type { ApiContext, Endpoint } from '../endpoint.js';
import { paginate } from '../paginate.js';
import { startsWith, userJson } from '../users.js';
import { appOf, invalid } from './app-of.js';

/**
 * `/api/v1/apps/{appId}/users`: the users who are assigned to an app individually (Okta's Application Users API). An app
 * that everyone may use can have them too.
 */
// prettier-ignore
export const APP_USER_ENDPOINTS: readonly Endpoint[] = [
  ['GET',    '/api/v1/apps/:appId/users',         'okta.apps.read',   'admin',       listAppUsers],
  ['POST',   '/api/v1/apps/:appId/users',         'okta.apps.manage', 'super-admin', addAppUser],
  ['GET',    '/api/v1/apps/:appId/users/:userId', 'okta.apps.read',   'admin',       getAppUser],
  ['DELETE', '/api/v1/apps/:appId/users/:userId', 'okta.apps.manage', 'super-admin', removeAppUser],
];

/** By page. `q` is the start of a name, the email or the login; `expand=user` embeds the user. */
function listAppUsers(ctx: ApiContext, { origin, directory }: OrgContext): void {
  const app = appOf(ctx, directory);
  const q = new URLSearchParams(ctx.querystring).get('q')?.toLowerCase() ?? '';
  // In the order of the directory, so that unassigning the last user of a page does not invalidate the cursor.
  const users = paginate(ctx, origin, directory.users(), {
    limit: 50,
    max: 500,
    cursor: ({ id }) => id,
    matches: (user) => assignmentOf(app, user.id) !== undefined && startsWith(user, q),
  });
  json(
    ctx,
    users.map((user) => appUserJson(ctx, origin, app, user)),
  );
}

function getAppUser(ctx: ApiContext, { origin, directory }: OrgContext): void {
  const app = appOf(ctx, directory);
  json(ctx, appUserJson(ctx, origin, app, assignedUser(ctx, directory, app)));
}

async function addAppUser(ctx: ApiContext, { origin, directory, appChanges }: OrgContext): Promise<void> {
  const { id, scope = 'USER' } = await readJson(ctx);
  const app = appOf(ctx, directory);
  if (app.type !== 'browser') throw invalid('users', "A client with 'application_type' of 'service' has none.");
  if (typeof id !== 'string') throw invalid('id', 'Expected the id of a user, such as 00ud4tVDDXYVKPXKVLCO.');
  if (scope !== 'USER') throw invalid('scope', 'Expected USER: this org has no groups.');
  const user = directory.users().find((candidate) => candidate.id === id);
  if (!user) throw new OktaError('E0000007', `${id.slice(0, 100)} (User)`);
  const changed = assignmentOf(app, id) ? app : assignUser(appChanges, ctx, app, user);
  json(ctx, appUserJson(ctx, origin, changed, user));
}

function removeAppUser(ctx: ApiContext, { directory, appChanges }: OrgContext): void {
  const app = appOf(ctx, directory);
  unassignUser(appChanges, ctx, app, assignedUser(ctx, directory, app).id);
  noContent(ctx);
}

/** The assigned user that a path names. A service app has none. */
function assignedUser(ctx: ApiContext, directory: OrgContext['directory'], app: App): User {
  const { userId } = ctx.params;
  const user = directory.users().find(({ id }) => id === userId);
  if (!user || !assignmentOf(app, user.id)) throw new OktaError('E0000007', `${userId} (AppUser)`);
  return user;
}

/** An assignment, in Okta's order. It never changes, since the org does not provision accounts. */
function appUserJson(ctx: ApiContext, origin: string, app: App, user: User): Record<string, unknown> {
  const { created } = assignmentOf(app, user.id)!;
  return {
    id: user.id,
    externalId: null,
    created,
    lastUpdated: created,
    scope: 'USER',
    status: 'ACTIVE',
    statusChanged: created,
    passwordChanged: null,
    syncState: 'DISABLED',
    credentials: { userName: user.profile.login },
    profile: {},
    ...(ctx.query['expand'] === 'user' && { _embedded: { user: userJson(origin, user) } }),
    _links: {
      app: { href: `${origin}/api/v1/apps/${app.client_id}` },
      user: { href: `${origin}/api/v1/users/${user.id}` },
    },
  };
}
