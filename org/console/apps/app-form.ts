import type { SettingsError } from '../../model/settings-error.js';
import type { AppSettings } from '../../model/app-settings.js';
import { html, type Html } from '../../pages/page.js';
import type { App } from '../../model/app.js';
import { rotationOf } from '../../model/token-rotation.js';
import { checkbox, textArea, textField, type Errors } from '../ui/form.js';
import {
  enteredRotationIn,
  enteredRotationOf,
  enteredSetting,
  rotationFields,
  type EnteredRotation,
} from './rotation-fields.js';

/** What of an app a form sets, as it stands in the form. */
export interface Entered extends EnteredRotation {
  label: string;
  signInUris: string;
  signOutUris: string;
  refreshToken: boolean;
  dpop: boolean;
}

/** Settings by their name in Okta's API: the field that holds them, and its label. */
const FIELDS: Record<string, [name: keyof Entered, label: string]> = {
  label: ['label', 'Label'],
  redirect_uris: ['signInUris', 'Sign-in redirect URIs'],
  post_logout_redirect_uris: ['signOutUris', 'Sign-out redirect URIs'],
  'refresh_token.leeway': ['leeway', 'Grace period'],
};

/** What a form holds when it shows an app. */
export function enteredOf(app: App): Entered {
  return {
    label: app.label,
    signInUris: app.redirect_uris.join('\n'),
    signOutUris: app.post_logout_redirect_uris.join('\n'),
    refreshToken: app.grant_types.some((type) => type === 'refresh_token'),
    dpop: app.dpop_bound_access_tokens,
    ...enteredRotationOf(rotationOf(app)),
  };
}

/** What was entered. */
export function enteredIn(sent: URLSearchParams): Entered {
  return {
    label: sent.get('label') ?? '',
    signInUris: sent.get('signInUris') ?? '',
    signOutUris: sent.get('signOutUris') ?? '',
    refreshToken: sent.has('refreshToken'),
    dpop: sent.has('dpop'),
    ...enteredRotationIn(sent),
  };
}

/** What was entered, as settings of an app. */
export function settingsOf(type: App['type'], entered: Entered): Partial<AppSettings> {
  const { label, signInUris, signOutUris, refreshToken, dpop } = entered;
  const common = { label, dpop_bound_access_tokens: dpop };
  if (type === 'service') return common;
  return {
    ...common,
    redirect_uris: lines(signInUris),
    post_logout_redirect_uris: lines(signOutUris),
    grant_types: ['authorization_code', ...(refreshToken ? ['refresh_token'] : [])],
    refresh_token: enteredSetting(entered),
  };
}

function lines(text: string): string[] {
  const trimmed = text.split('\n').map((line) => line.trim());
  return [...new Set(trimmed.filter(Boolean))];
}

/** Why settings were refused, by field of the form; of several problems of a field the first. */
export function errorsOf({ problems }: SettingsError): Errors {
  const errors: Errors = {};
  for (const [path, message] of problems) {
    const [name, label] = FIELDS[path.replace(/\[.*/, '')] ?? ['label', path];
    errors[name] ??= `${label}: ${message}`;
  }
  return errors;
}

/** The field with the name of an app. */
export function labelField(values: Entered, errors: Errors): Html {
  return textField({ name: 'label', label: 'Label', value: values.label, ...fault(errors, 'label') });
}

/** The fields about tokens and how an app gets them. */
export function tokenFields(type: App['type'], values: Entered, errors: Errors): Html {
  return html`<h3 id="possession">Proof of possession</h3>
    ${checkbox({
      name: 'dpop',
      label: 'Require Demonstrating Proof of Possession (DPoP) header in token requests',
      hint: 'Access tokens are then bound to the key of the application (RFC 9449), and no use to a thief.',
      checked: values.dpop,
    })}
    <h3>Grant type</h3>
    ${
      type === 'service'
        ? checkbox({ name: 'clientCredentials', label: 'Client Credentials', checked: true, disabled: true })
        : html`${checkbox({ name: 'authorizationCode', label: 'Authorization Code', checked: true, disabled: true })}
          ${checkbox({
            name: 'refreshToken',
            label: 'Refresh Token',
            hint: 'For new tokens without the person: the app asks for it by the scope offline_access.',
            checked: values.refreshToken,
          })}
          ${rotationFields(values, errors['leeway'])}`
    }`;
}

/** The section with the addresses that an app signs in and out with. */
export function loginSection(values: Entered, errors: Errors): Html {
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
