import Router from '@koa/router';
import type { TrustedOrigin } from '../../model/trusted-origins.js';
import { html } from '../../pages/page.js';
import type { AdminContext, AdminState, Area } from '../context.js';
import { badge, statusBadge } from '../ui/elements.js';
import { show } from '../ui/layout.js';
import { lifecycleRoutes } from '../ui/lifecycle.js';
import { list } from '../ui/list.js';
import {
  addOrigin,
  NEW_ORIGIN_PATH,
  originLifecycle,
  originPages,
  ORIGINS_PATH,
  SCOPE_NAMES,
  showNewOrigin,
} from './origin.js';

export const trustedOrigins: Area = {
  link: [ORIGINS_PATH, 'Security'],
  notices: {
    'origin-created': 'The origin was added. It is trusted from now on.',
    'origin-saved': 'Saved. The change is in effect.',
    'origin-activated': 'The origin was activated. It is trusted again.',
    'origin-deactivated': 'The origin was deactivated. It is no longer trusted.',
    'origin-deleted': 'The origin was deleted. It is no longer trusted.',
  },
  routes: (context) => {
    const { showOrigin, saveOrigin } = originPages(context);
    return new Router<AdminState>()
      .get(ORIGINS_PATH, (ctx: AdminContext) => showOrigins(ctx, context.trustedOrigins.all()))
      .get(NEW_ORIGIN_PATH, showNewOrigin)
      .post(NEW_ORIGIN_PATH, addOrigin(context))
      .get(`${ORIGINS_PATH}/:id`, showOrigin)
      .post(`${ORIGINS_PATH}/:id`, saveOrigin)
      .use(lifecycleRoutes(originLifecycle(context)).routes());
  },
};

function showOrigins(ctx: AdminContext, origins: readonly TrustedOrigin[]): void {
  show(ctx, {
    title: 'Trusted Origins',
    // The path to this page at Okta.
    above: html`<p class="back muted">Security <span aria-hidden="true">→</span> API</p>`,
    ...(ctx.state.admin.mayChange && {
      beside: html`<a class="button lead" href="${NEW_ORIGIN_PATH}"><span aria-hidden="true">+</span> Add origin</a>`,
    }),
    body: html`<p>
        Pages of these origins may use a person’s session at this org, and the org may redirect there after signing out.
        Calls with an access token need no Trusted Origin.
      </p>
      ${list(ctx, {
        caption: 'Trusted Origins',
        items: origins,
        columns: {
          Name: ({ id, name }) => html`<a href="${ORIGINS_PATH}/${id}">${name}</a>`,
          Origin: ({ origin }) => html`<code>${origin}</code>`,
          Type: ({ scopes }) => html`<span class="badges">${scopes.map(({ type }) => badge(SCOPE_NAMES[type]))}</span>`,
          Status: statusBadge,
        },
        search: { label: 'Search origins', hint: 'Name or origin', in: ({ name, origin }) => [name, origin] },
        empty: 'There are no Trusted Origins yet.',
        noMatch: 'No Trusted Origins match this search.',
        pageSize: 20,
      })}`,
  });
}
