import type Koa from 'koa';
import { OktaError } from '../http/errors.js';

/** The largest page, unless a list allows more. */
const MAX_LIMIT = 200;

/** How a list is divided into pages. */
export interface Paging<Item> {
  /** Items on a page when the request names no limit. */
  limit: number;
  /** The most items on a page. Default: 200. */
  max?: number;
  /** The cursor of the page after an item; opaque to clients. */
  cursor: (item: Item) => string;
  /** Whether an item is part of the answer. */
  matches: (item: Item) => boolean;
  /** Whether there is only one page, as with Okta's `q`. */
  single?: boolean;
}

/**
 * Selects the page that a request asks for with `limit` and `after`, and sets Okta's two `Link` headers: for this page
 * and, if there is one, for the next (docs/okta-facts.md, section 5.2).
 *
 * @param all the whole list, in its order. It includes the items that do not match, since the last item of a page may no
 *   longer match when the next page is requested
 * @throws OktaError for a limit that is not a whole number above 0, or an unknown cursor
 */
export function paginate<Item>(
  ctx: Koa.ParameterizedContext,
  origin: string,
  all: readonly Item[],
  { limit: defaultLimit, max = MAX_LIMIT, cursor, matches, single = false }: Paging<Item>,
): Item[] {
  const query = new URLSearchParams(ctx.querystring);
  const after = query.get('after');
  const limit = readLimit(query.get('limit'), defaultLimit, max);
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

function readLimit(value: string | null, defaultLimit: number, max: number): number {
  if (value === null) return defaultLimit;
  if (!/^0*[1-9]\d*$/.test(value)) {
    throw new OktaError('E0000001', 'limit', [`limit: expected a whole number from 1 to ${max}.`]);
  }
  return Math.min(Number(value), max);
}
