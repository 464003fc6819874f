import Router, { type Layer } from '@koa/router';
import type Koa from 'koa';
import type { OrgContext } from '../context.js';
import { OktaError } from '../http/errors.js';
import { getApp } from './get-app.js';
import { getUser } from './get-user.js';
import { guard, type GuardState } from './guard.js';
import { introspect } from './introspect.js';
import { listApps } from './list-apps.js';
import { listUsers } from './list-users.js';
import { TOKEN_MISSING } from './refusals.js';
import { requestPath } from './request-path.js';
import { revoke } from './revoke.js';
import { userinfo } from './userinfo.js';

const OWN_PATH = /^\/(api\/v1(\/|$)|oauth2\/v1\/(userinfo|revoke|introspect)$)/;

/**
 * Everything of the org that stands on an access token, and the two endpoints that are about tokens: the Management
 * API, userinfo, revoke and introspect. Other paths go on to whoever comes next.
 */
export function resourceServer(context: OrgContext): Koa.Middleware {
  const router = new Router<GuardState>({ sensitive: true, strict: true });
  const users = guard(context, 'okta.users.read.self');
  const apps = guard(context, 'okta.apps.read');
  // An OAuth endpoint: without a token it answers with a challenge, not with the Management API's JSON.
  const openid = guard(context, 'openid', TOKEN_MISSING);
  router
    .get('/api/v1/users', users, listUsers(context))
    .get('/api/v1/users/:id', users, getUser(context))
    .get('/api/v1/apps', apps, listApps(context))
    .get('/api/v1/apps/:id', apps, getApp(context))
    .get('/oauth2/v1/userinfo', openid, userinfo(context))
    .post('/oauth2/v1/userinfo', openid, userinfo(context))
    .post('/oauth2/v1/revoke', revoke(context))
    .post('/oauth2/v1/introspect', introspect(context));

  // Typed as what it is for those who call it: middleware for any context.
  const routes = router.routes() as Koa.Middleware;

  return async (ctx, next) => {
    const path = requestPath(ctx.path);
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
