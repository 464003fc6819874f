import type { AppSettings } from '../../model/app-settings.js';
import type { App } from '../../model/app.js';
import { html, type Html } from '../../pages/page.js';
import { facts, lines, time, type Content } from '../ui/elements.js';
import {
  checkbox,
  choices,
  fixedCheckbox,
  textArea,
  textField,
  type FieldNames,
  type FormContent,
  type Values,
} from '../ui/form.js';
import {
  rotationFacts,
  rotationFieldNames,
  rotationFields,
  rotationSettings,
  rotationValues,
} from './rotation-fields.js';

export const FIELDS: FieldNames = {
  label: ['label', 'App integration name'],
  redirect_uris: ['signInUris', 'Sign-in redirect URIs'],
  post_logout_redirect_uris: ['signOutUris', 'Sign-out redirect URIs'],
  ...rotationFieldNames,
};

const LOGIN = html`<h3 class="group">Login</h3>`;

/** The settings of an app, to read. */
export function appFacts(app: App): Html {
  const hasRefreshToken = app.grant_types.some((type) => type === 'refresh_token');
  return html`${facts(
    ['App integration name', app.label],
    ...idFacts(app),
    [
      'Proof of possession',
      app.dpop_bound_access_tokens
        ? 'DPoP header required in token requests'
        : 'DPoP header not required in token requests',
    ],
    [
      'Grant type',
      app.type === 'service'
        ? 'Client Credentials'
        : lines(['Authorization Code', ...(hasRefreshToken ? ['Refresh Token'] : [])]),
    ],
    ...(hasRefreshToken ? rotationFacts(app) : []),
  )}
  ${
    app.type === 'browser'
      ? html`${LOGIN}
        ${facts(
          ['Sign-in redirect URIs', uriList(app.redirect_uris)],
          ['Sign-out redirect URIs', uriList(app.post_logout_redirect_uris)],
        )}`
      : undefined
  }`;
}

function idFacts(app: App): (readonly [name: string, value: Content])[] {
  return [
    ['Client ID', html`<code>${app.client_id}</code>`],
    ...(app.type === 'browser' ? [['Client authentication', 'None (PKCE is required)'] as const] : []),
    ['Last updated', time(app.lastUpdated)],
  ];
}

function uriList(uris: readonly string[]): Html {
  return lines(uris.map((uri) => html`<code>${uri}</code>`));
}

/** The same settings, to edit. */
export function appFields(app: App, content: FormContent): Html {
  return html`${labelField(content)} ${facts(...idFacts(app))} ${tokenFields(app.type, content)}
  ${app.type === 'browser' ? loginFields(content) : undefined}`;
}

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
    redirect_uris: linesOf(values['signInUris']),
    post_logout_redirect_uris: linesOf(values['signOutUris']),
    grant_types: ['authorization_code', ...(values['refreshToken'] ? ['refresh_token'] : [])],
    ...rotationSettings(values),
  };
}

function linesOf(text = ''): string[] {
  const trimmed = text.split('\n').map((line) => line.trim());
  return [...new Set(trimmed.filter(Boolean))];
}

export function labelField(content: FormContent): Html {
  return textField(content, { name: 'label', label: 'App integration name', focus: true });
}

/** The fields about tokens and how the app gets them. */
export function tokenFields(type: App['type'], content: FormContent): Html {
  return html`${choices(
    'Proof of possession',
    checkbox(content, {
      name: 'dpop',
      label: 'Require Demonstrating Proof of Possession (DPoP) header in token requests',
      hint: 'Binds access tokens to a key of the application, so that a stolen token is useless (RFC 9449).',
    }),
  )}
  ${
    type === 'service'
      ? choices('Grant type', fixedCheckbox('clientCredentials', 'Client Credentials'))
      : html`${choices(
          'Grant type',
          html`${fixedCheckbox('authorizationCode', 'Authorization Code')}
          ${checkbox(content, {
            name: 'refreshToken',
            label: 'Refresh Token',
            hint: 'Gets new tokens without asking the person again. The app requests it with the scope offline_access.',
          })}`,
        )}
        ${rotationFields(content)}`
  }`;
}

/** The redirect URIs. */
export function loginFields(content: FormContent): Html {
  return html`${LOGIN}
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
  })}`;
}
