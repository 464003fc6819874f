import type { AppSettings } from '../../model/app-settings.js';
import type { App } from '../../model/app.js';
import { html, type Html } from '../../pages/page.js';
import {
  checkbox,
  fixedCheckbox,
  textArea,
  textField,
  type FieldNames,
  type FormContent,
  type Values,
} from '../ui/form.js';
import { rotationFieldNames, rotationFields, rotationSettings, rotationValues } from './rotation-fields.js';

export const FIELDS: FieldNames = {
  label: ['label', 'Label'],
  redirect_uris: ['signInUris', 'Sign-in redirect URIs'],
  post_logout_redirect_uris: ['signOutUris', 'Sign-out redirect URIs'],
  ...rotationFieldNames,
};

/** The settings of an app, as its form shows them. */
export function valuesOf(app: App): Values {
  return {
    label: app.label,
    signInUris: app.redirect_uris.join('\n'),
    signOutUris: app.post_logout_redirect_uris.join('\n'),
    refreshToken: app.grant_types.some((type) => type === 'refresh_token') ? 'true' : '',
    dpop: app.dpop_bound_access_tokens ? 'true' : '',
    ...rotationValues(app),
  };
}

/** The settings in a form. */
export function settingsOf(type: App['type'], values: Values): Partial<AppSettings> {
  const common = { label: values['label'] ?? '', dpop_bound_access_tokens: Boolean(values['dpop']) };
  if (type === 'service') return common;
  return {
    ...common,
    redirect_uris: lines(values['signInUris']),
    post_logout_redirect_uris: lines(values['signOutUris']),
    grant_types: ['authorization_code', ...(values['refreshToken'] ? ['refresh_token'] : [])],
    ...rotationSettings(values),
  };
}

function lines(text = ''): string[] {
  const trimmed = text.split('\n').map((line) => line.trim());
  return [...new Set(trimmed.filter(Boolean))];
}

export function labelField(content: FormContent): Html {
  return textField(content, { name: 'label', label: 'Label' });
}

/** The fields about tokens and how the app gets them. */
export function tokenFields(type: App['type'], content: FormContent): Html {
  return html`<h3 id="possession">Proof of possession</h3>
    ${checkbox(content, {
      name: 'dpop',
      label: 'Require Demonstrating Proof of Possession (DPoP) header in token requests',
      hint: 'Binds access tokens to a key of the application, so that a stolen token is useless (RFC 9449).',
    })}
    <h3>Grant type</h3>
    ${
      type === 'service'
        ? fixedCheckbox('clientCredentials', 'Client Credentials')
        : html`${fixedCheckbox('authorizationCode', 'Authorization Code')}
          ${checkbox(content, {
            name: 'refreshToken',
            label: 'Refresh Token',
            hint: 'Gets new tokens without asking the person again. The app requests it with the scope offline_access.',
          })}
          ${rotationFields(content)}`
    }`;
}

/** The section with the redirect URIs. */
export function loginSection(content: FormContent): Html {
  return html`<section class="panel" aria-labelledby="login">
    <h2 id="login">Login</h2>
    ${textArea(content, {
      name: 'signInUris',
      label: 'Sign-in redirect URIs',
      hint: 'Where the org may redirect with an authorization code. One per line. They must match exactly.',
      rows: 3,
    })}
    ${textArea(content, {
      name: 'signOutUris',
      label: 'Sign-out redirect URIs',
      hint: 'Where the org may redirect after signing out. One per line. Optional.',
      rows: 3,
    })}
  </section>`;
}
