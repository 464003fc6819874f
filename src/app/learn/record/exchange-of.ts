import type { Problem } from '../../auth';
import { isExchange, type Entry } from './entry';

/** The id of the exchange that a problem tells of; undefined for a problem that is not about a request. */
export function exchangeOf(entries: readonly Entry[], { status, requestId }: Problem): number | undefined {
  const exchanges = entries.filter(isExchange);
  if (requestId !== undefined) return exchanges.find(({ answer }) => answer?.requestId === requestId)?.id;
  const last = exchanges.at(-1);
  // An answer without an id that the page may read, or no answer: it is the newest that the problem can be about.
  return last && (status ? last.answer?.status === status : last.fault !== undefined) ? last.id : undefined;
}
