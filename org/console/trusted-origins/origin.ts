import type { OrgContext } from '../../context.js';
import {
  ORIGIN_SCOPES,
  type OriginScope,
  type TrustedOrigin,
  type TrustedOriginEdit,
  type TrustedOriginSettings,
} from '../../model/trusted-origins.js';
import { html, type Html } from '../../pages/page.js';
import type { AdminContext, Handler } from '../context.js';
import { fullName } from '../../model/user.js';
import { facts, statusBadge, time } from '../ui/elements.js';
import { withItem } from '../ui/error-pages.js';
import {
  attempt,
  checkbox,
  form,
  postedValues,
  textField,
  type FieldNames,
  type FormContent,
  type Values,
} from '../ui/form.js';
import { backLink, seeOther, show } from '../ui/layout.js';
import { lifecycleSection, type Lifecycle } from '../ui/lifecycle.js';
import { ADMIN_PATH } from '../paths.js';

/** "Add Origin". */
export function showNewOrigin(ctx: AdminContext): void {
  showNewForm(ctx, { values: {} });
}

export function addOrigin({ trustedOrigins }: OrgContext): Handler {
  return (ctx) => {
    const values = postedValues(ctx);
    const { errors } = attempt(() => trustedOrigins.create(changeBy(ctx), settingsOf(values)), FIELDS);
    if (errors) showNewForm(ctx, { values, errors });
    else seeOther(ctx, ORIGINS_PATH, 'origin-created');
  };
}

/** The page of a trusted origin, and its form. */
export function originPages(context: OrgContext): { showOrigin: Handler; saveOrigin: Handler } {
  const { trustedOrigins, directory } = context;
  const lifecycle = originLifecycle(context);
  const nameOf = (id: string): string => {
    const user = directory.user(id);
    return user ? fullName(user) : (directory.app(id)?.label ?? id);
  };
  const showPage = (ctx: AdminContext, origin: TrustedOrigin, content: FormContent): void =>
    show(ctx, {
      title: origin.name,
      errors: content.errors,
      above: backLink(ORIGINS_PATH, 'Trusted Origins'),
      beside: html`<p class="badges">${statusBadge(origin)}</p>`,
      body: html`${form(ctx, {
        action: `${ORIGINS_PATH}/${origin.id}`,
        submit: 'Save',
        fields: html`<section class="panel" aria-labelledby="general">
          <h2 id="general">Origin</h2>
          ${originFields(content)}
          ${facts(
            ['ID', html`<code>${origin.id}</code>`],
            ['Added', html`${time(origin.created)} by ${nameOf(origin.createdBy)}`],
            ['Last updated', html`${time(origin.lastUpdated)} by ${nameOf(origin.lastUpdatedBy)}`],
          )}
        </section>`,
      })}
      ${lifecycleSection(ctx, lifecycle, origin)}`,
    });
  return {
    showOrigin: withItem('Trusted Origin', lifecycle.find, (ctx, origin) =>
      showPage(ctx, origin, { values: valuesOf(origin) }),
    ),
    saveOrigin: withItem('Trusted Origin', lifecycle.find, (ctx, origin) => {
      const values = postedValues(ctx);
      const { errors } = attempt(() => trustedOrigins.update(changeBy(ctx), origin, settingsOf(values)), FIELDS);
      if (errors) showPage(ctx, origin, { values, errors });
      else seeOther(ctx, `${ORIGINS_PATH}/${origin.id}`, 'origin-saved');
    }),
  };
}

export function originLifecycle({ trustedOrigins }: OrgContext): Lifecycle<TrustedOrigin> {
  return {
    noun: 'origin',
    listPath: ORIGINS_PATH,
    find: (id) => trustedOrigins.get(id),
    about: ({ id, name, origin }) => ({ id, name, fact: ['Origin', html`<code>${origin}</code>`] }),
    deactivateFirst: false,
    texts: {
      active: 'A deactivated origin is not trusted. It can be activated again.',
      inactive: 'This origin is deactivated and not trusted.',
      deactivate:
        'Its pages can no longer use sessions at this org, and the org no longer redirects there. It can be activated again.',
      delete:
        'Its pages can no longer use sessions at this org, and the org no longer redirects there. This cannot be undone.',
    },
    activate: (ctx, origin) => trustedOrigins.activate(changeBy(ctx), origin),
    deactivate: (ctx, origin) => trustedOrigins.deactivate(changeBy(ctx), origin),
    delete: (ctx, origin) => trustedOrigins.delete(changeBy(ctx), origin),
  };
}

/** A change by the signed-in admin. */
function changeBy(ctx: AdminContext): TrustedOriginEdit {
  return { context: ctx, by: ctx.state.admin.user.id };
}

function showNewForm(ctx: AdminContext, content: FormContent): void {
  show(ctx, {
    title: 'Add Origin',
    errors: content.errors,
    above: backLink(ORIGINS_PATH, 'Trusted Origins'),
    body: form(ctx, {
      action: NEW_ORIGIN_PATH,
      submit: 'Save',
      fields: html`<section class="panel" aria-label="Origin">${originFields(content)}</section>`,
    }),
  });
}

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
