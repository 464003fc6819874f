import { createHash } from 'node:crypto';
import type { Provider } from 'oidc-provider';
import { revokeGrant } from '../grants.js';
import { OAuthError } from '../http/errors.js';
import type { AuthorizationServerContext } from './context.js';
import { checkTokenProof } from './token-proof.js';
import { requireParameter, type TokenRequest } from './token-request.js';
import { answerWithTokens } from './token-response.js';

/** Exchanges an authorization code for tokens (RFC 6749 section 4.1.3), in the order of Okta's checks. */
export function authorizationCodeGrant(context: AuthorizationServerContext, provider: Provider) {
  return async (request: TokenRequest): Promise<void> => {
    const { ctx, form, app } = request;
    const jkt = await checkTokenProof(ctx, context, app);

    const value = requireParameter(request, 'code');
    const redirectUri = requireParameter(request, 'redirect_uri');
    const verifier = form.get('code_verifier');
    if (!verifier) {
      throw new OAuthError(400, 'invalid_request', 'PKCE code verifier is required by the application.');
    }

    const code = await provider.AuthorizationCode.find(value);
    const user = code?.accountId === undefined ? undefined : context.directory.user(code.accountId);
    if (!code?.grantId || !code.scope || user?.status !== 'ACTIVE') {
      throw invalidGrant('The authorization code is invalid or has expired.');
    }
    if (code.clientId !== app.client_id) {
      throw invalidGrant(
        "The grant was issued to another client. Please make sure the 'client_id' matches the one used at the authorize request.",
      );
    }
    if (createHash('sha256').update(verifier).digest('base64url') !== code.codeChallenge) {
      throw invalidGrant('PKCE verification failed.');
    }
    if (code.redirectUri !== redirectUri) {
      throw invalidGrant("The 'redirect_uri' does not match the redirection URI used in the authorization request.");
    }
    if (!context.state.consume('AuthorizationCode', value)) {
      // Somebody else has it: what they got for it ends (RFC 6749 section 4.1.2).
      revokeGrant(context.state, code.grantId);
      throw invalidGrant('The authorization code is invalid or has expired.');
    }

    const scopes = code.scope.split(' ');
    const { grantId, authTime, nonce } = code;
    const refreshToken = scopes.includes('offline_access')
      ? context.refreshTokens.issue({ clientId: app.client_id, userId: user.id, grantId, scopes, authTime, jkt })
      : undefined;
    await answerWithTokens(ctx, context, { app, user, scopes, grantId, authTime, nonce, jkt, refreshToken });
  };
}

function invalidGrant(description: string): OAuthError {
  return new OAuthError(400, 'invalid_grant', description);
}
