import type { Context } from 'koa';
import type { Verdict } from '../../dpop/check-proof.js';

/** The checks of a request, in the order in which they ran; the last one is the failed one, if any. */
export function checksOf(ctx: Context): Verdict<string>[] {
  return (ctx.state['checks'] ??= []) as Verdict<string>[];
}

/** What a check looked at. Neither text is ever a token, a code or a key, nor anything that helps to guess one. */
export interface Looked {
  expected: string;
  came: string;
}

/**
 * Notes a check, for whoever keeps a log.
 *
 * @throws the error that is the answer when the check failed
 */
export function check(
  ctx: Context,
  name: string,
  passed: boolean,
  { expected, came }: Looked,
  otherwise: Error,
): asserts passed {
  checksOf(ctx).push({ check: name, passed, expected, came: came.slice(0, 200) });
  if (!passed) throw otherwise;
}
