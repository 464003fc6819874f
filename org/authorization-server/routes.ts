import Router from '@koa/router';
import type { Middleware } from 'koa';
import type { Provider } from 'oidc-provider';
import { OktaError } from '../http/errors.js';
import { translateRedirect } from './authorize/authorization-errors.js';
import { acceptPost, dropIdleNonce } from './authorize/authorization-request.js';
import type { OrgContext } from '../context.js';
import { logout } from './session/logout.js';
import { serveKeys, serveMetadata, serveOrganization } from './metadata.js';
import { AUTHORIZE_PATH, KEYS_PATH, LOGOUT_PATH, SIGN_IN_PATH, TOKEN_PATH } from '../http/paths.js';
import { sessionsEndpoint } from './session/sessions-endpoint.js';
import { signIn } from './authorize/sign-in.js';
import { signOut } from './session/sign-out.js';
import { tokenEndpoint } from './token/token-endpoint.js';

/** The authorization server's own endpoints, before those of oidc-provider. */
export function authorizationServer(context: OrgContext, provider: Provider): Middleware[] {
  const router = new Router();
  router.get('/.well-known/openid-configuration', serveMetadata(context));
  router.get('/.well-known/oauth-authorization-server', serveMetadata(context));
  router.get('/.well-known/okta-organization', serveOrganization(context));
  router.get(KEYS_PATH, serveKeys(context));
  router.post(TOKEN_PATH, tokenEndpoint(context, provider));
  router.get(LOGOUT_PATH, logout(context, provider));
  router.register(`${SIGN_IN_PATH}/:uid`, ['GET', 'POST'], signIn(context, provider));
  return [
    exactPaths,
    tokenEnvelope,
    router.routes() as Middleware,
    signOut(context, provider),
    sessionsEndpoint(context, provider),
    acceptPost,
    dropIdleNonce,
    translateRedirect,
  ];
}

/**
 * oidc-provider answers at other spellings of its paths, too (`/oauth2/v1/TOKEN`, `…/token/`), which the org's own
 * rules for a path would miss. Okta does not.
 */
const exactPaths: Middleware = (ctx, next) => {
  const path = ctx.path.toLowerCase().replace(/\/+$/, '');
  if (path !== ctx.path && [AUTHORIZE_PATH, TOKEN_PATH, KEYS_PATH, LOGOUT_PATH].includes(path)) {
    throw new OktaError('E0000008');
  }
  return next();
};

/**
 * Headers of every answer of the token endpoint (RFC 6749 section 5.1; docs/okta-facts.md, section 2.1). Of Okta's
 * others, Strict-Transport-Security means nothing without https, `Server` would be a lie, and the cookies that Okta
 * clears there would end the org's own session, which has the same name.
 */
const tokenEnvelope: Middleware = async (ctx, next) => {
  const isToken = ctx.path === TOKEN_PATH;
  if (isToken) {
    ctx.set({
      'Cache-Control': 'no-cache, no-store',
      'Pragma': 'no-cache',
      'Expires': '0',
      'P3P': 'CP="HONK"',
      'Accept-CH': 'Sec-CH-UA-Platform-Version',
    });
  }
  await next();
  if (isToken && ctx.status === 200) ctx.set('X-Robots-Tag', 'noindex,nofollow');
};
