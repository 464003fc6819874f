import { SettingsError } from '../../model/settings-error.js';
import { hasNoUsers } from '../../model/assignments.js';
import type { OrgContext } from '../../context.js';
import { html } from '../../pages/page.js';
import type { App } from '../../model/app.js';
import { DEFAULT_ROTATION } from '../../model/token-rotation.js';
import type { AdminContext } from '../session/admin.js';
import { enteredIn, errorsOf, labelField, loginSection, settingsOf, tokenFields, type Entered } from './app-form.js';
import { appPath, wayBack } from './app-layout.js';
import { accessChoice, accessIn } from './controlled-access.js';
import { errorSummary, form, radio, type Errors } from '../ui/form.js';
import { seeOther, show } from '../ui/layout.js';
import { parameter } from '../ui/list.js';
import { APPS_PATH, NEW_APP_PATH } from '../paths.js';
import { enteredRotationOf } from './rotation-fields.js';

/** What the form holds at first. Okta requires DPoP of a new service, and not of a new single-page app. */
const AT_FIRST: Record<App['type'], Entered> = {
  browser: {
    label: 'My SPA',
    signInUris: 'http://localhost:4200/login/callback',
    signOutUris: 'http://localhost:4200',
    refreshToken: false,
    dpop: false,
    ...enteredRotationOf(DEFAULT_ROTATION),
  },
  service: {
    label: 'My service',
    signInUris: '',
    signOutUris: '',
    refreshToken: false,
    dpop: true,
    ...enteredRotationOf(DEFAULT_ROTATION),
  },
};

/** How Okta has an app that is made in its console (docs/okta-facts.md, section 6). */
const MADE_IN_CONSOLE = { consent_method: 'REQUIRED', issuer_mode: 'DYNAMIC' } as const;
const SERVICE_MADE_IN_CONSOLE = { ...MADE_IN_CONSOLE, token_endpoint_auth_method: 'client_secret_basic' } as const;

/** "Create App Integration": first the sign-in method, then what the app is to be like. */
export function showNewApp(ctx: AdminContext): void {
  const type = typeIn(parameter(ctx, 'type'));
  if (type) showForm(ctx, type, AT_FIRST[type], true, {});
  else showMethods(ctx);
}

/** Makes the app, and goes on to its General tab. */
export function createApp({ appChanges }: OrgContext): (ctx: AdminContext) => void {
  return (ctx) => {
    const type = typeIn(ctx.state.form.get('type'));
    if (!type) {
      showMethods(ctx, 400);
      return;
    }
    const entered = enteredIn(ctx.state.form);
    const access = accessIn(ctx.state.form);
    try {
      const others = type === 'service' ? SERVICE_MADE_IN_CONSOLE : { ...MADE_IN_CONSOLE, ...access };
      const app = appChanges.create(ctx, type, { ...settingsOf(type, entered), ...others });
      if (hasNoUsers(app)) seeOther(ctx, appPath(app, 'assignments'), 'created-for-nobody');
      else seeOther(ctx, appPath(app), 'created');
    } catch (error) {
      if (!(error instanceof SettingsError)) throw error;
      showForm(ctx, type, entered, access.implicit_assignment, errorsOf(error));
    }
  };
}

function typeIn(value: string | null): App['type'] | undefined {
  return (['browser', 'service'] as const).find((type) => type === value);
}

function showMethods(ctx: AdminContext, status = 200): void {
  show(ctx, {
    title: 'Create App Integration',
    status,
    above: wayBack(APPS_PATH, 'Applications'),
    body: html`<form class="panel" method="get" action="${NEW_APP_PATH}">
      <fieldset>
        <legend>Sign-in method</legend>
        ${radio({
          name: 'type',
          value: 'browser',
          label: 'OIDC – OpenID Connect, Single-Page Application',
          hint: 'People sign in to an app that runs in their browser: authorization code with PKCE.',
          checked: true,
        })}
        ${radio({
          name: 'type',
          value: 'service',
          label: 'API Services',
          hint: 'A program calls the API on its own behalf: client credentials with a key, or with a secret.',
          checked: false,
        })}
      </fieldset>
      <p class="actions"><button type="submit">Next</button></p>
    </form>`,
  });
}

function showForm(ctx: AdminContext, type: App['type'], values: Entered, isForEveryone: boolean, errors: Errors): void {
  const failed = Object.keys(errors).length > 0;
  show(ctx, {
    title: type === 'browser' ? 'New Single-Page App Integration' : 'New API Services App Integration',
    ...(failed && { status: 400, failed }),
    above: wayBack(NEW_APP_PATH, 'Create App Integration'),
    body: html`${errorSummary(errors)}
    ${form(ctx, {
      action: NEW_APP_PATH,
      submit: 'Create',
      fields: html`<input type="hidden" name="type" value="${type}" />
        <section class="panel" aria-labelledby="general">
          <h2 id="general">General Settings</h2>
          ${labelField(values, errors)} ${tokenFields(type, values, errors)}
        </section>
        ${
          type === 'browser'
            ? html`${loginSection(values, errors)}
                <section class="panel" aria-labelledby="assignments">
                  <h2 id="assignments">Assignments</h2>
                  ${accessChoice(isForEveryone)}
                </section>`
            : undefined
        }`,
    })}`,
  });
}
