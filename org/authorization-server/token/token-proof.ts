import type { Context } from 'koa';
import { decide } from '../../../dpop/decide.js';
import { OAuthError } from '../../http/errors.js';
import { oktaProofError, type ProofFault } from '../../tokens/proof-errors.js';
import type { App } from '../../model/app.js';
import type { OrgContext } from '../../context.js';
import { TOKEN_PATH } from '../../http/paths.js';
import { checksOf } from '../../http/checks.js';

/**
 * Checks the proof of a token request (RFC 9449 section 5), after the client is known and before its code or refresh
 * token is looked at, which therefore survive a bad proof. The checks stay in `ctx.state` as data.
 *
 * @returns thumbprint of the key to bind the tokens to; undefined for an app that does not require DPoP. Okta gives
 *   such an app bearer tokens whether a proof came along or not.
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

  // Without an access token, nothing can be wrong with one.
  const { error, error_description } = oktaProofError(failed.fault as ProofFault);
  if (error === 'use_dpop_nonce') ctx.set('DPoP-Nonce', context.nonces.current());
  throw new OAuthError(400, error, error_description);
}
