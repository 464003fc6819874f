import { OAuthError } from '../http/errors.js';
import type { App } from '../seed.js';
import type { AuthorizationServerContext } from './context.js';
import { OPENID_SCOPES, supportedScopes } from './scopes.js';
import { checkTokenProof } from './token-proof.js';
import { askedScopes, type TokenRequest } from './token-request.js';
import { answerWithTokens } from './token-response.js';

/** Gives a service app, which is authenticated, an access token of its own (RFC 6749 section 4.4). */
export function clientCredentialsGrant(context: AuthorizationServerContext) {
  return async (request: TokenRequest): Promise<void> => {
    const { ctx, app } = request;
    const jkt = await checkTokenProof(ctx, context, app);
    const scopes = grantedScopes(askedScopes(request) ?? [], app, supportedScopes(context.directory.apps()));
    await answerWithTokens(ctx, context, { app, scopes, jkt });
  };
}

/**
 * Those of the scopes that were asked for that an admin has granted to the app.
 *
 * @throws OAuthError with Okta's words (okta-facts, section 7)
 */
function grantedScopes(asked: string[], app: App, supported: readonly string[]): string[] {
  const openid: readonly string[] = OPENID_SCOPES;
  if (asked.length === 0) throw invalidScope('No scopes were requested.');
  if (asked.some((scope) => openid.includes(scope))) {
    throw invalidScope("Cannot request 'openid' scopes using client credentials.");
  }
  if (asked.some((scope) => scope.endsWith('.self'))) {
    throw new OAuthError(
      400,
      'client_credentials_self_scope_requested',
      "The 'client_credentials' grant type may not request .self scopes.",
    );
  }
  if (!asked.every((scope) => supported.includes(scope))) {
    throw invalidScope('One or more scopes are not configured for the authorization server resource.');
  }
  const granted = asked.filter((scope) => app.granted_scopes.includes(scope));
  if (granted.length === 0) {
    throw new OAuthError(400, 'consent_required', 'You are not allowed any of the requested scopes.');
  }
  return granted;
}

function invalidScope(description: string): OAuthError {
  return new OAuthError(400, 'invalid_scope', description);
}
