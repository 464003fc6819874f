import type { CheckResult, FailedCheck } from '../decision.js';
import type { Check, Finding } from './check.js';

/** What a check found, with what there is to say about the check. */
export function resultOf(
  { name: check, section, why }: Pick<Check, 'name' | 'section' | 'why'>,
  { expected, actual, fault }: Finding,
): (CheckResult & { passed: true }) | FailedCheck {
  if (fault === undefined) return { check, section, why, passed: true, expected, actual };
  return { check, section, why, passed: false, expected, actual, fault };
}
