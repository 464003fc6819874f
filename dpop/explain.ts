import type { Check, CheckName, Facts, Found } from './checks/check.js';
import { resultOf } from './checks/result-of.js';
import { CHECKS } from './checks/table.js';
import type { CheckResult, Explanation, FailedCheck, SkippedCheck } from './decision.js';
import { DEFAULT_OPTIONS, type CheckOptions } from './options.js';
import { isBearerRequest, type ProofRequest } from './request.js';

/**
 * Runs every check of the proof of a request that can still be run after one has failed (RFC 9449 sections 4.3, 7.1 and
 * 11.1), for a page or a report. To let a request pass or not, use `decide`, which is faster and stops at the first.
 *
 * @param request `remember` is only called if everything else is good, so a proof with a fault is not used up
 * @param options those that differ from {@link DEFAULT_OPTIONS}
 * @returns each check as passed, failed, or not run and why. It does not throw for anything that a client sent.
 *
 * @example
 * const { checks } = await explain({ method: 'GET', url, proofs: [proof], now });
 * for (const { check, section, passed } of checks) console.log(check, section, passed ?? 'not run');
 */
export async function explain(request: ProofRequest, options: Partial<CheckOptions> = {}): Promise<Explanation> {
  const facts: Facts = { request, options: { ...DEFAULT_OPTIONS, ...options } };
  const checks: (CheckResult | SkippedCheck)[] = [];
  const failed: FailedCheck[] = [];
  for (const check of CHECKS) {
    const obstacle = obstacleTo(check, facts, failed);
    if (obstacle) {
      checks.push({ check: check.name, section: check.section, why: check.why, ...obstacle });
      continue;
    }
    const finding = await check.run(facts as Facts & Found);
    const result = resultOf(check, finding);
    checks.push(result);
    if (!result.passed) failed.push(result);
    Object.assign(facts, finding.found);
  }
  return {
    passed: failed.length === 0,
    checks,
    failed,
    ...(facts.signer !== undefined && { jkt: facts.signer }),
  };
}

/** Which check finds out what others need. */
const SOURCES: Record<keyof Found, CheckName> = {
  compact: 'proof',
  header: 'syntax',
  claims: 'syntax',
  jwk: 'syntax',
  alg: 'alg',
  key: 'jwk',
  jkt: 'jwk',
  signer: 'signature',
};

/** Why a check cannot be run, if so. */
function obstacleTo(
  check: Check<keyof Found>,
  facts: Facts,
  failed: readonly FailedCheck[],
): Pick<SkippedCheck, 'skipped' | 'blockedBy'> | undefined {
  if (isBearerRequest(facts.request) && check.name !== 'scheme') return { skipped: 'A bearer token needs no proof.' };
  const missing = check.needs.find((need) => facts[need] === undefined);
  if (missing) return blockedBy(SOURCES[missing]);
  const skipped = check.skip?.(facts as Facts & Found);
  if (skipped !== undefined) return { skipped };
  const [first] = failed;
  return check.name === 'replay' && first ? blockedBy(first.check) : undefined;
}

function blockedBy(check: CheckName): Pick<SkippedCheck, 'skipped' | 'blockedBy'> {
  return { skipped: `The check "${check}" did not pass.`, blockedBy: check };
}
