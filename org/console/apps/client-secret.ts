import type { OrgContext } from '../../context.js';
import { html } from '../../pages/page.js';
import type { AdminContext } from '../session/admin.js';
import { appPath, wayBack } from './app-layout.js';
import { show } from '../ui/layout.js';
import { notFoundPage } from '../ui/refusal-pages.js';
import { serviceApp } from './service-app.js';

/**
 * Shows the secret of a service app to who asks for it. By a POST, so that it takes the token of the session's forms and
 * a role that may change the app, and so that no address leads to it.
 */
export function showSecret({ directory }: OrgContext): (ctx: AdminContext) => void {
  return (ctx) => {
    const app = serviceApp(ctx, directory);
    if (!app) return;
    if (app.client_secret === undefined) {
      show(ctx, notFoundPage('client secret'));
      return;
    }
    show(ctx, {
      title: 'Client secret',
      above: wayBack(appPath(app), app.label),
      body: html`<div class="panel">
          <p>Whoever has it can say that it is ${app.label}.</p>
          <div class="field">
            <label for="secret">Client secret</label>
            <textarea id="secret" rows="4" readonly spellcheck="false" autocomplete="off">
${app.client_secret}</textarea>
          </div>
        </div>
        <p class="actions"><a class="button" href="${appPath(app)}">Hide</a></p>`,
    });
  };
}
