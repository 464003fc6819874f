import { checkProof, type CheckName, type Verdict } from '../../dpop/check-proof.js';
import type { AccessTokenClaims } from '../tokens/access-tokens.js';
import type { OrgContext } from '../context.js';
import type { OktaErrorCode } from '../http/errors.js';
import { oktaProofError, PROOF_NOT_SINGLE } from '../tokens/proof-errors.js';
import type { Challenge } from './challenge.js';
import { NONCE_NEEDED, refuse, refuseProof, TOKEN_IN_QUERY } from './refusals.js';
import { expectedHtu } from './request-path.js';
import { hasScope } from './scope.js';

/** The checks of a request to the API, those of its proof among them. */
export type AccessCheck =
  | 'query'
  | 'authorization'
  | 'token'
  | 'issuer'
  | 'audience'
  | 'expiry'
  | 'revocation'
  | 'user'
  | 'scheme'
  | 'proof'
  | CheckName
  | 'scope';

/** What of a request decides whether it may pass. */
export interface AccessRequest {
  method: string;
  /** Decoded, as `requestPath` returns it. */
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

/** What came of checking a request: every check that ran, in order; the last one is the failed one, if any. */
export interface AccessDecision {
  passed: boolean;
  checks: Verdict<AccessCheck>[];
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
  const checks: Verdict<AccessCheck>[] = [];
  let refusal: Refusal | undefined;

  /** Notes one verdict; returns whether the check passed, so that the checks below chain with `&&`. */
  const check = (name: AccessCheck, passed: boolean, expected: string, came: string, otherwise: Refusal): boolean => {
    checks.push({ check: name, passed, expected, came });
    if (!passed) refusal = otherwise;
    return passed;
  };
  const decide = (claims?: AccessTokenClaims): AccessDecision => ({
    passed: refusal === undefined,
    checks,
    ...(refusal && { refusal }),
    ...(claims && { claims }),
    ...(nonceAsked && { nonceAsked }),
  });

  if (!check('query', !tokenInQuery, 'no access token', tokenInQuery ? 'one' : 'none', TOKEN_IN_QUERY)) return decide();
  const { shown, token, scheme } = readAuthorization(authorization);
  const missing = shown === 'SSWS' ? 'E0000011' : noToken;
  check('authorization', token !== undefined, 'DPoP or Bearer with an access token', shown, missing);
  if (token === undefined) return decide();
  const no = (fault: Parameters<typeof refuse>[1]): Refusal => refuse(scheme, fault);

  const claims = await accessTokens.verify(token);
  check('token', claims !== undefined, 'one that this org signed', claims ? 'one' : 'another', no('invalid'));
  if (claims === undefined) return decide();

  const { iss, aud, exp, uid, scp } = claims;
  const jkt = claims.cnf?.jkt;
  const now = context.now();
  const isRevoked = accessTokens.isRevoked(claims);
  const user = uid === undefined ? 'none' : (directory.user(uid)?.status ?? 'unknown');
  const isGood =
    check('issuer', iss === origin, origin, iss, no('wrongIssuer')) &&
    check('audience', aud === origin, origin, aud, no('wrongAudience')) &&
    check('expiry', exp > now, `a time after ${now}`, String(exp), no('expired')) &&
    check('revocation', !isRevoked, 'not revoked', isRevoked ? 'revoked' : 'not revoked', no('revoked')) &&
    check('user', uid === undefined || user === 'ACTIVE', 'ACTIVE, or none', user, no('invalid')) &&
    (jkt === undefined ? checkBearer() : checkBound() && (await checkProofFor(token, jkt)));
  if (isGood) check('scope', hasScope(scp, scope), scope, scp.join(' '), no('lacksScope'));
  return decide(claims);

  function checkBearer(): boolean {
    return check('scheme', scheme === 'Bearer', 'Bearer, for a token bound to no key', scheme!, no('notBound'));
  }

  function checkBound(): boolean {
    const count = proofs.length;
    const wrongScheme = no(count > 0 ? 'schemeNeeded' : 'proofNeeded');
    return (
      check('scheme', scheme === 'DPoP', 'DPoP, for a token bound to a key', scheme!, wrongScheme) &&
      check('proof', count > 0, 'a DPoP header', count > 0 ? 'one' : 'none', no('proofNeeded')) &&
      check('proof', count === 1, 'one DPoP header', `${count}`, refuseProof(scheme!, PROOF_NOT_SINGLE))
    );
  }

  async function checkProofFor(accessToken: string, boundTo: string): Promise<boolean> {
    // Okta's API asks for none; a switch lets the org do so (RFC 9449 section 9).
    nonceAsked = switches.settings.apiNonce;
    const decision = await checkProof(proofs[0]!, {
      htm: method,
      htu: expectedHtu(origin, path),
      now,
      ...(nonceAsked && { isNonce: (nonce: string) => nonces.accepts(nonce) }),
      accessToken: { value: accessToken, jkt: boundTo },
      remember: (key, jti, expires) => replays.remember(key, jti, expires),
    });
    checks.push(...decision.checks);
    if (decision.failed) {
      const error = oktaProofError(decision.failed.fault);
      refusal = error.error === 'use_dpop_nonce' ? NONCE_NEEDED : refuseProof(scheme!, error);
    }
    return decision.passed;
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
