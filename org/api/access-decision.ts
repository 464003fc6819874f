import type { Fault } from '../../dpop/checks/check.js';
import { decide } from '../../dpop/decide.js';
import type { CheckResult } from '../../dpop/decision.js';
import type { PresentedToken, ProofRequest } from '../../dpop/request.js';
import type { Value } from '../../dpop/value.js';
import type { KnownCheck } from '../../dpop/words/words-for.js';
import type { OrgContext } from '../context.js';
import { checkResult } from '../http/checks.js';
import type { OktaErrorCode } from '../http/errors.js';
import type { AccessTokenClaims } from '../tokens/access-tokens.js';
import { oktaProofError } from '../tokens/proof-errors.js';
import { NONCE_NEEDED, refuse, refuseProof, TOKEN_IN_QUERY, type Challenge } from './challenge.js';
import { hasScope } from './permissions.js';

/** The parts of a request that decide about access. */
export interface AccessRequest {
  method: string;
  /** As received, without the query. */
  path: string;
  /** Whether the query has an `access_token`. */
  tokenInQuery: boolean;
  /** All `Authorization` headers. */
  authorization: readonly string[];
  /** All `DPoP` headers. */
  proofs: readonly string[];
}

/** What an endpoint requires. */
export interface Protection {
  /** The least scope. */
  scope: string;
  /** The answer to a request without an access token. */
  noToken: Refusal;
}

/** How a request is refused: with a challenge, or with one of Okta's JSON errors. */
export type Refusal = Challenge | OktaErrorCode;

/** The outcome of checking a request. */
export interface AccessDecision {
  passed: boolean;
  /** Every check that ran, in order. The last one is the failed one, if any. */
  checks: CheckResult<KnownCheck>[];
  /** Left out when the request passed. */
  refusal?: Refusal;
  /** The claims of the access token, if this org signed it. */
  claims?: AccessTokenClaims;
  /** Whether the proof needed a nonce. Then the answer has the current one in `DPoP-Nonce`, whatever its status. */
  nonceRequired?: boolean;
}

/**
 * Decides whether a request may reach an endpoint of the resource server (RFC 9449 section 7; docs/okta-facts.md,
 * section 3.3): first the token, then its scheme and its proof, and last the scope. The guard checks the admin role after
 * that.
 */
export async function decideAccess(
  { method, path, tokenInQuery, authorization, proofs }: AccessRequest,
  { scope, noToken }: Protection,
  context: OrgContext,
): Promise<AccessDecision> {
  const { origin, accessTokens, directory, replays, nonces, switches } = context;
  let nonceRequired = false;
  const checks: CheckResult<KnownCheck>[] = [];
  let refusal: Refusal | undefined;

  /** Adds a result. Returns whether the check passed, so that checks can be chained with `&&`. */
  const check = (name: KnownCheck, passed: boolean, expected: Value, actual: Value, otherwise: Refusal): boolean => {
    checks.push(checkResult(name, passed, { expected, actual }));
    if (!passed) refusal = otherwise;
    return passed;
  };
  const decision = (claims?: AccessTokenClaims): AccessDecision => ({
    passed: refusal === undefined,
    checks,
    ...(refusal && { refusal }),
    ...(claims && { claims }),
    ...(nonceRequired && { nonceRequired }),
  });

  if (
    !check(
      'query',
      !tokenInQuery,
      'no access token',
      tokenInQuery ? 'an access token' : 'no access token',
      TOKEN_IN_QUERY,
    )
  )
    return decision();
  const { shown, token, scheme } = readAuthorization(authorization);
  const missing = shown === 'SSWS' ? 'E0000011' : noToken;
  check('authorization', token !== undefined, 'DPoP or Bearer with an access token', shown, missing);
  if (token === undefined) return decision();
  const refused = (fault: Parameters<typeof refuse>[1]): Refusal => refuse(scheme, fault);

  const claims = await accessTokens.verify(token);
  check(
    'token',
    claims !== undefined,
    'signed by this org',
    claims ? 'signed by this org' : 'not signed by it',
    refused('invalid'),
  );
  if (claims === undefined) return decision();

  const { iss, aud, exp, uid, scp } = claims;
  const now = context.now();
  const isRevoked = accessTokens.isRevoked(claims);
  const user = uid === undefined ? 'none' : (directory.user(uid)?.status ?? 'unknown');
  const isGood =
    check('issuer', iss === origin, origin, iss, refused('wrongIssuer')) &&
    check('audience', aud === origin, origin, aud, refused('wrongAudience')) &&
    check('expiry', exp > now, { after: now }, exp, refused('expired')) &&
    check('revocation', !isRevoked, 'not revoked', isRevoked ? 'revoked' : 'not revoked', refused('revoked')) &&
    check('user', uid === undefined || user === 'ACTIVE', 'ACTIVE, or none', user, refused('invalid')) &&
    (await checkProof({ scheme, value: token, jkt: claims.cnf?.jkt }));
  if (isGood) check('scope', hasScope(scp, scope), scope, scp.join(' '), refused('lacksScope'));
  return decision(claims);

  /** Checks scheme and proof together, since each depends on whether the token is bound (RFC 9449 section 7.1). */
  async function checkProof(accessToken: PresentedToken): Promise<boolean> {
    // Okta's API requires no nonce (RFC 9449 section 9). A switch makes the org require one.
    const { apiNonce, ignoredCheck } = switches.settings;
    const request: ProofRequest = {
      method,
      url: `${origin}${path}`,
      proofs,
      now,
      ...(apiNonce && { isNonce: (nonce: string) => nonces.accepts(nonce) }),
      accessToken,
      remember: (key, jti, expires) => replays.remember(key, jti, expires),
    };
    const { checks: results, failed } = await decide(request, { ...(ignoredCheck && { ignoredCheck }) });
    checks.push(...results);
    nonceRequired = apiNonce && results.some(({ check, passed }) => check === 'proof' && passed);
    if (failed) refusal = refusalOf(failed.fault);
    return !failed;
  }

  function refusalOf(fault: Fault): Refusal {
    switch (fault) {
      case 'unbound-token':
        return refused('notBound');
      case 'wrong-scheme':
        return refused(proofs.length > 0 ? 'schemeNeeded' : 'proofNeeded');
      case 'no-proof':
        return refused('proofNeeded');
      case 'no-nonce':
      case 'unknown-nonce':
        return NONCE_NEEDED;
      default:
        return refuseProof(scheme!, oktaProofError(fault));
    }
  }
}

/** Reads `Authorization`. `shown` is what a decision says of it: never more than the scheme. */
function readAuthorization(
  values: readonly string[],
):
  | { shown: string; token?: undefined; scheme?: undefined }
  | { shown: string; scheme: Challenge['scheme']; token: string } {
  if (values.length !== 1) return { shown: values.length === 0 ? 'none' : `${values.length} headers` };
  const [, name = '', token = ''] = /^(\S*)\s*(.*)$/.exec(values[0]!) ?? [];
  // Schemes are case-insensitive (RFC 9110 section 11.1).
  switch (name.toLowerCase()) {
    case 'bearer':
      return { shown: 'Bearer', scheme: 'Bearer', token };
    case 'dpop':
      return { shown: 'DPoP', scheme: 'DPoP', token };
    case 'ssws':
      return { shown: 'SSWS' };
    default:
      return { shown: 'another scheme' };
  }
}
