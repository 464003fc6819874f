import type { OrgContext } from '../../context.js';
import { html } from '../../pages/page.js';
import type { TrustedOrigin } from '../../model/trusted-origins.js';
import { SettingsError } from '../../model/settings-error.js';
import type { AdminContext } from '../session/admin.js';
import { wayBack } from '../apps/app-layout.js';
import { errorSummary, form, type Errors } from '../ui/form.js';
import { seeOther, show } from '../ui/layout.js';
import {
  enteredOfOrigin,
  enteredOriginIn,
  originErrors,
  originFields,
  originPath,
  originSettings,
  originStatus,
  type EnteredOrigin,
} from './origin-form.js';
import { originLifecycle } from './origin-lifecycle.js';
import { changeBy, withOrigin } from './origin-of.js';
import { NEW_ORIGIN_PATH, ORIGINS_PATH } from '../paths.js';
import { time } from '../ui/time.js';

/** "Add Origin". */
export function showNewOrigin(ctx: AdminContext): void {
  showForm(ctx, { name: '', origin: '', scopes: [] }, {});
}

/** Makes a trusted origin, and goes back to the list. */
export function addOrigin({ trustedOrigins }: OrgContext): (ctx: AdminContext) => void {
  return (ctx) => {
    const entered = enteredOriginIn(ctx.state.form);
    try {
      trustedOrigins.create(changeBy(ctx), originSettings(entered));
    } catch (error) {
      if (!(error instanceof SettingsError)) throw error;
      showForm(ctx, entered, originErrors(error));
      return;
    }
    seeOther(ctx, ORIGINS_PATH, 'origin-created');
  };
}

/** The page of a trusted origin. */
export function showOrigin(context: OrgContext): (ctx: AdminContext) => void {
  return withOrigin(context, (ctx, trusted) => showPage(ctx, context, trusted, enteredOfOrigin(trusted), {}));
}

/** Takes the form of that page. */
export function saveOrigin(context: OrgContext): (ctx: AdminContext) => void {
  return withOrigin(context, (ctx, trusted) => {
    const entered = enteredOriginIn(ctx.state.form);
    try {
      context.trustedOrigins.update(changeBy(ctx), trusted, originSettings(entered));
    } catch (error) {
      if (!(error instanceof SettingsError)) throw error;
      showPage(ctx, context, trusted, entered, originErrors(error));
      return;
    }
    seeOther(ctx, originPath(trusted), 'saved');
  });
}

function showForm(ctx: AdminContext, values: EnteredOrigin, errors: Errors): void {
  const failed = Object.keys(errors).length > 0;
  show(ctx, {
    title: 'Add Origin',
    ...(failed && { status: 400, failed }),
    above: wayBack(ORIGINS_PATH, 'Trusted Origins'),
    body: html`${errorSummary(errors)}
    ${form(ctx, {
      action: NEW_ORIGIN_PATH,
      submit: 'Save',
      fields: html`<section class="panel" aria-label="Origin">${originFields(values, errors)}</section>`,
    })}`,
  });
}

function showPage(
  ctx: AdminContext,
  { directory }: OrgContext,
  trusted: TrustedOrigin,
  values: EnteredOrigin,
  errors: Errors,
): void {
  const failed = Object.keys(errors).length > 0;
  const who = (id: string): string => {
    const profile = directory.user(id)?.profile;
    return profile ? `${profile.firstName} ${profile.lastName}` : (directory.app(id)?.label ?? id);
  };
  show(ctx, {
    title: trusted.name,
    ...(failed && { status: 400, failed }),
    above: wayBack(ORIGINS_PATH, 'Trusted Origins'),
    beside: html`<p class="badges">${originStatus(trusted)}</p>`,
    body: html`${errorSummary(errors)}
    ${form(ctx, {
      action: originPath(trusted),
      submit: 'Save',
      fields: html`<section class="panel" aria-labelledby="general">
        <h2 id="general">Origin</h2>
        ${originFields(values, errors)}
        <dl class="facts">
          <dt>ID</dt>
          <dd><code>${trusted.id}</code></dd>
          <dt>Added</dt>
          <dd>${time(trusted.created)}, by ${who(trusted.createdBy)}</dd>
          <dt>Last changed</dt>
          <dd>${time(trusted.lastUpdated)}, by ${who(trusted.lastUpdatedBy)}</dd>
        </dl>
      </section>`,
    })}
    ${originLifecycle(ctx, trusted)}`,
  });
}
