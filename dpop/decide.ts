import type { CheckName, Facts, Finding, Found } from './checks/check.js';
import { resultOf } from './checks/result-of.js';
import { scheme } from './checks/scheme.js';
import { CHECKS } from './checks/table.js';
import type { Decision } from './decision.js';
import { DEFAULT_OPTIONS, type CheckOptions } from './options.js';
import { isBearerRequest, type ProofRequest } from './request.js';

/** How a server decides. */
export interface DecideOptions extends CheckOptions {
  /**
   * A check whose failure is ignored, to see what it protects from. Checks that need what it would have found are left out
   * then. Never for a server that has something to protect.
   */
  ignoredCheck?: CheckName;
}

/**
 * Decides whether a request has a good proof (RFC 9449 sections 4.3, 7.1 and 11.1). It stops at the first check that
 * fails. A bearer token that is bound to no key needs no proof: only its scheme is looked at.
 *
 * @param options those that differ from {@link DEFAULT_OPTIONS}
 * @returns the decision. It does not throw for anything that a client sent, only for what `isNonce` or `remember` throw.
 *
 * @example
 * const decision = await decide({
 *   method: 'GET',
 *   url: 'https://api.example/orders',
 *   proofs: request.headersDistinct['dpop'] ?? [],
 *   now: Math.floor(Date.now() / 1000),
 *   accessToken: { scheme: 'DPoP', value: token, jkt: claims.cnf?.jkt },
 *   remember: (jkt, jti, expires) => usedProofs.add(`${jkt} ${jti}`, expires),
 * });
 * if (!decision.passed) console.log(decision.failed); // { check: 'htm', expected: 'GET', actual: 'POST', … }
 */
export async function decide(
  request: ProofRequest,
  { ignoredCheck, ...options }: Partial<DecideOptions> = {},
): Promise<Decision> {
  const facts: Facts = { request, options: { ...DEFAULT_OPTIONS, ...options } };
  const decision: Decision = { passed: true, checks: [] };
  for (const check of isBearerRequest(request) ? [scheme] : CHECKS) {
    // Every check before this one has passed, so all that it needs is there; unless one was ignored.
    if (ignoredCheck && check.needs.some((need) => facts[need] === undefined)) continue;
    const known = facts as Facts & Found;
    if (check.skip?.(known) !== undefined) continue;
    const running = check.run(known);
    const finding: Finding = running instanceof Promise ? await running : running;
    const result = resultOf(check, finding);
    decision.checks.push(result);
    if (finding.found) Object.assign(facts, finding.found);
    if (!result.passed && check.name !== ignoredCheck) {
      decision.passed = false;
      decision.failed = result;
      break;
    }
  }
  if (facts.signer !== undefined) decision.jkt = facts.signer;
  return decision;
}
