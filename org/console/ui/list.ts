import { html, type Html } from '../../pages/page.js';
import type { AdminContext } from '../session/admin.js';

/** One page of a list. */
export interface Cut<Item> {
  items: Item[];
  /** From 1. */
  page: number;
  pages: number;
  total: number;
}

/** The page that the address asks for; a number that is none, or too high, gives the nearest there is. */
export function cut<Item>(ctx: AdminContext, items: readonly Item[], size: number): Cut<Item> {
  const pages = Math.max(1, Math.ceil(items.length / size));
  const asked = Number(ctx.query['page'] ?? 1);
  const page = Number.isInteger(asked) ? Math.min(Math.max(asked, 1), pages) : 1;
  return { items: items.slice((page - 1) * size, page * size), page, pages, total: items.length };
}

/** A parameter of the address that came once. */
export function parameter(ctx: AdminContext, name: string): string {
  const value = ctx.query[name];
  return typeof value === 'string' ? value.trim() : '';
}

/** The way to the other pages. */
export function pager(ctx: AdminContext, { page, pages }: Cut<unknown>): Html | undefined {
  if (pages === 1) return undefined;
  const to = (number: number): string => {
    const query = new URLSearchParams(ctx.querystring);
    query.set('page', String(number));
    return `${ctx.path}?${String(query)}`;
  };
  const link = (number: number, label: string): Html =>
    number < 1 || number > pages
      ? html`<span class="muted">${label}</span>`
      : html`<a href="${to(number)}">${label}</a>`;
  return html`<nav class="pager" aria-label="Pages">
    ${link(page - 1, 'Previous')} <span>Page ${page} of ${pages}</span> ${link(page + 1, 'Next')}
  </nav>`;
}

/** The search field above a list. */
export function search(
  ctx: AdminContext,
  { label, hint, others }: { label: string; hint: string; others?: Html },
): Html {
  return html`<form class="search" role="search" method="get" action="${ctx.path}">
    ${others}
    <div class="field">
      <label for="q">${label}</label>
      <input
        id="q"
        name="q"
        type="search"
        value="${parameter(ctx, 'q')}"
        aria-describedby="q-hint"
        autocomplete="off"
      />
    </div>
    <button type="submit">Search</button>
    <p class="hint" id="q-hint">${hint}</p>
  </form>`;
}

/** What stands in place of a list without items. */
export function nothing(text: string, all: string): Html {
  return html`<p class="empty">${text} <a href="${all}">Show all</a></p>`;
}
