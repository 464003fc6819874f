import type { Fault } from '../../dpop/checks/check.js';
import { decide } from '../../dpop/decide.js';
import type { CheckResult } from '../../dpop/decision.js';
import type { PresentedToken } from '../../dpop/request.js';
import type { Value } from '../../dpop/value.js';
import type { KnownCheck } from '../../dpop/words/words-for.js';
import type { OrgContext } from '../context.js';
import { checkResult } from '../http/checks.js';
import type { OktaErrorCode } from '../http/errors.js';
import type { AccessTokenClaims } from '../tokens/access-tokens.js';
import { oktaProofError } from '../tokens/proof-errors.js';
import type { Challenge } from './challenge.js';
import { NONCE_NEEDED, refuse, refuseProof, TOKEN_IN_QUERY } from './refusals.js';
import { hasScope } from './scope.js';

/** What of a request decides whether it may pass. */
export interface AccessRequest {
  method: string;
  /** As it came, without the query. */
  path: string;
  /** Whether an `access_token` stands in the query. */
  tokenInQuery: boolean;
  /** All `Authorization` headers. */
  authorization: readonly string[];
  /** All `DPoP` headers. */
  proofs: readonly string[];
}

/** What an endpoint asks of a request. */
export interface Protection {
  /** The least scope with which it answers at all. */
  scope: string;
  /** What it says to a request that carries no access token. */
  noToken: Refusal;
}

/** What to answer: a challenge, or one of Okta's JSON errors. */
export type Refusal = Challenge | OktaErrorCode;

/** The outcome of checking a request: every check that ran, in order; the last one is the failed one, if any. */
export interface AccessDecision {
  passed: boolean;
  checks: CheckResult<KnownCheck>[];
  /** What to answer, when it did not pass. */
  refusal?: Refusal;
  /** What the access token says, once it is known to be one of this org. */
  claims?: AccessTokenClaims;
  /** Whether the proof had to have a nonce: the answer, whatever it is, brings the current one. */
  nonceAsked?: boolean;
}

/**
 * Decides whether a request may reach an endpoint of the resource server (RFC 9449 section 7; docs/okta-facts.md,
 * section 3.3): first the token, then whether its scheme and its proof go together, the proof itself, and at last the
 * scope. What the role of the person allows is the endpoint's own matter.
 */
export async function decideAccess(
  { method, path, tokenInQuery, authorization, proofs }: AccessRequest,
  { scope, noToken }: Protection,
  context: OrgContext,
): Promise<AccessDecision> {
  const { origin, accessTokens, directory, replays, nonces, switches } = context;
  let nonceAsked = false;
  const checks: CheckResult<KnownCheck>[] = [];
  let refusal: Refusal | undefined;

  /** Adds one result; returns whether the check passed, so that the checks below chain with `&&`. */
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
    ...(nonceAsked && { nonceAsked }),
  });

  if (!check('query', !tokenInQuery, 'no access token', tokenInQuery ? 'one' : 'none', TOKEN_IN_QUERY))
    return decision();
  const { shown, token, scheme } = readAuthorization(authorization);
  const missing = shown === 'SSWS' ? 'E0000011' : noToken;
  check('authorization', token !== undefined, 'DPoP or Bearer with an access token', shown, missing);
  if (token === undefined) return decision();
  const no = (fault: Parameters<typeof refuse>[1]): Refusal => refuse(scheme, fault);

  const claims = await accessTokens.verify(token);
  check('token', claims !== undefined, 'one that this org signed', claims ? 'one' : 'another', no('invalid'));
  if (claims === undefined) return decision();

  const { iss, aud, exp, uid, scp } = claims;
  const now = context.now();
  const isRevoked = accessTokens.isRevoked(claims);
  const user = uid === undefined ? 'none' : (directory.user(uid)?.status ?? 'unknown');
  const isGood =
    check('issuer', iss === origin, origin, iss, no('wrongIssuer')) &&
    check('audience', aud === origin, origin, aud, no('wrongAudience')) &&
    check('expiry', exp > now, { after: now }, exp, no('expired')) &&
    check('revocation', !isRevoked, 'not revoked', isRevoked ? 'revoked' : 'not revoked', no('revoked')) &&
    check('user', uid === undefined || user === 'ACTIVE', 'ACTIVE, or none', user, no('invalid')) &&
    (await checkProof({ scheme: scheme, value: token, jkt: claims.cnf?.jkt }));
  if (isGood) check('scope', hasScope(scp, scope), scope, scp.join(' '), no('lacksScope'));
  return decision(claims);

  /** Whether scheme, token and proof go together (RFC 9449 section 7.1). */
  async function checkProof(accessToken: PresentedToken): Promise<boolean> {
    // Okta's API asks for none; a switch lets the org do so (RFC 9449 section 9).
    const { apiNonce } = switches.settings;
    const { checks: results, failed } = await decide({
      method,
      url: `${origin}${path}`,
      proofs,
      now,
      ...(apiNonce && { isNonce: (nonce: string) => nonces.accepts(nonce) }),
      accessToken,
      remember: (key, jti, expires) => replays.remember(key, jti, expires),
    });
    checks.push(...results);
    nonceAsked = apiNonce && results.some(({ check, passed }) => check === 'proof' && passed);
    if (failed) refusal = refusalOf(failed.fault);
    return !failed;
  }

  function refusalOf(fault: Fault): Refusal {
    switch (fault) {
      case 'unbound-token':
        return no('notBound');
      case 'wrong-scheme':
        return no(proofs.length > 0 ? 'schemeNeeded' : 'proofNeeded');
      case 'no-proof':
        return no('proofNeeded');
      case 'no-nonce':
      case 'unknown-nonce':
        return NONCE_NEEDED;
      default:
        return refuseProof(scheme!, oktaProofError(fault));
    }
  }
}

/** What stands in `Authorization`, and how to show it: never more of it than the scheme. */
function readAuthorization(
  values: readonly string[],
):
  | { shown: string; token?: undefined; scheme?: undefined }
  | { shown: string; scheme: Challenge['scheme']; token: string } {
  if (values.length !== 1) return { shown: values.length === 0 ? 'none' : `${values.length} headers` };
  const [, name = '', token = ''] = /^(\S*)\s*(.*)$/.exec(values[0]!) ?? [];
  // The names of schemes have no case (RFC 9110 section 11.1).
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
