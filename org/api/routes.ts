import Router, { type Layer } from '@koa/router';
import type Koa from 'koa';
import { decodedPath } from '../../dpop/htu.js';
import type { OrgContext } from '../context.js';
import { allowOnly, OktaError } from '../http/errors.js';
import { NO_STORE } from '../http/response.js';
import { ENDPOINTS } from './endpoints.js';
import { guard, type GuardState } from './guard.js';

/** Paths that only the resource server answers. */
const OWN_PATH = /^\/(api\/v1(\/|$)|oauth2\/v1\/userinfo$|oauth2\/v1\/clients(\/|$))/;

/** The resource server: the endpoints that require an access token. Requests for other paths go on. */
export function resourceServer(context: OrgContext): Koa.Middleware {
  const router = new Router<GuardState>({ sensitive: true, strict: true });
  for (const [method, path, scope, role, handler] of ENDPOINTS) {
    router.register(path, [method], [guard(context, scope, role), (ctx) => handler(ctx, context)]);
  }
  // The router's type asks for a context with its state; the guard sets that.
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
    // As at Okta, `//api/v1/users` is found too. The `htu` of its proof does not match then.
    ctx.path = ctx.path.replaceAll(/\/{2,}/g, '/');
    ctx.set(NO_STORE);
    await routes(ctx, async () => {
      const routesOfPath = ctx['matched'] as readonly Layer[];
      if (routesOfPath.length === 0) throw new OktaError('E0000008');
      await allowOnly(...routesOfPath.flatMap(({ methods }) => methods))(ctx, next);
    });
  };
}
