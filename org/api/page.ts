import type Koa from 'koa';
import { OktaError } from '../http/errors.js';

/** The most items on a page, unless a list allows more. */
const MAX_LIMIT = 200;

/** How a list is cut into pages. */
export interface Paging<Item> {
  /** Items on a page when the request names no limit. */
  limit: number;
  /** The most items on a page. */
  max?: number;
  /** Names an item as the last one of a page; opaque to clients. */
  cursor: (item: Item) => string;
  /** Which items belong to the answer. */
  matches: (item: Item) => boolean;
  /** Whether there is no second page, as with Okta's `q`. */
  single?: boolean;
}

/**
 * Cuts the page that a request asks for (`limit`, `after`) out of a list, and sets Okta's two `Link` headers: one for
 * itself, one for the next page if there is one (docs/okta-facts.md, section 5.2).
 *
 * @param all the list in its order, with the items that do not match: the last item of a page may have ceased to
 *   match when the next page is asked for
 * @throws OktaError for a limit that is no whole number above 0, or an unknown cursor
 */
export function page<Item>(
  ctx: Koa.ParameterizedContext,
  origin: string,
  all: readonly Item[],
  { limit: usual, max = MAX_LIMIT, cursor, matches, single = false }: Paging<Item>,
): Item[] {
  const query = new URLSearchParams(ctx.querystring);
  const after = query.get('after');
  const limit = readLimit(query.get('limit'), usual, max);
  const start = after === null ? 0 : all.findIndex((item) => cursor(item) === after) + 1;
  if (after !== null && start === 0) throw new OktaError('E0000029', '', ['Invalid cursor.']);

  const matching = all.slice(start).filter(matches);
  const items = matching.slice(0, limit);

  const link = (rel: string, from: string | null): void => {
    const parameters = new URLSearchParams([...(from === null ? [] : [['after', from]]), ['limit', String(limit)]]);
    for (const [name, value] of query) if (name !== 'after' && name !== 'limit') parameters.append(name, value);
    ctx.append('Link', `<${origin}${ctx.path}?${parameters}>; rel="${rel}"`);
  };
  link('self', after);
  if (matching.length > limit && !single) link('next', cursor(items.at(-1)!));
  return items;
}

function readLimit(value: string | null, usual: number, max: number): number {
  if (value === null) return usual;
  if (!/^0*[1-9]\d*$/.test(value)) {
    throw new OktaError('E0000001', 'limit', [`limit: expected a whole number from 1 to ${max}.`]);
  }
  return Math.min(Number(value), max);
}
