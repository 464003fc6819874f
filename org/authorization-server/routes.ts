import Router from '@koa/router';
import type { Middleware } from 'koa';
import type { Provider } from 'oidc-provider';
import { allowOnly, OAuthError, OktaError } from '../http/errors.js';
import {
  AUTHORIZE_PATH,
  INTROSPECT_PATH,
  KEYS_PATH,
  LOGOUT_PATH,
  REVOKE_PATH,
  SIGN_IN_PATH,
  SIGN_OUT_PATH,
  TOKEN_PATH,
} from '../http/paths.js';
import { NO_STORE, noStore } from '../http/response.js';
import { translateRedirect } from './authorize/authorization-errors.js';
import { acceptPost, dropUnusedNonce } from './authorize/authorization-request.js';
import { formPostPolicy } from './authorize/form-post-policy.js';
import { signIn } from './authorize/sign-in.js';
import type { OrgContext } from '../context.js';
import { serveKeys, serveMetadata, serveOrganization } from './metadata.js';
import { logout } from './session/logout.js';
import { sessionsApi } from './session/sessions-api.js';
import { signOut } from './session/sign-out.js';
import { introspect } from './token/introspect.js';
import { revoke } from './token/revoke.js';
import { tokenEndpoint } from './token/token-endpoint.js';

/** The authorization server's own endpoints. oidc-provider comes after them, and answers the authorization request. */
export function authorizationServer(context: OrgContext, provider: Provider): Middleware[] {
  const router = new Router({ sensitive: true, strict: true });
  const metadataPaths = ['/.well-known/openid-configuration', '/.well-known/oauth-authorization-server'];
  router
    .get(metadataPaths, serveMetadata(context))
    .get(ORGANIZATION_PATH, serveOrganization(context))
    .get(KEYS_PATH, serveKeys(context))
    .all([...metadataPaths, ORGANIZATION_PATH, KEYS_PATH], allowOnly('GET', 'HEAD'))

    .all(AUTHORIZE_PATH, onlyGetOrPost, acceptPost, dropUnusedNonce, translateRedirect, formPostPolicy)
    .get(`${AUTHORIZE_PATH}/:uid`, translateRedirect, formPostPolicy)
    .get(`${SIGN_IN_PATH}/:uid`, signIn(context, provider))
    .post(`${SIGN_IN_PATH}/:uid`, signIn(context, provider))
    .all(`${SIGN_IN_PATH}/:uid`, allowOnly('GET', 'HEAD', 'POST'))
    .all(DIRECT_SIGN_IN_PATHS, refuseDirectSignIn)

    .all(TOKEN_PATH, tokenHeaders)
    .post(TOKEN_PATH, tokenEndpoint(context, provider))
    .all([REVOKE_PATH, INTROSPECT_PATH], noStore)
    .post(REVOKE_PATH, revoke(context))
    .post(INTROSPECT_PATH, introspect(context))
    .all([TOKEN_PATH, REVOKE_PATH, INTROSPECT_PATH], allowOnly('POST'))

    .get(LOGOUT_PATH, logout(context, provider))
    .post(LOGOUT_PATH, logout(context, provider))
    .all(LOGOUT_PATH, allowOnly('GET', 'HEAD', 'POST'))
    .get(SIGN_OUT_PATH, signOut(context, provider))
    .all(SIGN_OUT_PATH, allowOnly('GET'));

  return [exactPaths, mergeSlashes, router.routes() as Middleware, sessionsApi(context, provider)];
}

const ORGANIZATION_PATH = '/.well-known/okta-organization';

/** Signing in without a redirect: Okta's Authentication API and its interaction code grant. */
const DIRECT_SIGN_IN_PATHS = ['/api/v1/authn', '/oauth2/v1/interact'];

/** Answers with a reason that a page of any origin can read (`http/cors.ts`). */
const refuseDirectSignIn: Middleware = (ctx) => {
  const reason = `This org has no direct sign-in. Redirect the browser to ${AUTHORIZE_PATH}.`;
  if (ctx.path.startsWith('/api/')) throw new OktaError('E0000006', '', [reason]);
  throw new OAuthError(400, 'unauthorized_client', reason);
};

/** oidc-provider answers other methods with a 404. */
const onlyGetOrPost: Middleware = async (ctx, next) => {
  const methods = ['GET', 'HEAD', 'POST'];
  await (methods.includes(ctx.method) ? next() : allowOnly(...methods)(ctx, next));
};

/**
 * oidc-provider ignores the case of its paths and a slash at the end (`/oauth2/v1/TOKEN`, `…/token/`). Okta does not, and
 * the org's own rules for these paths would not apply.
 */
const exactPaths: Middleware = (ctx, next) => {
  const path = ctx.path.toLowerCase().replace(/\/+$/, '');
  if (path !== ctx.path && [AUTHORIZE_PATH, TOKEN_PATH, KEYS_PATH, LOGOUT_PATH].includes(path)) {
    throw new OktaError('E0000008');
  }
  return next();
};

/** As at Okta, `//oauth2/v1/revoke` is found too. */
const mergeSlashes: Middleware = (ctx, next) => {
  const path = ctx.path.replaceAll(/\/{2,}/g, '/');
  if ([REVOKE_PATH, INTROSPECT_PATH].includes(path)) ctx.path = path;
  return next();
};

/**
 * Headers of all answers of the token endpoint (RFC 6749 section 5.1; docs/okta-facts.md, section 2.1). Not taken over from
 * Okta: Strict-Transport-Security, which has no meaning without https, `Server`, and the cookies that Okta deletes there,
 * since the org's session cookie has the same name.
 */
const tokenHeaders: Middleware = async (ctx, next) => {
  ctx.set({ ...NO_STORE, 'P3P': 'CP="HONK"', 'Accept-CH': 'Sec-CH-UA-Platform-Version' });
  await next();
  if (ctx.status === 200) ctx.set('X-Robots-Tag', 'noindex,nofollow');
};
