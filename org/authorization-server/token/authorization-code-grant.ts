import { createHash } from 'node:crypto';
import type { Provider } from 'oidc-provider';
import { revokeGrant } from '../../tokens/grants.js';
import { OAuthError } from '../../http/errors.js';
import { checkAssignment } from '../authorize/assignment.js';
import { acrOf } from '../authorize/authorization-request.js';
import type { OrgContext } from '../../context.js';
import { check } from '../../http/checks.js';
import { checkTokenProof } from './token-proof.js';
import { answerWithTokens, requireParameter, type TokenRequest } from './grant.js';

/** Exchanges an authorization code for tokens (RFC 6749 section 4.1.3), in the order of Okta's checks. */
export function authorizationCodeGrant(context: OrgContext, provider: Provider) {
  return async (request: TokenRequest): Promise<void> => {
    const { ctx, form, app } = request;
    const proof = await checkTokenProof(ctx, context, app);

    const value = requireParameter(request, 'code');
    const redirectUri = requireParameter(request, 'redirect_uri');
    const verifier = form.get('code_verifier');
    if (!verifier) {
      throw new OAuthError(400, 'invalid_request', 'PKCE code verifier is required by the application.');
    }

    const unknown = invalidGrant('The authorization code is invalid or has expired.');
    const code = await provider.AuthorizationCode.find(value);
    const { grantId, scope = '', authTime, nonce } = code ?? {};
    const isValid = code !== undefined && grantId !== undefined;
    check(
      ctx,
      'code',
      isValid,
      {
        expected: 'issued less than 300 seconds ago',
        actual: isValid ? 'issued less than 300 seconds ago' : 'unknown or expired',
      },
      unknown,
    );
    const user = context.directory.user(code.accountId ?? '');
    const isActive = user?.status === 'ACTIVE';
    check(ctx, 'user', isActive, { expected: 'ACTIVE', actual: user?.status ?? 'unknown' }, unknown);
    check(
      ctx,
      'client',
      code.clientId === app.client_id,
      { expected: String(code.clientId), actual: app.client_id },
      invalidGrant(
        "The grant was issued to another client. Please make sure the 'client_id' matches the one used at the authorize request.",
      ),
    );
    checkAssignment(ctx, app, user, unknown);
    check(
      ctx,
      'dpop_jkt',
      code.dpopJkt === undefined || code.dpopJkt === proof.jkt,
      { expected: code.dpopJkt ?? 'any key', actual: proof.jkt ?? 'no proof' },
      invalidGrant('The authorization code is bound to another key: the proof is not by the key that dpop_jkt named.'),
    );
    const challenge = createHash('sha256').update(verifier).digest('base64url');
    check(
      ctx,
      'code_verifier',
      challenge === code.codeChallenge,
      { expected: `one whose challenge is ${code.codeChallenge}`, actual: `one whose challenge is ${challenge}` },
      invalidGrant('PKCE verification failed.'),
    );
    check(
      ctx,
      'redirect_uri',
      code.redirectUri === redirectUri,
      { expected: String(code.redirectUri), actual: redirectUri },
      invalidGrant("The 'redirect_uri' does not match the redirection URI used in the authorization request."),
    );
    proof.useUp();
    const isUnused = context.state.consume('AuthorizationCode', value);
    // A code that is used twice may be stolen: its tokens are revoked (RFC 6749 section 4.1.2).
    if (!isUnused) revokeGrant(context.state, grantId);
    check(
      ctx,
      'single use',
      isUnused,
      { expected: 'not used before', actual: isUnused ? 'not used before' : 'used before' },
      unknown,
    );

    const { jkt } = proof;
    const scopes = scope.split(' ');
    const refreshToken = scopes.includes('offline_access')
      ? context.refreshTokens.issue({ clientId: app.client_id, userId: user.id, grantId, scopes, authTime, jkt })
      : undefined;
    const { values: acrValues = [] } = code.claims?.id_token?.['acr'] ?? {};
    const acr = acrOf(acrValues.join(' '));
    await answerWithTokens(ctx, context, { app, user, scopes, grantId, authTime, nonce, acr, jkt, refreshToken });
  };
}

function invalidGrant(description: string): OAuthError {
  return new OAuthError(400, 'invalid_grant', description);
}
