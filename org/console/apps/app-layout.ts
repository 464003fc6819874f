import { hasNoUsers } from '../../model/assignments.js';
import { html, type Html } from '../../pages/page.js';
import type { App } from '../../model/app.js';
import type { AdminContext } from '../session/admin.js';
import { badge } from '../ui/badge.js';
import { show } from '../ui/layout.js';
import { APPS_PATH } from '../paths.js';

/** Okta's names of the types of apps. */
export const TYPE_NAMES: Record<App['type'], string> = { browser: 'Single-Page App', service: 'API Services' };

/** The tabs of an app, as the last segment of their address. */
const TABS = {
  '': 'General',
  'assignments': 'Assignments',
  'scopes': 'Okta API Scopes',
  'roles': 'Admin roles',
} as const;

export type Tab = keyof typeof TABS;

export function appPath(app: App, tab: Tab = ''): string {
  return `${APPS_PATH}/${app.client_id}${tab && `/${tab}`}`;
}

export function statusBadge({ status }: App): Html {
  return status === 'ACTIVE' ? badge('Active', 'good') : badge('Inactive', 'bad');
}

export function dpopBadge({ dpop_bound_access_tokens: bound }: App): Html {
  return bound ? badge('DPoP', 'good') : badge('Bearer');
}

/** Answers with a tab of an app. */
export function showApp(
  ctx: AdminContext,
  app: App,
  tab: Tab,
  body: Html,
  { status, failed }: { status?: number; failed?: boolean } = {},
): void {
  // Only what acts on its own behalf has a role of its own; only to what does not, people sign in.
  const others: Tab = app.type === 'service' ? 'assignments' : 'roles';
  const tabs = Object.entries(TABS).filter(([name]) => name !== others) as [Tab, string][];
  show(ctx, {
    title: app.label,
    ...(status !== undefined && { status }),
    ...(failed !== undefined && { failed }),
    above: wayBack(APPS_PATH, 'Applications'),
    beside: html`<p class="badges">
      <span class="muted">${TYPE_NAMES[app.type]}</span> ${statusBadge(app)} ${dpopBadge(app)}
    </p>`,
    body: html`<nav class="tabs" aria-label="${app.label}">
        <ul>
          ${tabs.map(
            ([name, label]) =>
              html`<li>
                <a href="${appPath(app, name)}" ${name === tab ? html`aria-current="page"` : undefined}>${label}</a>
              </li>`,
          )}
        </ul>
      </nav>
      ${
        hasNoUsers(app)
          ? html`<p class="banner">
              Nobody can sign in to this application: no one is assigned. Assign people, or allow everyone, on its
              <a href="${appPath(app, 'assignments')}">Assignments</a> tab.
            </p>`
          : undefined
      }
      ${body}`,
  });
}

/** A link to what a page belongs to. */
export function wayBack(path: string, label: string): Html {
  return html`<p class="back">
    <a href="${path}"><span aria-hidden="true">←</span> ${label}</a>
  </p>`;
}
