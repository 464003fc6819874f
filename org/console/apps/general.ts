import type { OrgContext } from '../../context.js';
import type { App } from '../../model/app.js';
import { html, type Html } from '../../pages/page.js';
import type { AdminContext, Handler } from '../context.js';
import { appPath, APPS_PATH } from '../paths.js';
import { facts, time } from '../ui/elements.js';
import { attempt, form, postedValues, type FormContent } from '../ui/form.js';
import { seeOther } from '../ui/layout.js';
import { lifecycleSection, type Lifecycle } from '../ui/lifecycle.js';
import { FIELDS, labelField, loginSection, settingsOf, tokenFields, valuesOf } from './app-form.js';
import { showApp, withApp } from './app.js';
import { credentialsSection } from './credentials.js';

/** The General tab. */
export function showGeneral(context: OrgContext): Handler {
  return withApp(context, (ctx, app) => showTab(ctx, context, app, { values: valuesOf(app) }));
}

export function saveGeneral(context: OrgContext): Handler {
  return withApp(context, async (ctx, app) => {
    const values = postedValues(ctx);
    const { errors } = attempt(() => context.appChanges.update(ctx, app, settingsOf(app.type, values)), FIELDS);
    if (errors) await showTab(ctx, context, app, { values, errors });
    else seeOther(ctx, appPath(app), 'saved');
  });
}

async function showTab(ctx: AdminContext, context: OrgContext, app: App, content: FormContent): Promise<void> {
  const body = html`${form(ctx, { action: appPath(app), submit: 'Save', fields: fields(app, content) })}
  ${app.type === 'service' ? await credentialsSection(ctx, app) : undefined}
  ${lifecycleSection(ctx, appLifecycle(context), app)}`;
  showApp(ctx, app, '', body, content.errors);
}

function fields(app: App, content: FormContent): Html {
  return html`<section class="panel" aria-labelledby="general">
      <h2 id="general">General Settings</h2>
      ${labelField(content)}
      ${facts(
        ['Client ID', html`<code>${app.client_id}</code>`],
        app.type === 'browser' ? ['Client authentication', 'None (PKCE is required)'] : undefined,
        ['Last updated', time(app.lastUpdated)],
      )}
      ${tokenFields(app.type, content)}
    </section>
    ${app.type === 'browser' ? loginSection(content) : undefined}`;
}

export function appLifecycle({ directory, appChanges }: OrgContext): Lifecycle<App> {
  return {
    noun: 'application',
    listPath: APPS_PATH,
    find: (id) => directory.app(id),
    about: ({ client_id: id, label }) => ({ id, name: label, fact: ['Client ID', html`<code>${id}</code>`] }),
    deactivateFirst: true,
    texts: {
      active:
        'A deactivated application cannot get tokens, and the ones it has are revoked. It can be activated again.',
      inactive: 'This application is deactivated. Its requests are refused.',
      deactivate:
        'Nobody can sign in to it, it cannot get tokens, and the ones it has are revoked. It can be activated again.',
      delete:
        'Its client ID, keys and scopes are deleted for good. To restore the applications of the seed, run npm run org -- --reset.',
    },
    activate: (ctx, app) => appChanges.activate(ctx, app),
    deactivate: (ctx, app) => appChanges.deactivate(ctx, app),
    delete: (ctx, app) => appChanges.delete(ctx, app),
  };
}
