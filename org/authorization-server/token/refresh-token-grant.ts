import { OAuthError } from '../../http/errors.js';
import { REFRESH_TOKEN_OF_ANOTHER_KEY } from '../../tokens/proof-errors.js';
import { rotationOf } from '../../model/token-rotation.js';
import { checkAssignment } from '../authorize/assignment.js';
import type { OrgContext } from '../../context.js';
import { check } from '../../http/checks.js';
import { checkTokenProof } from './token-proof.js';
import { answerWithTokens, requestedScopes, requireParameter, type TokenRequest } from './grant.js';

/** Exchanges a refresh token for new tokens and its successor (RFC 6749 section 6, RFC 9449 section 5). */
export function refreshTokenGrant(context: OrgContext) {
  return async (request: TokenRequest): Promise<void> => {
    const { ctx, app } = request;
    const proof = await checkTokenProof(ctx, context, app);
    const { jkt } = proof;

    const token = requireParameter(request, 'refresh_token');
    const grant = context.refreshTokens.find(token);
    check(
      ctx,
      'refresh_token',
      grant !== undefined,
      { expected: 'valid', actual: grant ? 'valid' : 'unknown, expired or revoked' },
      invalid(),
    );
    check(
      ctx,
      'client',
      grant.clientId === app.client_id,
      { expected: grant.clientId, actual: app.client_id },
      invalid(),
    );
    const user = context.directory.user(grant.userId);
    const isActive = user?.status === 'ACTIVE';
    check(ctx, 'user', isActive, { expected: 'ACTIVE', actual: user?.status ?? 'unknown' }, invalid());
    checkAssignment(ctx, app, user, invalid());
    if (grant.jkt !== undefined) {
      const { error, error_description } = REFRESH_TOKEN_OF_ANOTHER_KEY;
      const compared = { expected: grant.jkt, actual: jkt ?? 'none' };
      check(ctx, 'jkt', grant.jkt === jkt, compared, new OAuthError(400, error, error_description));
    }

    const scopes = requestedScopes(request) ?? grant.scopes;
    const denied = scopes.filter((scope) => !grant.scopes.includes(scope));
    check(
      ctx,
      'scope',
      denied.length === 0,
      { expected: `some of ${grant.scopes.join(' ')}`, actual: scopes.join(' ') },
      new OAuthError(
        400,
        'access_denied',
        `Some of the scopes requested for the refresh request were not granted in the original authorize request. Denied scopes: ${denied.join(', ')}.`,
      ),
    );

    proof.useUp();
    const refreshToken = context.refreshTokens.rotate(token, jkt);
    const isInTime = refreshToken !== undefined;
    const { leeway } = rotationOf(app);
    const expected = `not exchanged, or at most ${leeway} seconds ago`;
    check(ctx, 'reuse', isInTime, { expected, actual: isInTime ? expected : 'exchanged earlier' }, invalid());
    const { grantId, authTime } = grant;
    await answerWithTokens(ctx, context, { app, user, scopes, grantId, authTime, jkt, refreshToken });
  };
}

function invalid(): OAuthError {
  // okta-auth-js discards its refresh token when it gets exactly this text.
  return new OAuthError(400, 'invalid_grant', 'The refresh token is invalid or expired.');
}
