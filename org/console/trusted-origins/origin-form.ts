import {
  ORIGIN_SCOPES,
  type OriginScope,
  type TrustedOrigin,
  type TrustedOriginSettings,
} from '../../model/trusted-origins.js';
import { html, type Html } from '../../pages/page.js';
import { ADMIN_PATH } from '../paths.js';
import { checkbox, textField, type FieldNames, type FormContent, type Values } from '../ui/form.js';

export const ORIGINS_PATH = `${ADMIN_PATH}/trusted-origins`;
export const NEW_ORIGIN_PATH = `${ORIGINS_PATH}/new`;

/** Okta's names of what an origin is trusted for. */
export const SCOPE_NAMES: Record<OriginScope, string> = { CORS: 'CORS', REDIRECT: 'Redirect' };

const SCOPE_HINTS: Record<OriginScope, string> = {
  CORS: 'Its pages may read the person’s session and end it (/api/v1/sessions/me).',
  REDIRECT: 'The org may redirect there after signing out (/login/signout?fromURI=…).',
};

export const FIELDS: FieldNames = {
  name: ['name', 'Name'],
  origin: ['origin', 'Origin URL'],
  scopes: ['CORS', 'Type'],
};

export function valuesOf({ name, origin, scopes }: TrustedOrigin): Values {
  return { name, origin, ...Object.fromEntries(scopes.map(({ type }) => [type, 'true'])) };
}

export function settingsOf(values: Values): TrustedOriginSettings {
  return {
    name: values['name'] ?? '',
    origin: values['origin'] ?? '',
    scopes: ORIGIN_SCOPES.filter((type) => values[type]).map((type) => ({ type })),
  };
}

export function originFields(content: FormContent): Html {
  const scopesError = content.errors?.['CORS'];
  return html`${textField(content, { name: 'name', label: 'Name' })}
    ${textField(content, {
      name: 'origin',
      label: 'Origin URL',
      hint: 'Scheme, host and optionally a port, without a path: http://localhost:4200',
    })}
    <fieldset ${scopesError && html`aria-describedby="type-error"`}>
      <legend>Type</legend>
      ${scopesError && html`<p class="error" id="type-error">${scopesError}</p>`}
      ${ORIGIN_SCOPES.map((type) =>
        checkbox(content, { name: type, label: SCOPE_NAMES[type], hint: SCOPE_HINTS[type] }),
      )}
    </fieldset>`;
}
