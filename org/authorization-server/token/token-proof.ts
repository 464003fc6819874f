import type { Context } from 'koa';
import { checkProof } from '../../../dpop/check-proof.js';
import { OAuthError } from '../../http/errors.js';
import { oktaProofError, PROOF_MISSING, PROOF_NOT_SINGLE, type OktaProofError } from '../../tokens/proof-errors.js';
import type { App } from '../../model/app.js';
import type { OrgContext } from '../../context.js';
import { TOKEN_PATH } from '../../http/paths.js';
import { check, checksOf } from '../../http/checks.js';

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
  const proofs = ctx.req.headersDistinct['dpop'] ?? [];
  const count = proofs.length;
  const looked = { expected: 'one DPoP header', came: count === 0 ? 'none' : String(count) };
  check(ctx, 'proof', count === 1, looked, refusal(count === 0 ? PROOF_MISSING : PROOF_NOT_SINGLE));

  const decision = await checkProof(proofs[0]!, {
    htm: ctx.method,
    htu: `${context.origin}${TOKEN_PATH}`,
    now: context.now(),
    isNonce: (nonce) => context.nonces.accepts(nonce),
    remember: (jkt, jti, expires) => context.replays.remember(jkt, jti, expires),
  });
  checksOf(ctx).push(...decision.checks);
  if (!decision.failed) return decision.jkt;

  const error = oktaProofError(decision.failed.fault);
  if (error.error === 'use_dpop_nonce') ctx.set('DPoP-Nonce', context.nonces.current());
  throw refusal(error);
}

function refusal({ error, error_description }: OktaProofError): OAuthError {
  return new OAuthError(400, error, error_description);
}
