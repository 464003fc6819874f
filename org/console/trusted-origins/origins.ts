import type { OrgContext } from '../../context.js';
import { html } from '../../pages/page.js';
import type { AdminContext } from '../session/admin.js';
import { badge } from '../ui/badge.js';
import { show } from '../ui/layout.js';
import { cut, nothing, pager, parameter, search } from '../ui/list.js';
import { originPath, originStatus, SCOPE_NAMES, SECURITY } from './origin-form.js';
import { NEW_ORIGIN_PATH, ORIGINS_PATH } from '../paths.js';
import { table } from '../ui/table.js';

/** Trusted origins on a page. */
const PAGE_SIZE = 20;

/** All trusted origins. */
export function origins({ trustedOrigins }: OrgContext): (ctx: AdminContext) => void {
  return (ctx) => {
    const q = parameter(ctx, 'q').toLowerCase();
    const all = trustedOrigins.all();
    const found = all.filter(({ name, origin }) => name.toLowerCase().includes(q) || origin.includes(q));
    const page = cut(ctx, found, PAGE_SIZE);
    const none =
      all.length === 0
        ? html`<p class="empty">There is no Trusted Origin yet.</p>`
        : nothing('No Trusted Origin matches.', ORIGINS_PATH);
    show(ctx, {
      title: 'Trusted Origins',
      above: SECURITY,
      ...(ctx.state.admin.mayChange && { beside: html`<a class="button" href="${NEW_ORIGIN_PATH}">Add Origin</a>` }),
      body: html`<p>
          Where pages are that may use a person’s session at this org, and where the org may send the browser after
          signing out. Calls that carry an access token need no Trusted Origin.
        </p>
        ${all.length === 0 ? undefined : search(ctx, { label: 'Search origins', hint: 'By name or origin' })}
        ${
          page.total === 0
            ? none
            : table({
                caption: 'Trusted Origins',
                columns: ['Name', 'Origin', 'Type', 'Status'],
                rows: page.items.map((trusted) => [
                  html`<a href="${originPath(trusted)}">${trusted.name}</a>`,
                  html`<code>${trusted.origin}</code>`,
                  html`<span class="badges">${trusted.scopes.map(({ type }) => badge(SCOPE_NAMES[type]))}</span>`,
                  originStatus(trusted),
                ]),
              })
        }
        ${pager(ctx, page)}`,
    });
  };
}
