import type { OrgContext } from '../../context.js';
import type { TrustedOrigin, TrustedOriginEdit } from '../../model/trusted-origins.js';
import { html } from '../../pages/page.js';
import type { AdminContext, Handler } from '../context.js';
import { fullName } from '../people.js';
import { facts, statusBadge, time } from '../ui/elements.js';
import { withItem } from '../ui/error-pages.js';
import { attempt, form, postedValues, type FormContent } from '../ui/form.js';
import { backLink, seeOther, show } from '../ui/layout.js';
import { lifecycleSection, type Lifecycle } from '../ui/lifecycle.js';
import { FIELDS, NEW_ORIGIN_PATH, originFields, ORIGINS_PATH, settingsOf, valuesOf } from './origin-form.js';

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
