import Router, { type Layer } from '@koa/router';
import type Koa from 'koa';
import { decodedPath } from '../../dpop/htu.js';
import type { OrgContext } from '../context.js';
import { OktaError } from '../http/errors.js';
import { appGrants } from './app-grants.js';
import { appKeys } from './app-keys.js';
import { appLifecycle } from './app-lifecycle.js';
import { appUsers } from './app-users.js';
import { clientRoles } from './client-roles.js';
import { createApp } from './create-app.js';
import { getApp } from './get-app.js';
import { getUser } from './get-user.js';
import { guard, type GuardState } from './guard.js';
import { introspect } from './introspect.js';
import { listApps } from './list-apps.js';
import { listLogs } from './list-logs.js';
import { listUsers } from './list-users.js';
import { TOKEN_MISSING } from './refusals.js';
import { revoke } from './revoke.js';
import { trustedOriginEndpoints } from './trusted-origins.js';
import { updateApp } from './update-app.js';
import { userinfo } from './userinfo.js';

const OWN_PATH = /^\/(api\/v1(\/|$)|oauth2\/v1\/(userinfo|revoke|introspect)$|oauth2\/v1\/clients(\/|$))/;

/**
 * Everything of the org that stands on an access token, and the two endpoints that are about tokens: the Management
 * API, userinfo, revoke and introspect. Other paths go on to whoever comes next.
 */
export function resourceServer(context: OrgContext): Koa.Middleware {
  const router = new Router<GuardState>({ sensitive: true, strict: true });
  const users = guard(context, 'okta.users.read.self');
  const apps = guard(context, 'okta.apps.read');
  const appChanges = guard(context, 'okta.apps.manage');
  const lifecycle = appLifecycle(context);
  const grants = appGrants(context);
  const grantChanges = guard(context, 'okta.appGrants.manage');
  const roles = clientRoles(context);
  const roleChanges = guard(context, 'okta.roles.manage');
  const keys = appKeys(context);
  const assigned = appUsers(context);
  const logs = guard(context, 'okta.logs.read');
  const trustedOrigins = trustedOriginEndpoints(context);
  const trustedOriginReads = guard(context, 'okta.trustedOrigins.read');
  const trustedOriginChanges = guard(context, 'okta.trustedOrigins.manage');
  // An OAuth endpoint: without a token it answers with a challenge, not with the Management API's JSON.
  const openid = guard(context, 'openid', TOKEN_MISSING);
  router
    .get('/api/v1/users', users, listUsers(context))
    .get('/api/v1/users/:id', users, getUser(context))
    .get('/api/v1/apps', apps, listApps(context))
    .post('/api/v1/apps', appChanges, createApp(context))
    .get('/api/v1/apps/:id', apps, getApp(context))
    .put('/api/v1/apps/:id', appChanges, updateApp(context))
    .delete('/api/v1/apps/:id', appChanges, lifecycle.remove)
    .post('/api/v1/apps/:id/lifecycle/activate', appChanges, lifecycle.activate)
    .post('/api/v1/apps/:id/lifecycle/deactivate', appChanges, lifecycle.deactivate)
    .get('/api/v1/apps/:id/grants', guard(context, 'okta.appGrants.read'), grants.list)
    .post('/api/v1/apps/:id/grants', grantChanges, grants.add)
    .get('/api/v1/apps/:id/grants/:item', guard(context, 'okta.appGrants.read'), grants.get)
    .delete('/api/v1/apps/:id/grants/:item', grantChanges, grants.remove)
    .get('/api/v1/apps/:id/users', apps, assigned.list)
    .post('/api/v1/apps/:id/users', appChanges, assigned.add)
    .get('/api/v1/apps/:id/users/:item', apps, assigned.get)
    .delete('/api/v1/apps/:id/users/:item', appChanges, assigned.remove)
    .get('/api/v1/apps/:id/credentials/jwks', apps, keys.list)
    .post('/api/v1/apps/:id/credentials/jwks', appChanges, keys.add)
    .get('/api/v1/apps/:id/credentials/jwks/:item', apps, keys.get)
    .delete('/api/v1/apps/:id/credentials/jwks/:item', appChanges, keys.remove)
    .get('/oauth2/v1/clients/:id/roles', guard(context, 'okta.roles.read'), roles.list)
    .post('/oauth2/v1/clients/:id/roles', roleChanges, roles.add)
    .delete('/oauth2/v1/clients/:id/roles/:item', roleChanges, roles.remove)
    .get('/api/v1/logs', logs, listLogs(context))
    .get('/api/v1/trustedOrigins', trustedOriginReads, trustedOrigins.list)
    .post('/api/v1/trustedOrigins', trustedOriginChanges, trustedOrigins.add)
    .get('/api/v1/trustedOrigins/:id', trustedOriginReads, trustedOrigins.get)
    .put('/api/v1/trustedOrigins/:id', trustedOriginChanges, trustedOrigins.replace)
    .delete('/api/v1/trustedOrigins/:id', trustedOriginChanges, trustedOrigins.remove)
    .post('/api/v1/trustedOrigins/:id/lifecycle/activate', trustedOriginChanges, trustedOrigins.activate)
    .post('/api/v1/trustedOrigins/:id/lifecycle/deactivate', trustedOriginChanges, trustedOrigins.deactivate)
    .get('/oauth2/v1/userinfo', openid, userinfo(context))
    .post('/oauth2/v1/userinfo', openid, userinfo(context))
    .post('/oauth2/v1/revoke', revoke(context))
    .post('/oauth2/v1/introspect', introspect(context));

  // Typed as what it is for those who call it: middleware for any context.
  const routes = router.routes() as Koa.Middleware;

  return async (ctx, next) => {
    const path = decodedPath(ctx.path);
    if (path === undefined && ctx.path.startsWith('/api/v1/')) {
      throw new OktaError('E0000001', 'path', ['The path cannot be read: check its percent-encoding.']);
    }
    if (path === undefined || !OWN_PATH.test(path)) {
      await next();
      return;
    }
    // Okta finds `//api/v1/users` all the same; only the `htu` of its proof does not match then.
    ctx.path = ctx.path.replaceAll(/\/{2,}/g, '/');
    ctx.set({ 'Cache-Control': 'no-cache, no-store', 'Pragma': 'no-cache', 'Expires': '0' });
    await routes(ctx, () => {
      const routesOfPath = ctx['matched'] as readonly Layer[];
      if (routesOfPath.length === 0) throw new OktaError('E0000008');
      ctx.set('Allow', routesOfPath.flatMap(({ methods }) => methods).join(', '));
      throw new OktaError('E0000022');
    });
  };
}
