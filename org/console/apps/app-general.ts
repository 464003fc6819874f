import { SettingsError } from '../../model/settings-error.js';
import type { OrgContext } from '../../context.js';
import { html, type Html } from '../../pages/page.js';
import type { App } from '../../model/app.js';
import type { AdminContext } from '../session/admin.js';
import {
  enteredIn,
  enteredOf,
  errorsOf,
  labelField,
  loginSection,
  settingsOf,
  tokenFields,
  type Entered,
} from './app-form.js';
import { appPath, showApp } from './app-layout.js';
import { lifecycle } from './app-lifecycle.js';
import { clientCredentials } from './credentials.js';
import { errorSummary, form, type Errors } from '../ui/form.js';
import { seeOther, show } from '../ui/layout.js';
import { notFoundPage } from '../ui/refusal-pages.js';
import { time } from '../ui/time.js';

/** The General tab. */
export function showGeneral({ directory }: OrgContext): (ctx: AdminContext) => Promise<void> {
  return async (ctx) => {
    const app = directory.app(ctx.params['id']!);
    if (app) await showTab(ctx, app, enteredOf(app), {});
    else show(ctx, notFoundPage('application'));
  };
}

/** Takes the General tab's form. */
export function saveGeneral({ directory, appChanges }: OrgContext): (ctx: AdminContext) => Promise<void> {
  return async (ctx) => {
    const app = directory.app(ctx.params['id']!);
    if (!app) {
      show(ctx, notFoundPage('application'));
      return;
    }
    const entered = enteredIn(ctx.state.form);
    try {
      appChanges.update(ctx, app, settingsOf(app.type, entered));
    } catch (error) {
      if (!(error instanceof SettingsError)) throw error;
      await showTab(ctx, app, entered, errorsOf(error));
      return;
    }
    seeOther(ctx, appPath(app), 'saved');
  };
}

async function showTab(ctx: AdminContext, app: App, values: Entered, errors: Errors): Promise<void> {
  const failed = Object.keys(errors).length > 0;
  const body = html`${errorSummary(errors)}
  ${form(ctx, { action: appPath(app), submit: 'Save', fields: fields(app, values, errors) })}
  ${app.type === 'service' ? await clientCredentials(ctx, app) : undefined} ${lifecycle(ctx, app)}`;
  showApp(ctx, app, '', body, failed ? { status: 400, failed } : {});
}

function fields(app: App, values: Entered, errors: Errors): Html {
  return html`<section class="panel" aria-labelledby="general">
      <h2 id="general">General Settings</h2>
      ${labelField(values, errors)}
      <dl class="facts">
        <dt>Client ID</dt>
        <dd><code>${app.client_id}</code></dd>
        ${
          app.type === 'service'
            ? undefined
            : html`<dt>Client authentication</dt>
                <dd>None (PKCE is required)</dd>`
        }
        <dt>Last changed</dt>
        <dd>${time(app.lastUpdated)}</dd>
      </dl>
      ${tokenFields(app.type, values, errors)}
    </section>
    ${app.type === 'browser' ? loginSection(values, errors) : undefined}`;
}
