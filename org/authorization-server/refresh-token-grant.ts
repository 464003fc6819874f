import { OAuthError } from '../http/errors.js';
import { REFRESH_TOKEN_OF_ANOTHER_KEY } from '../proof-errors.js';
import type { AuthorizationServerContext } from './context.js';
import { checkTokenProof } from './token-proof.js';
import { askedScopes, requireParameter, type TokenRequest } from './token-request.js';
import { answerWithTokens } from './token-response.js';

/** Exchanges a refresh token for new tokens and its successor (RFC 6749 section 6, RFC 9449 section 5). */
export function refreshTokenGrant(context: AuthorizationServerContext) {
  return async (request: TokenRequest): Promise<void> => {
    const { ctx, app } = request;
    const jkt = await checkTokenProof(ctx, context, app);

    const token = requireParameter(request, 'refresh_token');
    const grant = context.refreshTokens.find(token);
    const user = grant && context.directory.user(grant.userId);
    if (grant?.clientId !== app.client_id || user?.status !== 'ACTIVE') throw invalid();
    if (grant.jkt !== undefined && grant.jkt !== jkt) {
      const { error, error_description } = REFRESH_TOKEN_OF_ANOTHER_KEY;
      throw new OAuthError(400, error, error_description);
    }

    const scopes = askedScopes(request) ?? grant.scopes;
    const denied = scopes.filter((scope) => !grant.scopes.includes(scope));
    if (denied.length > 0) {
      throw new OAuthError(
        400,
        'access_denied',
        `Some of the scopes requested for the refresh request were not granted in the original authorize request. Denied scopes: ${denied.join(', ')}.`,
      );
    }

    const refreshToken = context.refreshTokens.rotate(token, jkt);
    if (refreshToken === undefined) throw invalid();
    const { grantId, authTime } = grant;
    await answerWithTokens(ctx, context, { app, user, scopes, grantId, authTime, jkt, refreshToken });
  };
}

function invalid(): OAuthError {
  // okta-auth-js drops its refresh token on exactly this text.
  return new OAuthError(400, 'invalid_grant', 'The refresh token is invalid or expired.');
}
