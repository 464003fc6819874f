import type { Context } from 'koa';
import { decide } from '../../../dpop/decide.js';
import { OAuthError } from '../../http/errors.js';
import { oktaProofError, type ProofFault } from '../../tokens/proof-errors.js';
import type { App } from '../../model/app.js';
import type { OrgContext } from '../../context.js';
import { TOKEN_PATH } from '../../http/paths.js';
import { checksOf } from '../../http/checks.js';

/**
 * Checks the proof of a token request (RFC 9449 section 5). This comes after client authentication and before the code or
 * the refresh token, so that a wrong proof does not use them up. The checks are kept in `ctx.state`, for the System Log.
 *
 * @returns thumbprint of the key to bind the tokens to; undefined for an app that does not require DPoP. As at Okta,
 *   such an app gets bearer tokens, with or without a proof.
 * @throws OAuthError with Okta's error
 */
export async function checkTokenProof(ctx: Context, context: OrgContext, app: App): Promise<string | undefined> {
  if (!app.dpop_bound_access_tokens) return undefined;
  const { checks, failed, jkt } = await decide({
    method: ctx.method,
    url: `${context.origin}${TOKEN_PATH}`,
    proofs: ctx.req.headersDistinct['dpop'] ?? [],
    now: context.now(),
    isNonce: (nonce) => context.nonces.accepts(nonce),
    remember: (key, jti, expires) => context.replays.remember(key, jti, expires),
  });
  checksOf(ctx).push(...checks);
  if (!failed) return jkt;

  // There is no access token here, so no fault can be about one.
  const { error, error_description } = oktaProofError(failed.fault as ProofFault);
  if (error === 'use_dpop_nonce') ctx.set('DPoP-Nonce', context.nonces.current());
  throw new OAuthError(400, error, error_description);
}
