import type { OrgContext } from '../context.js';
import { html, type Html } from '../pages/page.js';
import type { App } from '../seed.js';
import type { AdminContext } from './admin.js';
import { appPath, showApp } from './app-layout.js';
import { checkbox, errorSummary, form, textArea, textField, type Errors } from './form.js';
import { clientCredentials } from './keys.js';
import { seeOther, show } from './layout.js';
import { notFoundPage } from './refusal-pages.js';
import { time } from './time.js';

/** What of an app the General tab changes, as it stands in the form. */
interface Entered {
  label: string;
  signInUris: string;
  signOutUris: string;
  refreshToken: boolean;
  dpop: boolean;
}

/** The longest label, in characters (Okta's limit). */
const MAX_LABEL = 100;

/** The General tab. */
export function showGeneral({ directory }: OrgContext): (ctx: AdminContext) => Promise<void> {
  return async (ctx) => {
    const app = directory.app(ctx.params['id']!);
    if (app) await showTab(ctx, app, entered(app), {});
    else show(ctx, notFoundPage('application'));
  };
}

/** Takes the General tab's form. */
export function saveGeneral({ directory }: OrgContext): (ctx: AdminContext) => Promise<void> {
  return async (ctx) => {
    const app = directory.app(ctx.params['id']!);
    if (!app) {
      show(ctx, notFoundPage('application'));
      return;
    }
    const { form: sent } = ctx.state;
    const values: Entered = {
      label: sent.get('label') ?? '',
      signInUris: sent.get('signInUris') ?? '',
      signOutUris: sent.get('signOutUris') ?? '',
      refreshToken: sent.has('refreshToken'),
      dpop: sent.has('dpop'),
    };
    const errors = faults(app, values);
    if (Object.keys(errors).length > 0) {
      await showTab(ctx, app, values, errors);
      return;
    }
    directory.changeApp(app.client_id, (current) => {
      const common = { label: values.label.trim(), dpop_bound_access_tokens: values.dpop };
      if (current.type === 'service') return { ...current, ...common };
      return {
        ...current,
        ...common,
        redirect_uris: lines(values.signInUris),
        post_logout_redirect_uris: lines(values.signOutUris),
        grant_types: ['authorization_code', ...(values.refreshToken ? ['refresh_token' as const] : [])],
      };
    });
    seeOther(ctx, appPath(app), 'saved');
  };
}

function entered(app: App): Entered {
  return {
    label: app.label,
    signInUris: app.redirect_uris.join('\n'),
    signOutUris: app.post_logout_redirect_uris.join('\n'),
    refreshToken: app.grant_types.some((type) => type === 'refresh_token'),
    dpop: app.dpop_bound_access_tokens,
  };
}

function lines(text: string): string[] {
  const trimmed = text.split('\n').map((line) => line.trim());
  return [...new Set(trimmed.filter(Boolean))];
}

function faults(app: App, { label, signInUris, signOutUris }: Entered): Errors {
  const errors: Errors = {};
  if (label.trim() === '') errors['label'] = 'Label: enter a name for the application.';
  else if (label.trim().length > MAX_LABEL) {
    errors['label'] = `Label: enter at most ${MAX_LABEL} characters; there are ${label.trim().length}.`;
  }
  if (app.type === 'service') return errors;
  const signIn = uriFault('Sign-in redirect URIs', signInUris);
  if (signIn) errors['signInUris'] = signIn;
  else if (lines(signInUris).length === 0) {
    errors['signInUris'] = 'Sign-in redirect URIs: enter at least one, or nobody can sign in to the application.';
  }
  const signOut = uriFault('Sign-out redirect URIs', signOutUris);
  if (signOut) errors['signOutUris'] = signOut;
  return errors;
}

/** What is wrong with a list of redirect URIs (RFC 6749 section 3.1.2: absolute, without a fragment). */
function uriFault(label: string, text: string): string | undefined {
  const wrong = lines(text).find((uri) => !/^https?:\/\/[^#\s\\@]+$/i.test(uri) || !URL.canParse(uri));
  if (wrong === undefined) return undefined;
  const shown = wrong.length > 100 ? `${wrong.slice(0, 100)}…` : wrong;
  return `${label}: “${shown}” is not an absolute http or https address without a fragment.`;
}

async function showTab(ctx: AdminContext, app: App, values: Entered, errors: Errors): Promise<void> {
  const failed = Object.keys(errors).length > 0;
  const body = html`${errorSummary(errors)}
  ${form(ctx, { action: appPath(app), submit: 'Save', fields: fields(app, values, errors) })}
  ${app.type === 'service' ? await clientCredentials(ctx, app) : undefined}`;
  showApp(ctx, app, '', body, failed ? { status: 400, failed } : {});
}

function fields(app: App, values: Entered, errors: Errors): Html {
  return html`<section class="panel" aria-labelledby="general">
      <h2 id="general">General Settings</h2>
      ${textField({ name: 'label', label: 'Label', value: values.label, ...fault(errors, 'label') })}
      <dl class="facts">
        <dt>Client ID</dt>
        <dd><code>${app.client_id}</code></dd>
        <dt>Client authentication</dt>
        <dd>${app.type === 'service' ? 'Public key / Private key' : 'None (PKCE is required)'}</dd>
        <dt>Last changed</dt>
        <dd>${time(app.lastUpdated)}</dd>
      </dl>
      <h3 id="possession">Proof of possession</h3>
      ${checkbox({
        name: 'dpop',
        label: 'Require Demonstrating Proof of Possession (DPoP) header in token requests',
        hint: 'Access tokens are then bound to the key of the application (RFC 9449), and no use to a thief.',
        checked: values.dpop,
      })}
      <h3>Grant type</h3>
      ${
        app.type === 'service'
          ? checkbox({ name: 'clientCredentials', label: 'Client Credentials', checked: true, disabled: true })
          : html`${checkbox({ name: 'authorizationCode', label: 'Authorization Code', checked: true, disabled: true })}
            ${checkbox({
              name: 'refreshToken',
              label: 'Refresh Token',
              hint: 'Rotated with each use; the one before is good for 30 seconds more.',
              checked: values.refreshToken,
            })}`
      }
    </section>
    ${app.type === 'browser' ? loginSection(values, errors) : undefined}`;
}

function loginSection(values: Entered, errors: Errors): Html {
  return html`<section class="panel" aria-labelledby="login">
    <h2 id="login">Login</h2>
    ${textArea({
      name: 'signInUris',
      label: 'Sign-in redirect URIs',
      hint: 'Where the org may send the browser with a code. One to a line; they are compared letter by letter.',
      value: values.signInUris,
      rows: 3,
      ...fault(errors, 'signInUris'),
    })}
    ${textArea({
      name: 'signOutUris',
      label: 'Sign-out redirect URIs',
      hint: 'Where the org may send the browser after signing out. One to a line; may be empty.',
      value: values.signOutUris,
      rows: 3,
      ...fault(errors, 'signOutUris'),
    })}
  </section>`;
}

function fault(errors: Errors, name: string): { error?: string } {
  return errors[name] === undefined ? {} : { error: errors[name] };
}
