import Router from '@koa/router';
import type { App } from '../../model/app.js';
import { html } from '../../pages/page.js';
import type { AdminContext, AdminState, Area } from '../context.js';
import { appPath, APPS_PATH } from '../paths.js';
import { statusBadge } from '../ui/elements.js';
import { show } from '../ui/layout.js';
import { lifecycleRoutes } from '../ui/lifecycle.js';
import { list } from '../ui/list.js';
import { dpopBadge, TYPE_NAMES } from './app.js';
import { editCredentials, saveCredentials } from './credentials-edit.js';
import { showSecret } from './credentials.js';
import { appLifecycle, saveGeneral, showGeneral } from './general.js';
import { changeKeys } from './key-dialog.js';
import { createApp, NEW_APP_PATH, showNewApp } from './new-app.js';
import { saveRole, showRoles } from './roles.js';
import { changeScope, showScopes } from './scopes.js';

export const apps: Area = {
  link: [APPS_PATH, 'Applications'],
  notices: {
    'created': 'The application was created.',
    'saved': 'Saved. The change is in effect.',
    'application-activated': 'The application was activated.',
    'application-deactivated': 'The application was deactivated, and its tokens were revoked.',
    'application-deleted': 'The application was deleted.',
    'credentials-saved': 'The client credentials were saved. They are in effect.',
    'granted': 'The scope was granted.',
    'revoked': 'The scope was revoked.',
    'role-saved': 'The admin role was saved. It is in effect.',
  },
  routes: (context) =>
    new Router<AdminState>()
      .get(APPS_PATH, (ctx: AdminContext) => showApps(ctx, context.directory.apps()))
      .get(NEW_APP_PATH, showNewApp)
      .post(NEW_APP_PATH, createApp(context))
      .get(`${APPS_PATH}/:id`, showGeneral(context))
      .post(`${APPS_PATH}/:id`, saveGeneral(context))
      .get(`${APPS_PATH}/:id/scopes`, showScopes(context))
      .post(`${APPS_PATH}/:id/scopes`, changeScope(context))
      .get(`${APPS_PATH}/:id/roles`, showRoles(context))
      .post(`${APPS_PATH}/:id/roles`, saveRole(context))
      .get(`${APPS_PATH}/:id/credentials`, editCredentials(context))
      .post(`${APPS_PATH}/:id/credentials`, saveCredentials(context))
      .post(`${APPS_PATH}/:id/credentials/keys`, changeKeys(context))
      .post(`${APPS_PATH}/:id/credentials/secret`, showSecret(context))
      .use(lifecycleRoutes(appLifecycle(context)).routes()),
};

function showApps(ctx: AdminContext, all: readonly App[]): void {
  show(ctx, {
    title: 'Applications',
    ...(ctx.state.admin.mayChange && {
      beside: html`<a class="button lead" href="${NEW_APP_PATH}">Create App Integration</a>`,
    }),
    body: list(ctx, {
      caption: 'Applications',
      items: all,
      columns: {
        'Application': (app) => html`<a href="${appPath(app)}">${app.label}</a>`,
        'Client ID': (app) => html`<code>${app.client_id}</code>`,
        'Type': (app) => TYPE_NAMES[app.type],
        'Status': statusBadge,
        'Tokens': dpopBadge,
      },
      search: {
        label: 'Search applications',
        hint: 'Name or client ID',
        in: ({ label, client_id: id }) => [label, id],
      },
      empty: 'There are no applications yet.',
      noMatch: 'No applications match this search.',
      pageSize: 20,
    }),
  });
}
