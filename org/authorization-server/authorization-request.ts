import type { Middleware } from 'koa';
import { errors, type KoaContextWithOIDC } from 'oidc-provider';
import type { AuthorizationServerContext } from './context.js';
import { AUTHORIZE_PATH } from './paths.js';
import { scopeFault } from './scopes.js';

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

type Check = (ctx: KoaContextWithOIDC, value: string | undefined) => void;

/**
 * What Okta demands of an authorization request beyond what oidc-provider checks. They run last, when client and
 * redirect URI are known to be good, so an error goes back to the app. By the name of the parameter.
 */
export function authorizationRequestChecks(context: AuthorizationServerContext): Record<string, Check> {
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
