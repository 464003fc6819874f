import type { Context } from 'koa';
import { OAuthError } from '../../http/errors.js';
import type { App } from '../../model/app.js';
import { json } from '../../http/response.js';
import type { User } from '../../model/user.js';
import type { OrgContext } from '../../context.js';

/** A token request after client authentication. */
export interface TokenRequest {
  ctx: Context;
  /** The parameters, each once. */
  form: URLSearchParams;
  /** The client. */
  app: App;
}

/** @throws OAuthError when the parameter is missing */
export function requireParameter({ form }: TokenRequest, name: string): string {
  const value = form.get(name);
  if (value) return value;
  throw new OAuthError(400, 'invalid_request', `The required parameter '${name}' is missing.`);
}

/** The requested scopes without duplicates; undefined when the request names none. */
export function requestedScopes({ form }: TokenRequest): string[] | undefined {
  const scopes = [...new Set((form.get('scope') ?? '').split(' ').filter(Boolean))];
  // The characters of a scope (RFC 6749 section 3.3).
  if (scopes.some((scope) => !/^[\x21\x23-\x5b\x5d-\x7e]+$/.test(scope))) {
    throw new OAuthError(
      400,
      'invalid_scope',
      'The requested scope is invalid, unknown, malformed, or exceeds the scope granted by the resource owner.',
    );
  }
  return scopes.length > 0 ? scopes : undefined;
}

/** The result of a grant. */
export interface TokenGrant {
  app: App;
  /** Left out for the token of a service app. */
  user?: User;
  scopes: string[];
  grantId?: string;
  authTime?: number;
  nonce?: string;
  /** The authentication context that was requested. */
  acr?: string;
  jkt?: string;
  refreshToken?: string;
}

/** Issues the tokens and sends them, members in Okta's order (docs/okta-facts.md, section 4.2). */
export async function answerWithTokens(ctx: Context, context: OrgContext, grant: TokenGrant): Promise<void> {
  const { app, user, scopes, authTime, nonce, acr, jkt, refreshToken } = grant;
  const { accessTokenLifetime: lifetime } = context.switches.settings;
  const accessToken = await context.accessTokens.issue({ ...grant, lifetime });
  const idToken =
    user && scopes.includes('openid')
      ? await context.idTokens.issue({ clientId: app.client_id, user, scopes, accessToken, authTime, nonce, acr })
      : undefined;
  // A client that stores it needs no challenge for its next request (RFC 9449 section 8.2).
  if (jkt !== undefined) ctx.set('DPoP-Nonce', context.nonces.current());
  json(ctx, {
    token_type: jkt === undefined ? 'Bearer' : 'DPoP',
    expires_in: lifetime,
    access_token: accessToken,
    scope: scopes.join(' '),
    refresh_token: refreshToken,
    id_token: idToken,
  });
}
