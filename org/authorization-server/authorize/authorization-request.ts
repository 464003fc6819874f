import type { Middleware } from 'koa';
import { errors, type KoaContextWithOIDC } from 'oidc-provider';
import { FormError, readForm } from '../../http/body.js';
import { scopeFault } from '../../model/scopes.js';
import type { OrgContext } from '../../context.js';
import { showError } from '../error-page.js';

/**
 * Drops the `nonce` of a request without the scope `openid`. okta-auth-js always sends one and Okta ignores it, but
 * oidc-provider would refuse the request, since there is no ID token to put it in.
 */
export const dropUnusedNonce: Middleware = (ctx, next) => {
  const { nonce, ...rest } = ctx.query;
  if (nonce !== undefined && !String(rest['scope']).split(' ').includes('openid')) ctx.query = rest;
  return next();
};

/**
 * Accepts an authorization request by POST, as Okta does (OpenID Connect Core 1.0 section 3.1.2.1), like one by GET.
 * oidc-provider would need cookies with `SameSite=None` for it.
 */
export const acceptPost: Middleware = async (ctx, next) => {
  if (ctx.method !== 'POST') {
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
    ctx.method = 'POST'; // for the System Log
  }
};

type Check = (ctx: KoaContextWithOIDC, value: string | undefined) => void;

/**
 * Okta's checks of an authorization request that oidc-provider does not have, by the name of the parameter. They run last,
 * when client and redirect URI are known to be valid, so an error is sent to the app.
 */
export function authorizationRequestChecks(context: OrgContext): Record<string, Check> {
  return {
    state(_ctx, state) {
      if (!state) throw invalidRequest("The authentication request has an invalid 'state' parameter.");
    },

    code_challenge(_ctx, challenge) {
      if (!challenge) throw invalidRequest('PKCE code challenge is required by the application.');
    },

    // oidc-provider keeps it with the code (RFC 9449 section 10).
    dpop_jkt(_ctx, jkt) {
      if (jkt !== undefined && !/^[\w-]{43}$/.test(jkt)) {
        throw invalidRequest("The 'dpop_jkt' parameter must be a SHA-256 thumbprint in base64url.");
      }
    },

    // oidc-provider keeps it with the code, as a request for the claim `acr`.
    acr_values(_ctx, values) {
      if (values !== undefined && acrOf(values) === undefined) {
        throw invalidRequest(
          `The 'acr_values' parameter is invalid. Supported values: [${SUPPORTED_ACR_VALUES.join(', ')}]`,
        );
      }
    },

    scope(ctx) {
      // From the query, since oidc-provider has already removed an `offline_access` without `prompt=consent` (OpenID
      // Connect Core 1.0 section 11). Okta grants it to all apps that may use refresh tokens.
      const app = context.directory.app(ctx.oidc.client!.clientId)!;
      const requested = new Set(
        String(ctx.query['scope'] ?? '')
          .split(' ')
          .filter(Boolean),
      );
      if (!app.grant_types.some((type) => type === 'refresh_token')) requested.delete('offline_access');
      const scopes = [...requested];
      const fault = scopeFault(scopes, app);
      if (fault) throw new errors.CustomOIDCProviderError('invalid_scope', fault);
      ctx.oidc.params!['scope'] = scopes.join(' ');
    },
  };
}

/** The authentication contexts that a sign-in with a password satisfies (Okta's names). */
const SUPPORTED_ACR_VALUES = ['urn:okta:loa:1fa:any', 'urn:okta:loa:1fa:pwd'] as const;

/**
 * The `acr` of a sign-in that was requested with some `acr_values`, in order of preference (OpenID Connect Core 1.0
 * section 3.1.2.1).
 *
 * @returns undefined when the org satisfies none of them
 */
export function acrOf(values: string): string | undefined {
  return values.split(' ').find((value) => SUPPORTED_ACR_VALUES.some((supported) => supported === value));
}

function invalidRequest(description: string): errors.OIDCProviderError {
  return new errors.CustomOIDCProviderError('invalid_request', description);
}
