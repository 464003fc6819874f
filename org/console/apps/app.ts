import type { BrowserApp, ServiceApp, App } from '../../model/app.js';
import type { OrgContext } from '../../context.js';
import { html, type Html } from '../../pages/page.js';
import type { AdminContext, Handler } from '../context.js';
import { appPath, APPS_PATH } from '../paths.js';
import { badge, muted, statusBadge } from '../ui/elements.js';
import { withItem } from '../ui/error-pages.js';
import type { Errors } from '../ui/form.js';
import { backLink, show } from '../ui/layout.js';
import { nobodyBanner } from './controlled-access.js';

/** Okta's names of the app types. */
export const TYPE_NAMES: Record<App['type'], string> = { browser: 'Single-Page App', service: 'API Services' };

interface Tab {
  /** The last segment of its path. */
  name: string;
  label: string;
  /** Left out: all types of apps have it. */
  type?: App['type'];
}

const TABS: readonly Tab[] = [
  { name: '', label: 'General' },
  { name: 'assignments', label: 'Assignments', type: 'browser' },
  { name: 'scopes', label: 'Okta API Scopes' },
  { name: 'roles', label: 'Admin roles', type: 'service' },
];

export function dpopBadge({ dpop_bound_access_tokens: bound }: App): Html {
  return bound ? badge('DPoP', 'good') : badge('Bearer');
}

type Handle<AnApp> = (ctx: AdminContext, app: AnApp) => void | Promise<void>;

/** Handles a request about the app in the path. */
export function withApp({ directory }: OrgContext, handle: Handle<App>): Handler {
  return withItem('application', (id) => directory.app(id), handle);
}

export function withBrowserApp({ directory }: OrgContext, handle: Handle<BrowserApp>): Handler {
  const find = (id: string): BrowserApp | undefined => {
    const app = directory.app(id);
    return app?.type === 'browser' ? app : undefined;
  };
  return withItem('single-page application', find, handle);
}

export function withServiceApp({ directory }: OrgContext, handle: Handle<ServiceApp>): Handler {
  const find = (id: string): ServiceApp | undefined => {
    const app = directory.app(id);
    return app?.type === 'service' ? app : undefined;
  };
  return withItem('service application', find, handle);
}

/** Answers with a tab of an app. */
export function showApp(ctx: AdminContext, app: App, tab: string, body: Html, errors?: Errors): void {
  show(ctx, {
    title: app.label,
    errors,
    above: backLink(APPS_PATH, 'Applications'),
    beside: html`<p class="badges">${muted(TYPE_NAMES[app.type])} ${statusBadge(app)} ${dpopBadge(app)}</p>`,
    tabs: html`<nav class="tabs" aria-label="${app.label}">
        <ul>
          ${TABS.filter(({ type }) => type === undefined || type === app.type).map(
            ({ name, label }) =>
              html`<li>
                <a href="${appPath(app, name)}" ${name === tab ? html`aria-current="page"` : undefined}>${label}</a>
              </li>`,
          )}
        </ul>
      </nav>
      ${nobodyBanner(app)}`,
    body,
  });
}
