import type { OrgContext } from '../../context.js';
import { html } from '../../pages/page.js';
import type { AdminContext } from '../session/admin.js';
import { appPath, dpopBadge, statusBadge, TYPE_NAMES } from './app-layout.js';
import { show } from '../ui/layout.js';
import { cut, nothing, pager, parameter, search } from '../ui/list.js';
import { APPS_PATH, NEW_APP_PATH } from '../paths.js';
import { table } from '../ui/table.js';

/** Applications on a page. */
const PAGE_SIZE = 20;

/** All applications. */
export function apps({ directory }: OrgContext): (ctx: AdminContext) => void {
  return (ctx) => {
    const q = parameter(ctx, 'q').toLowerCase();
    const found = directory
      .apps()
      .filter(({ label, client_id: id }) => label.toLowerCase().includes(q) || id.toLowerCase().includes(q));
    const page = cut(ctx, found, PAGE_SIZE);
    show(ctx, {
      title: 'Applications',
      ...(ctx.state.admin.mayChange && {
        beside: html`<a class="button" href="${NEW_APP_PATH}">Create App Integration</a>`,
      }),
      body: html`${search(ctx, { label: 'Search applications', hint: 'By label or client ID' })}
      ${
        page.total === 0
          ? nothing('No application matches.', APPS_PATH)
          : table({
              caption: 'Applications',
              columns: ['Application', 'Client ID', 'Type', 'Status', 'Tokens'],
              rows: page.items.map((app) => [
                html`<a href="${appPath(app)}">${app.label}</a>`,
                html`<code>${app.client_id}</code>`,
                TYPE_NAMES[app.type],
                statusBadge(app),
                dpopBadge(app),
              ]),
            })
      }
      ${pager(ctx, page)}`,
    });
  };
}
