import type { AdminContext } from '../context.js';
import { html, type Html } from '../../pages/page.js';
import { table, type Content } from './elements.js';

/** A list with a search, a table and pages. */
export interface List<Item> {
  caption: string;
  items: readonly Item[];
  /** Headings, and what their cells show. */
  columns: Record<string, (item: Item) => Content>;
  search: {
    label: string;
    hint: string;
    /** The texts in which the search looks for what was entered. */
    in: (item: Item) => readonly (string | undefined)[];
    /** Another field of the search form, and what it leaves in the list. */
    filter?: { field: Html; keeps: (item: Item) => boolean };
  };
  /** Shown when there are no items at all. */
  empty: string;
  /** Shown when the search finds none. */
  noMatch: string;
  /** Text above the table, from the number of items found. */
  count?: (found: number) => string;
  /** Items per page. Left out: all items on one page. */
  pageSize?: number;
  /** Of a table with a layout of its own. */
  className?: string;
}

/** Shows the part of a list that the query of the address asks for: `q` is the search, `page` counts from 1. */
export function list<Item>(
  ctx: AdminContext,
  { caption, items, columns, search, empty, noMatch, count, pageSize = items.length, className }: List<Item>,
): Html {
  if (items.length === 0) return html`<p class="empty">${empty}</p>`;
  const q = parameter(ctx, 'q').toLowerCase();
  const found = items.filter(
    (item) => (search.filter?.keeps(item) ?? true) && search.in(item).some((text) => text?.toLowerCase().includes(q)),
  );
  const pages = Math.max(1, Math.ceil(found.length / pageSize));
  const page = pageOf(ctx, pages);
  const shown = found.slice((page - 1) * pageSize, page * pageSize);
  const cells = Object.values(columns);
  return html`${searchForm(ctx, search)} ${count && html`<p class="count">${count(found.length)}</p>`}
  ${
    found.length === 0
      ? html`<p class="empty">${noMatch} <a href="${ctx.path}">Show all</a></p>`
      : table({
          caption,
          className,
          columns: Object.keys(columns),
          rows: shown.map((item) => cells.map((cell) => cell(item))),
        })
  }
  ${pages > 1 ? pager(ctx, page, pages) : undefined}`;
}

/** A parameter of the query; empty when it is missing or repeated. */
export function parameter(ctx: AdminContext, name: string): string {
  const value = ctx.query[name];
  return typeof value === 'string' ? value.trim() : '';
}

/** The page in the query, or the nearest one that exists. */
function pageOf(ctx: AdminContext, pages: number): number {
  const page = Number(ctx.query['page'] ?? 1);
  return Number.isInteger(page) ? Math.min(Math.max(page, 1), pages) : 1;
}

function searchForm(ctx: AdminContext, { label, hint, filter }: List<never>['search']): Html {
  return html`<form class="search" role="search" method="get" action="${ctx.path}">
    ${filter?.field}
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

/** Links to the neighboring pages. The search stays. */
function pager(ctx: AdminContext, page: number, pages: number): Html {
  const link = (number: number, label: string): Html => {
    if (number < 1 || number > pages) return html`<span class="muted">${label}</span>`;
    const query = new URLSearchParams(ctx.querystring);
    query.set('page', String(number));
    return html`<a href="${ctx.path}?${String(query)}">${label}</a>`;
  };
  return html`<nav class="pager" aria-label="Pages">
    ${link(page - 1, 'Previous')} <span>Page ${page} of ${pages}</span> ${link(page + 1, 'Next')}
  </nav>`;
}
