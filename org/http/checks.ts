import type { Context } from 'koa';
import type { CheckResult } from '../../dpop/decision.js';
import type { Value } from '../../dpop/value.js';
import { wordsFor, type KnownCheck } from '../../dpop/words/words-for.js';

/** The checks of a request, in the order in which they ran; the last one is the failed one, if any. */
export function checksOf(ctx: Context): CheckResult<KnownCheck>[] {
  return (ctx.state['checks'] ??= []) as CheckResult<KnownCheck>[];
}

/** What a check compared. Neither value is ever a token, a code or a key, nor helps to guess one. */
export interface Compared {
  expected: Value;
  actual: Value;
}

/** The result of a check that is not one of a proof, in the same form. */
export function checkResult(
  check: KnownCheck,
  passed: boolean,
  { expected, actual }: Compared,
): CheckResult<KnownCheck> {
  const { section, why } = wordsFor(check);
  return { check, section, why, passed, expected, actual };
}

/**
 * Adds the result of a check to those of the request.
 *
 * @param refusal the error to answer with
 * @throws `refusal` when the check failed
 */
export function check(
  ctx: Context,
  name: KnownCheck,
  passed: boolean,
  { expected, actual }: Compared,
  refusal: Error,
): asserts passed {
  const short = typeof actual === 'string' ? actual.slice(0, 200) : actual;
  checksOf(ctx).push(checkResult(name, passed, { expected, actual: short }));
  if (!passed) throw refusal;
}
