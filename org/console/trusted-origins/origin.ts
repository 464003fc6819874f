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
import { facts, lines, statusBadge, time, type Content } from '../ui/elements.js';
import { withItem } from '../ui/error-pages.js';
import {
  attempt,
  checkbox,
  choices,
  postedValues,
  textField,
  type FieldNames,
  type FormContent,
  type Values,
} from '../ui/form.js';
import { backLink, seeOther, show } from '../ui/layout.js';
import { lifecycleSection, type Lifecycle } from '../ui/lifecycle.js';
import { editLink, editPath, formPanel, isEditing, panel } from '../ui/panel.js';
import { ADMIN_PATH } from '../paths.js';

/** "Add origin". */
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

/** The page of a trusted origin: its settings, or the form to edit them. */
export function originPages(context: OrgContext): { showOrigin: Handler; saveOrigin: Handler } {
  const { trustedOrigins, directory } = context;
  const lifecycle = originLifecycle(context);
  const nameOf = (id: string): string => {
    const user = directory.user(id);
    return user ? fullName(user) : (directory.app(id)?.label ?? id);
  };
  const showPage = (ctx: AdminContext, origin: TrustedOrigin, content?: FormContent): void => {
    const path = `${ORIGINS_PATH}/${origin.id}`;
    const title = { id: 'general', heading: 'Origin' };
    const history: (readonly [string, Content])[] = [
      ['ID', html`<code>${origin.id}</code>`],
      ['Added', html`${time(origin.created)} by ${nameOf(origin.createdBy)}`],
      ['Last updated', html`${time(origin.lastUpdated)} by ${nameOf(origin.lastUpdatedBy)}`],
    ];
    show(ctx, {
      title: origin.name,
      errors: content?.errors,
      above: backLink(ORIGINS_PATH, 'Trusted Origins'),
      beside: html`<p class="badges">${statusBadge(origin)}</p>`,
      body: html`${
        content
          ? formPanel(ctx, {
              ...title,
              action: path,
              cancel: path,
              fields: html`${originFields(content)} ${facts(...history)}`,
            })
          : panel({
              ...title,
              beside: editLink(ctx, editPath(path), 'Edit', title.heading),
              body: facts(
                ['Name', origin.name],
                ['Origin URL', html`<code>${origin.origin}</code>`],
                ['Type', lines(origin.scopes.map(({ type }) => SCOPE_NAMES[type]))],
                ...history,
              ),
            })
      }
      ${lifecycleSection(ctx, lifecycle, origin)}`,
    });
  };
  return {
    showOrigin: withItem('Trusted Origin', lifecycle.find, (ctx, origin) =>
      showPage(ctx, origin, isEditing(ctx) ? { values: valuesOf(origin) } : undefined),
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
    title: 'Add origin',
    errors: content.errors,
    above: backLink(ORIGINS_PATH, 'Trusted Origins'),
    body: formPanel(ctx, {
      id: 'general',
      heading: 'Origin',
      action: NEW_ORIGIN_PATH,
      cancel: ORIGINS_PATH,
      fields: originFields(content),
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
  return html`${textField(content, { name: 'name', label: 'Name', focus: true })}
  ${textField(content, {
    name: 'origin',
    label: 'Origin URL',
    hint: 'Scheme, host and optionally a port, without a path: http://localhost:4200',
  })}
  ${choices(
    'Type',
    html`${ORIGIN_SCOPES.map((type) =>
      checkbox(content, { name: type, label: SCOPE_NAMES[type], hint: SCOPE_HINTS[type] }),
    )}`,
    { id: 'type-error', text: content.errors?.['CORS'] },
  )}`;
}
