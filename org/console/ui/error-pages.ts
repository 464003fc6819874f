import { html } from '../../pages/page.js';
import type { AdminContext, Handler } from '../context.js';
import { ADMIN_PATH } from '../paths.js';
import { show, type ConsolePage } from './layout.js';

const BACK = html`<p><a href="${ADMIN_PATH}">Back to the dashboard</a></p>`;

/** A form that is not accepted. */
export function refusedPage(reason: string, status: number): ConsolePage {
  return {
    title: 'This form was not accepted',
    status,
    body: html`<p class="alert" role="alert">${reason}</p>
      ${BACK}`,
  };
}

export function notFoundPage(what = 'page'): ConsolePage {
  return {
    title: 'Not found',
    status: 404,
    body: html`<p>This org has no such ${what}. If it was here before, the org may have been reset.</p>
      ${BACK}`,
  };
}

/** For a GET of an address that accepts forms only. */
export const methodNotAllowedPage: ConsolePage = {
  title: 'There is no page at this address',
  status: 405,
  body: html`<p>It only accepts forms of the Admin Console.</p>
    ${BACK}`,
};

/**
 * Handles a request about one item, whose id is in the path. Without such an item the answer is "not found".
 *
 * @param what the item is called
 */
export function withItem<Item>(
  what: string,
  find: (id: string) => Item | undefined,
  handle: (ctx: AdminContext, item: Item) => void | Promise<void>,
): Handler {
  return (ctx) => {
    const item = find(ctx.params['id']!);
    if (item === undefined) show(ctx, notFoundPage(what));
    else return handle(ctx, item);
  };
}
