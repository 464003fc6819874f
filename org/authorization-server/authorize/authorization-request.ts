import type { Middleware } from 'koa';
import { errors, type KoaContextWithOIDC } from 'oidc-provider';
import type { OrgContext } from '../../context.js';
import { FormError, readForm } from '../../http/form.js';
import { showError } from '../error-page.js';
import { AUTHORIZE_PATH } from '../../http/paths.js';
import { scopeFault } from '../scopes.js';

/**
 * Drops the `nonce` of a request without the scope `openid`: okta-auth-js always sends one, Okta ignores it there, and
 * oidc-provider refuses it, since there will be no ID token to hold it.
 */
export const dropIdleNonce: Middleware = (ctx, next) => {
  const { nonce, ...rest } = ctx.query;
  if (ctx.path === AUTHORIZE_PATH && nonce !== undefined && !String(rest['scope']).split(' ').includes('openid')) {
    ctx.query = rest;
  }
  return next();
};

/**
 * Takes an authorization request by POST, which Okta allows (OpenID Connect Core 1.0 section 3.1.2.1), like one by GET.
 * oidc-provider would do so only with cookies that every site may send along.
 */
export const acceptPost: Middleware = async (ctx, next) => {
  if (ctx.path !== AUTHORIZE_PATH || ctx.method !== 'POST') {
    await next();
    return;
  }
  try {
    ctx.querystring = (await readForm(ctx)).toString();
  } catch (error) {
    if (!(error instanceof FormError)) throw error;
    showError(ctx, error.status, { description: error.message });
    return;
  }
  ctx.method = 'GET';
  try {
    await next();
  } finally {
    ctx.method = 'POST'; // for whoever keeps a log
  }
};

type Check = (ctx: KoaContextWithOIDC, value: string | undefined) => void;

/**
 * What Okta demands of an authorization request beyond what oidc-provider checks. They run last, when client and
 * redirect URI are known to be good, so an error goes back to the app. By the name of the parameter.
 */
export function authorizationRequestChecks(context: OrgContext): Record<string, Check> {
  return {
    state(_ctx, state) {
      if (!state) throw invalidRequest("The authentication request has an invalid 'state' parameter.");
    },

    code_challenge(_ctx, challenge) {
      if (!challenge) throw invalidRequest('PKCE code challenge is required by the application.');
    },

    scope(ctx) {
      // As it was asked for: until here, oidc-provider has dropped an `offline_access` that comes without
      // `prompt=consent` (OpenID Connect Core 1.0 section 11). Okta grants it to apps that may refresh.
      const app = context.directory.app(ctx.oidc.client!.clientId)!;
      const asked = new Set(
        String(ctx.query['scope'] ?? '')
          .split(' ')
          .filter(Boolean),
      );
      if (!app.grant_types.some((type) => type === 'refresh_token')) asked.delete('offline_access');
      const scopes = [...asked];
      const fault = scopeFault(scopes, app);
      if (fault) throw new errors.CustomOIDCProviderError('invalid_scope', fault);
      ctx.oidc.params!['scope'] = scopes.join(' ');
    },
  };
}

function invalidRequest(description: string): errors.OIDCProviderError {
  return new errors.CustomOIDCProviderError('invalid_request', description);
}
