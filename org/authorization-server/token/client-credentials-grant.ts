import type { Context } from 'koa';
import { OAuthError } from '../../http/errors.js';
import type { App } from '../../model/app.js';
import type { OrgContext } from '../../context.js';
import { OPENID_SCOPES, supportedScopes } from '../../model/scopes.js';
import { check } from '../../http/checks.js';
import { checkTokenProof } from './token-proof.js';
import { answerWithTokens, requestedScopes, type TokenRequest } from './grant.js';

/** Issues an access token to a service app (RFC 6749 section 4.4). */
export function clientCredentialsGrant(context: OrgContext) {
  return async (request: TokenRequest): Promise<void> => {
    const { ctx, app } = request;
    const proof = await checkTokenProof(ctx, context, app);
    const scopes = grantedScopes(ctx, requestedScopes(request) ?? [], app, supportedScopes(context.directory.apps()));
    proof.useUp();
    await answerWithTokens(ctx, context, { app, scopes, jkt: proof.jkt });
  };
}

/**
 * The requested scopes that an admin has granted to the app.
 *
 * @throws OAuthError with Okta's words (docs/okta-facts.md, section 7)
 */
function grantedScopes(ctx: Context, requested: string[], app: App, supported: readonly string[]): string[] {
  const granted = requested.filter((scope) => app.granted_scopes.includes(scope));
  const expected = `some of ${app.granted_scopes.join(' ') || 'none, since none is granted'}`;
  const fault = scopeFault(requested, supported) ?? (granted.length > 0 ? undefined : NONE_GRANTED);
  check(ctx, 'scope', fault === undefined, { expected, actual: requested.join(' ') || 'none' }, fault!);
  return granted;
}

const NONE_GRANTED = new OAuthError(400, 'consent_required', 'You are not allowed any of the requested scopes.');

/** What is wrong with requested scopes, whether granted or not; undefined for nothing. */
function scopeFault(requested: string[], supported: readonly string[]): OAuthError | undefined {
  const openid: readonly string[] = OPENID_SCOPES;
  if (requested.length === 0) return invalidScope('No scopes were requested.');
  if (requested.some((scope) => openid.includes(scope))) {
    return invalidScope("Cannot request 'openid' scopes using client credentials.");
  }
  if (requested.some((scope) => scope.endsWith('.self'))) {
    return new OAuthError(
      400,
      'client_credentials_self_scope_requested',
      "The 'client_credentials' grant type may not request .self scopes.",
    );
  }
  if (!requested.every((scope) => supported.includes(scope))) {
    return invalidScope('One or more scopes are not configured for the authorization server resource.');
  }
  return undefined;
}

function invalidScope(description: string): OAuthError {
  return new OAuthError(400, 'invalid_scope', description);
}
