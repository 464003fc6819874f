import type { OrgContext } from '../../context.js';
import type { App } from '../../model/app.js';
import { html } from '../../pages/page.js';
import type { AdminContext, Handler } from '../context.js';
import { appPath, APPS_PATH } from '../paths.js';
import { attempt, postedValues, type FormContent } from '../ui/form.js';
import { seeOther } from '../ui/layout.js';
import { lifecycleSection, type Lifecycle } from '../ui/lifecycle.js';
import { editLink, editPath, formPanel, isEditing, panel } from '../ui/panel.js';
import { appFacts, appFields, FIELDS, settingsOf, valuesOf } from './app-form.js';
import { showApp, withApp } from './app.js';
import { credentialsSection } from './credentials.js';

/** The General tab: the settings, or the form to edit them. */
export function showGeneral(context: OrgContext): Handler {
  return withApp(context, (ctx, app) =>
    showTab(ctx, context, app, isEditing(ctx) ? { values: valuesOf(app) } : undefined),
  );
}

export function saveGeneral(context: OrgContext): Handler {
  return withApp(context, async (ctx, app) => {
    const values = postedValues(ctx);
    const { errors } = attempt(() => context.appChanges.update(ctx, app, settingsOf(app.type, values)), FIELDS);
    if (errors) await showTab(ctx, context, app, { values, errors });
    else seeOther(ctx, appPath(app), 'saved');
  });
}

async function showTab(ctx: AdminContext, context: OrgContext, app: App, content?: FormContent): Promise<void> {
  const path = appPath(app);
  const title = { id: 'general', heading: 'General Settings' };
  const body = html`${
    content
      ? formPanel(ctx, { ...title, action: path, fields: appFields(app, content), cancel: path })
      : panel({ ...title, beside: editLink(ctx, editPath(path), 'Edit', title.heading), body: appFacts(app) })
  }
  ${app.type === 'service' ? await credentialsSection(ctx, app) : undefined}
  ${lifecycleSection(ctx, appLifecycle(context), app)}`;
  showApp(ctx, app, '', body, content?.errors);
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
