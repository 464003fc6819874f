import type { Context } from 'koa';
import { decide } from '../../../dpop/decide.js';
import { OAuthError } from '../../http/errors.js';
import { oktaProofError, type OktaProofError, type ProofFault } from '../../tokens/proof-errors.js';
import type { App } from '../../model/app.js';
import type { OrgContext } from '../../context.js';
import { TOKEN_PATH } from '../../http/paths.js';
import { check, checksOf } from '../../http/checks.js';

/** The proof of a token request, after its checks. */
export interface TokenProof {
  /**
   * Thumbprint of the key to bind the tokens to. Left out for an app that does not require DPoP: as at Okta, it gets
   * bearer tokens, with or without a proof.
   */
  jkt?: string;
  /**
   * Remembers the `jti`, just before the tokens are issued. A request that fails for another reason leaves nothing to
   * remember, so anyone may send as many of those as they like.
   *
   * @throws OAuthError when another request with the same proof was faster
   */
  useUp: () => void;
}

/**
 * Checks the proof of a token request (RFC 9449 section 5). This comes after client authentication and before the code or
 * the refresh token, so that a wrong proof does not use them up. The checks are kept in `ctx.state`, for the System Log.
 *
 * @throws OAuthError with Okta's error
 */
export async function checkTokenProof(ctx: Context, context: OrgContext, app: App): Promise<TokenProof> {
  if (!app.dpop_bound_access_tokens) return { useUp: () => undefined };
  let remember = (): boolean => true;
  const { checks, failed, jkt } = await decide({
    method: ctx.method,
    url: `${context.origin}${TOKEN_PATH}`,
    proofs: ctx.req.headersDistinct['dpop'] ?? [],
    now: context.now(),
    isNonce: (nonce) => context.nonces.accepts(nonce),
    remember: (key, jti, expires) => {
      remember = () => context.replays.remember(key, jti, expires);
      return !context.replays.has(key, jti);
    },
  });
  checksOf(ctx).push(...checks);
  if (!failed) {
    const useUp = (): void => {
      const isNew = remember();
      const compared = { expected: 'not used before', actual: 'used before' };
      if (!isNew) check(ctx, 'replay', false, compared, proofError(oktaProofError('replayed')));
    };
    return { jkt: jkt!, useUp };
  }

  // There is no access token here, so no fault can be about one.
  const refusal = oktaProofError(failed.fault as ProofFault);
  if (refusal.error === 'use_dpop_nonce') ctx.set('DPoP-Nonce', context.nonces.current());
  throw proofError(refusal);
}

function proofError({ error, error_description }: OktaProofError): OAuthError {
  return new OAuthError(400, error, error_description);
}
