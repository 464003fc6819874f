import type { Problem } from '../../auth';
import { isExchange, type Entry } from './entry';

/** The id of the exchange that a problem tells of: the newest one that failed in the same way. */
export function exchangeOf(entries: readonly Entry[], { status, requestId }: Problem): number | undefined {
  return entries
    .filter(isExchange)
    .filter(({ answer, fault }) => {
      if (requestId !== undefined) return answer?.requestId === requestId;
      // An answer without a readable id, or none at all.
      return status ? answer?.status === status : status === 0 && fault !== undefined;
    })
    .at(-1)?.id;
}
