import type { Context } from 'koa';
import { OAuthError } from '../http/errors.js';
import type { App } from '../seed.js';
import type { AuthorizationServerContext } from './context.js';
import { OPENID_SCOPES, supportedScopes } from './scopes.js';
import { check } from '../checks.js';
import { checkTokenProof } from './token-proof.js';
import { askedScopes, type TokenRequest } from './token-request.js';
import { answerWithTokens } from './token-response.js';

/** Gives a service app, which is authenticated, an access token of its own (RFC 6749 section 4.4). */
export function clientCredentialsGrant(context: AuthorizationServerContext) {
  return async (request: TokenRequest): Promise<void> => {
    const { ctx, app } = request;
    const jkt = await checkTokenProof(ctx, context, app);
    const scopes = grantedScopes(ctx, askedScopes(request) ?? [], app, supportedScopes(context.directory.apps()));
    await answerWithTokens(ctx, context, { app, scopes, jkt });
  };
}

/**
 * Those of the scopes that were asked for that an admin has granted to the app.
 *
 * @throws OAuthError with Okta's words (docs/okta-facts.md, section 7)
 */
function grantedScopes(ctx: Context, asked: string[], app: App, supported: readonly string[]): string[] {
  const granted = asked.filter((scope) => app.granted_scopes.includes(scope));
  const expected = `some of ${app.granted_scopes.join(' ') || 'none, since none is granted'}`;
  const fault = scopeFault(asked, supported) ?? (granted.length > 0 ? undefined : NONE_GRANTED);
  check(ctx, 'scope', fault === undefined, { expected, actual: asked.join(' ') || 'none' }, fault!);
  return granted;
}

const NONE_GRANTED = new OAuthError(400, 'consent_required', 'You are not allowed any of the requested scopes.');

/** What is wrong with scopes that a service app asks for, granted or not. */
function scopeFault(asked: string[], supported: readonly string[]): OAuthError | undefined {
  const openid: readonly string[] = OPENID_SCOPES;
  if (asked.length === 0) return invalidScope('No scopes were requested.');
  if (asked.some((scope) => openid.includes(scope))) {
    return invalidScope("Cannot request 'openid' scopes using client credentials.");
  }
  if (asked.some((scope) => scope.endsWith('.self'))) {
    return new OAuthError(
      400,
      'client_credentials_self_scope_requested',
      "The 'client_credentials' grant type may not request .self scopes.",
    );
  }
  if (!asked.every((scope) => supported.includes(scope))) {
    return invalidScope('One or more scopes are not configured for the authorization server resource.');
  }
  return undefined;
}

function invalidScope(description: string): OAuthError {
  return new OAuthError(400, 'invalid_scope', description);
}
