import type { OrgContext } from '../../context.js';
import { hasNoUsers } from '../../model/assignments.js';
import type { App } from '../../model/app.js';
import { html } from '../../pages/page.js';
import type { AdminContext, Handler } from '../context.js';
import { appPath, APPS_PATH } from '../paths.js';
import { attempt, choices, postedValues, radio, type FormContent, type Values } from '../ui/form.js';
import { backLink, seeOther, show } from '../ui/layout.js';
import { parameter } from '../ui/list.js';
import { formPanel } from '../ui/panel.js';
import { FIELDS, labelField, loginFields, settingsOf, tokenFields } from './app-form.js';
import { accessSection, accessSettings } from './controlled-access.js';

export const NEW_APP_PATH = `${APPS_PATH}/new`;

/** Initial values. Okta requires DPoP of a new service, but not of a new single-page app. */
const INITIAL: Record<App['type'], Values> = {
  browser: {
    label: 'My SPA',
    signInUris: 'http://localhost:4200/login/callback',
    signOutUris: 'http://localhost:4200',
  },
  service: { label: 'My service', dpop: 'true' },
};

/** Okta's settings of an app that is created in the console (docs/okta-facts.md, section 6). */
const CREATED_IN_CONSOLE = { consent_method: 'REQUIRED', issuer_mode: 'DYNAMIC' } as const;
const SERVICE_CREATED_IN_CONSOLE = { token_endpoint_auth_method: 'client_secret_basic' } as const;

/** "Create App Integration": first the sign-in method, then the settings. */
export function showNewApp(ctx: AdminContext): void {
  const type = typeOf(parameter(ctx, 'type'));
  if (type) showForm(ctx, type, { values: INITIAL[type] });
  else showMethods(ctx);
}

export function createApp({ appChanges }: OrgContext): Handler {
  return (ctx) => {
    const values = postedValues(ctx);
    const type = typeOf(values['type']);
    if (!type) {
      showMethods(ctx, 400);
      return;
    }
    const settings = {
      ...settingsOf(type, values),
      ...CREATED_IN_CONSOLE,
      ...(type === 'service' && SERVICE_CREATED_IN_CONSOLE),
      ...accessSettings(type, values),
    };
    const created = attempt(() => appChanges.create(ctx, type, settings), FIELDS);
    if (created.errors) showForm(ctx, type, { values, errors: created.errors });
    else if (hasNoUsers(created.result)) seeOther(ctx, appPath(created.result, 'assignments'), 'created-for-nobody');
    else seeOther(ctx, appPath(created.result), 'created');
  };
}

function typeOf(value: string | undefined): App['type'] | undefined {
  return (['browser', 'service'] as const).find((type) => type === value);
}

function showMethods(ctx: AdminContext, status = 200): void {
  const content = { values: { type: 'browser' } };
  show(ctx, {
    title: 'Create App Integration',
    status,
    above: backLink(APPS_PATH, 'Applications'),
    body: html`<form class="panel editing" method="get" action="${NEW_APP_PATH}">
      <div class="rows">
        ${choices(
          'Sign-in method',
          html`${radio(content, {
            name: 'type',
            value: 'browser',
            label: 'OIDC – OpenID Connect, Single-Page Application',
            hint: 'People sign in to an app that runs in the browser. Authorization code with PKCE.',
          })}
          ${radio(content, {
            name: 'type',
            value: 'service',
            label: 'API Services',
            hint: 'A program calls the API on its own behalf. Client credentials with a key or a secret.',
          })}`,
        )}
      </div>
      <div class="foot">
        <button type="submit">Next</button>
        <a class="button" href="${APPS_PATH}">Cancel</a>
      </div>
    </form>`,
  });
}

function showForm(ctx: AdminContext, type: App['type'], content: FormContent): void {
  show(ctx, {
    title: type === 'browser' ? 'New Single-Page App Integration' : 'New API Services App Integration',
    errors: content.errors,
    above: backLink(NEW_APP_PATH, 'Create App Integration'),
    body: formPanel(ctx, {
      id: 'general',
      heading: 'General Settings',
      action: NEW_APP_PATH,
      submit: 'Create',
      cancel: APPS_PATH,
      fields: html`<input type="hidden" name="type" value="${type}" /> ${labelField(content)}
        ${tokenFields(type, content)} ${type === 'browser' ? loginFields(content) : undefined}
        ${accessSection(type, content.values)}`,
    }),
  });
}
