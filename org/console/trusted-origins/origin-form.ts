import type { SettingsError } from '../../model/settings-error.js';
import { html, type Html } from '../../pages/page.js';
import {
  ORIGIN_SCOPES,
  type OriginScope,
  type TrustedOrigin,
  type TrustedOriginSettings,
} from '../../model/trusted-origins.js';
import { badge } from '../ui/badge.js';
import { checkbox, textField, type Errors } from '../ui/form.js';
import { ORIGINS_PATH } from '../paths.js';

/** Okta's names of what an origin is trusted for. */
export const SCOPE_NAMES: Record<OriginScope, string> = { CORS: 'CORS', REDIRECT: 'Redirect' };

const SCOPE_HINTS: Record<OriginScope, string> = {
  CORS: 'Its pages may ask for the person’s session and end it (/api/v1/sessions/me).',
  REDIRECT: 'The org may send the browser there after signing out (/login/signout?fromURI=…).',
};

/** Where Okta has these pages. */
export const SECURITY = html`<p class="back muted">Security <span aria-hidden="true">→</span> API</p>`;

export function originPath({ id }: TrustedOrigin): string {
  return `${ORIGINS_PATH}/${id}`;
}

export function originStatus({ status }: TrustedOrigin): Html {
  return status === 'ACTIVE' ? badge('Active', 'good') : badge('Inactive', 'bad');
}

/** What of a trusted origin a form sets, as it stands in the form. */
export interface EnteredOrigin {
  name: string;
  origin: string;
  scopes: OriginScope[];
}

/** What a form holds when it shows a trusted origin. */
export function enteredOfOrigin({ name, origin, scopes }: TrustedOrigin): EnteredOrigin {
  return { name, origin, scopes: scopes.map(({ type }) => type) };
}

/** What was entered. */
export function enteredOriginIn(sent: URLSearchParams): EnteredOrigin {
  return {
    name: sent.get('name') ?? '',
    origin: sent.get('origin') ?? '',
    scopes: ORIGIN_SCOPES.filter((type) => sent.has(type)),
  };
}

/** What was entered, as settings of a trusted origin. */
export function originSettings({ name, origin, scopes }: EnteredOrigin): TrustedOriginSettings {
  return { name, origin, scopes: scopes.map((type) => ({ type })) };
}

/** Settings: the field that holds them, and its label. */
const FIELDS: Record<string, [id: string, label: string]> = {
  name: ['name', 'Name'],
  origin: ['origin', 'Origin URL'],
  scopes: ['CORS', 'Type'],
};

/** Why settings were refused, by field of the form; of several problems of a field the first. */
export function originErrors({ problems }: SettingsError): Errors {
  const errors: Errors = {};
  for (const [path, message] of problems) {
    const [id, label] = FIELDS[path.replace(/\[.*/, '')] ?? ['name', path];
    errors[id] ??= `${label}: ${message}`;
  }
  return errors;
}

/** The fields of a trusted origin. */
export function originFields(values: EnteredOrigin, errors: Errors): Html {
  const { name, origin, CORS: scopes } = errors;
  return html`${textField({ name: 'name', label: 'Name', value: values.name, ...(name && { error: name }) })}
    ${textField({
      name: 'origin',
      label: 'Origin URL',
      hint: 'Scheme, host and, if need be, port, without a path: http://localhost:4200',
      value: values.origin,
      ...(origin && { error: origin }),
    })}
    <fieldset ${scopes ? html`aria-describedby="type-error"` : undefined}>
      <legend>Type</legend>
      ${scopes ? html`<p class="error" id="type-error">${scopes}</p>` : undefined}
      ${ORIGIN_SCOPES.map((type) =>
        checkbox({
          name: type,
          label: SCOPE_NAMES[type],
          hint: SCOPE_HINTS[type],
          checked: values.scopes.includes(type),
        }),
      )}
    </fieldset>`;
}
