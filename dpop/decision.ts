import type { CheckName, Fault } from './checks/check.js';
import type { Value } from './value.js';

/**
 * The result of one check as data: for an answer, a log, a command line or a page. What was expected and what was found
 * is never a token, a nonce, a `jti` or a private key.
 */
export interface CheckResult<Name extends string = CheckName> {
  check: Name;
  /** Where the check is asked for, such as `RFC 9449 section 4.3 (8)`. */
  section: string;
  /** Why the check exists. */
  why: string;
  passed: boolean;
  expected: Value;
  actual: Value;
  /** What was wrong, if the check did not pass; only for the checks of a proof. */
  fault?: Fault;
}

/** A check that failed. */
export type FailedCheck = CheckResult & { passed: false; fault: Fault };

/** A check that could not be run. */
export interface SkippedCheck {
  check: CheckName;
  section: string;
  why: string;
  passed?: undefined;
  /** Why it was not run, in words. */
  skipped: string;
  /** The check that would have had to pass before; left out if this check does not concern the request. */
  blockedBy?: CheckName;
}

/** What `decide` returns. */
export interface Decision {
  passed: boolean;
  /** Every check that was run, in order. The last one is the failed one, if any. */
  checks: CheckResult[];
  failed?: FailedCheck;
  /** The thumbprint of the key that signed the proof; only if the signature is good. */
  jkt?: string;
}

/** What `explain` returns. */
export interface Explanation {
  /** Whether no check failed. */
  passed: boolean;
  /** Every check of the table, in order. */
  checks: (CheckResult | SkippedCheck)[];
  /** Those that failed, in order: the first one is the one that `decide` stops at. */
  failed: FailedCheck[];
  /** The thumbprint of the key that signed the proof; only if the signature is good. */
  jkt?: string;
}
