import type { OrgContext } from '../../context.js';
import { html, type Html } from '../../pages/page.js';
import type { App } from '../../model/app.js';
import type { AdminContext } from '../session/admin.js';
import { appPath } from './app-layout.js';
import { ask, type Question } from '../ui/ask.js';
import { form } from '../ui/form.js';
import { seeOther, show } from '../ui/layout.js';
import { APPS_PATH } from '../paths.js';
import { notFoundPage, refusedPage } from '../ui/refusal-pages.js';

/** The section of the General tab that ends an app, or takes it into use again. */
export function lifecycle(ctx: AdminContext, app: App): Html | undefined {
  if (!ctx.state.admin.mayChange) return undefined;
  return html`<section class="panel" aria-labelledby="lifecycle">
    <h2 id="lifecycle">Lifecycle</h2>
    ${
      app.status === 'ACTIVE'
        ? html`<p>A deactivated application gets no tokens, and those it has end. It can be activated again.</p>
            <p class="actions"><a class="button" href="${appPath(app)}/deactivate">Deactivate</a></p>`
        : html`<p>This application is deactivated: its requests are refused.</p>
            <div class="buttons">
              ${form(ctx, { action: `${appPath(app)}/activate`, submit: 'Activate' })}
              <a class="button danger" href="${appPath(app)}/delete">Delete</a>
            </div>`
    }
  </section>`;
}

/** Asks whether an app is to be deactivated. */
export function showDeactivate({ directory }: OrgContext): (ctx: AdminContext) => void {
  return withApp(directory, (ctx, app) =>
    askAbout(ctx, app, {
      title: `Deactivate ${app.label}?`,
      what: 'Nobody can sign in with it, it gets no tokens, and those it has end. It can be activated again.',
      action: 'deactivate',
      submit: 'Deactivate application',
    }),
  );
}

export function deactivate({ directory, appChanges }: OrgContext): (ctx: AdminContext) => void {
  return withApp(directory, (ctx, app) => {
    appChanges.deactivate(ctx, app);
    seeOther(ctx, appPath(app), 'deactivated');
  });
}

export function activate({ directory, appChanges }: OrgContext): (ctx: AdminContext) => void {
  return withApp(directory, (ctx, app) => {
    appChanges.activate(ctx, app);
    seeOther(ctx, appPath(app), 'activated');
  });
}

/** Asks whether an app is to be deleted. */
export function showDelete({ directory }: OrgContext): (ctx: AdminContext) => void {
  return withApp(directory, (ctx, app) =>
    askAbout(ctx, app, {
      title: `Delete ${app.label}?`,
      what: 'Its client ID, keys and scopes are gone for good. The command npm run org -- --reset brings back the applications of the seed.',
      action: 'delete',
      submit: 'Delete application',
    }),
  );
}

export function deleteApp({ directory, appChanges }: OrgContext): (ctx: AdminContext) => void {
  return withApp(directory, (ctx, app) => {
    if (app.status === 'ACTIVE') {
      show(ctx, refusedPage('Only a deactivated application can be deleted. Nothing was changed.', 403));
      return;
    }
    appChanges.delete(ctx, app);
    seeOther(ctx, APPS_PATH, 'deleted');
  });
}

function withApp(
  directory: OrgContext['directory'],
  handle: (ctx: AdminContext, app: App) => void,
): (ctx: AdminContext) => void {
  return (ctx) => {
    const app = directory.app(ctx.params['id']!);
    if (app) handle(ctx, app);
    else show(ctx, notFoundPage('application'));
  };
}

function askAbout(ctx: AdminContext, app: App, question: Omit<Question, 'about'>): void {
  const facts = html`<dt>Client ID</dt>
    <dd><code>${app.client_id}</code></dd>`;
  const about = { kind: 'Application', name: app.label, path: appPath(app), facts };
  ask(ctx, { ...question, about, action: `${appPath(app)}/${question.action}` });
}
