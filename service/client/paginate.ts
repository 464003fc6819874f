import type { z } from 'zod';
import { PROXY_REMEDY } from '../errors/response-error.js';
import { ServiceError } from '../errors/service-error.js';
import { apiUrl } from '../http/api-url.js';
import type { Secrets } from '../secrets.js';
import { nextPage } from './next-page.js';
import type { PageOptions, ServiceClient } from './service-client.js';

export interface List<Item> {
  /** Such as `/api/v1/users`. */
  path: string;
  /** The form of an item. */
  schema: z.ZodType<Item>;
}

export interface PaginateContext extends Pick<ServiceClient, 'call'> {
  orgUrl: string;
  secrets: Secrets;
}

/**
 * Reads a list page by page.
 *
 * @throws ServiceError `ERR_PAGING` if the pages do not come to an end, `ERR_ANSWER` for anything but a list of such items
 */
export async function* paginate<Item>(
  { path, schema }: List<Item>,
  { limit = 200 }: PageOptions,
  { call, orgUrl, secrets }: PaginateContext,
): AsyncGenerator<Item[], void, undefined> {
  const seen = new Set<string>();
  for (let address = `${path}?limit=${limit}`; ;) {
    const { headers, body } = await call('GET', address);
    if (!Array.isArray(body)) {
      throw new ServiceError('ERR_ANSWER', `GET ${path} returned something other than a list.`, PROXY_REMEDY);
    }
    yield body.map((item, index) => readItem(schema, item, `Item ${index + 1} of GET ${path}`));
    const next = nextPage(headers.get('Link'));
    if (next === undefined) return;
    const { href, pathname } = apiUrl(orgUrl, next, secrets.hide(next));
    if (pathname !== path || seen.has(href)) {
      throw new ServiceError(
        'ERR_PAGING',
        `The link to the next page of ${path} leads to another list, or to a page that was read already.`,
        'The list is incomplete. Try again.',
      );
    }
    seen.add(href);
    address = href;
  }
}

/** Checks the members that the type promises. */
function readItem<Item>(schema: z.ZodType<Item>, item: unknown, name: string): Item {
  const { success, error } = schema.safeParse(item);
  if (success) return item as Item;
  const { path, message } = error.issues[0]!;
  const member = path.length === 0 ? '' : ` in ${path.join('.')}`;
  const problem = message.replace(/^Invalid input: /, '');
  throw new ServiceError('ERR_ANSWER', `${name} has an unexpected form${member}: ${problem}.`, PROXY_REMEDY);
}
