import { assignmentOf } from '../../model/assignments.js';
import type { OrgContext } from '../../context.js';
import { json, OktaError } from '../../http/errors.js';
import { readJson } from '../../http/json-body.js';
import type { App } from '../../model/app.js';
import type { User } from '../../model/user.js';
import { appOf, noContent, type AppContext, type AppEndpoint } from './app-of.js';
import { page } from '../page.js';
import { requireAdmin, requireSuperAdmin } from '../role.js';
import { startsWith } from '../users/starts-with.js';
import { userJson } from '../users/user-json.js';

/**
 * `/api/v1/apps/{id}/users`: the people who are assigned to an app one by one (Okta's Application Users API). An app
 * that is open to everyone has them, too, but does not need them.
 */
export function appUsers({
  origin,
  directory,
  appChanges,
}: OrgContext): Record<'list' | 'get' | 'add' | 'remove', AppEndpoint> {
  return {
    /** By page; `q` looks at the start of names, login and email; `expand=user` adds the user. */
    list: (ctx: AppContext): void => {
      requireAdmin(ctx.state.claims, directory);
      const app = appOf(ctx, directory);
      const q = new URLSearchParams(ctx.querystring).get('q')?.toLowerCase() ?? '';
      // In the order of the directory, where a user stays who is unassigned between two pages.
      const users = page(ctx, origin, directory.users(), {
        limit: 50,
        max: 500,
        cursor: ({ id }) => id,
        matches: (user) => assignmentOf(app, user.id) !== undefined && startsWith(user, q),
      });
      json(
        ctx,
        users.map((user) => appUserJson(ctx, app, user)),
      );
    },

    get: (ctx: AppContext): void => {
      requireAdmin(ctx.state.claims, directory);
      const app = appOf(ctx, directory);
      json(ctx, appUserJson(ctx, app, userOf(ctx, app)));
    },

    add: async (ctx: AppContext): Promise<void> => {
      requireSuperAdmin(ctx.state.claims, directory);
      const { id, scope = 'USER' } = await readJson(ctx);
      const app = appOf(ctx, directory);
      if (app.type !== 'browser') throw invalid('users', "A client with 'application_type' of 'service' has none.");
      if (typeof id !== 'string') throw invalid('id', 'Expected the id of a user, such as 00ud4tVDDXYVKPXKVLCO.');
      if (scope !== 'USER') throw invalid('scope', 'Expected USER: this org has no groups.');
      const user = directory.users().find((other) => other.id === id);
      if (!user) throw new OktaError('E0000007', `${id.slice(0, 100)} (User)`);
      const changed = assignmentOf(app, id) ? app : appChanges.assignUser(ctx, app, user);
      json(ctx, appUserJson(ctx, changed, user));
    },

    remove: (ctx: AppContext): void => {
      requireSuperAdmin(ctx.state.claims, directory);
      const app = appOf(ctx, directory);
      appChanges.unassignUser(ctx, app, userOf(ctx, app).id);
      noContent(ctx);
    },
  };

  /** The assigned user that a path names. @throws OktaError `E0000007` when there is none, so never for a service */
  function userOf(ctx: AppContext, app: App): User {
    const user = directory.users().find(({ id }) => id === ctx.params.item);
    if (!user || !assignmentOf(app, user.id)) throw new OktaError('E0000007', `${ctx.params.item} (AppUser)`);
    return user;
  }

  /** An assignment, in Okta's order. There is no provisioning here, so nothing of it ever changes. */
  function appUserJson(ctx: AppContext, app: App, user: User): Record<string, unknown> {
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
}

function invalid(field: string, cause: string): OktaError {
  return new OktaError('E0000001', field, [`${field}: ${cause}`]);
}
