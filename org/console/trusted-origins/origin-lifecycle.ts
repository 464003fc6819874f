import type { OrgContext } from '../../context.js';
import { html, type Html } from '../../pages/page.js';
import type { TrustedOrigin } from '../../model/trusted-origins.js';
import type { AdminContext } from '../session/admin.js';
import { ask, type Question } from '../ui/ask.js';
import { form } from '../ui/form.js';
import { seeOther } from '../ui/layout.js';
import { originPath } from './origin-form.js';
import { changeBy, withOrigin } from './origin-of.js';
import { ORIGINS_PATH } from '../paths.js';

/** The section of a trusted origin's page that ends the trust for a while or for good. */
export function originLifecycle(ctx: AdminContext, trusted: TrustedOrigin): Html | undefined {
  if (!ctx.state.admin.mayChange) return undefined;
  const path = originPath(trusted);
  return html`<section class="panel" aria-labelledby="lifecycle">
    <h2 id="lifecycle">Lifecycle</h2>
    <p>
      ${
        trusted.status === 'ACTIVE'
          ? 'A deactivated origin is not trusted. It can be activated again.'
          : 'This origin is deactivated: it is not trusted.'
      }
    </p>
    <div class="buttons">
      ${
        trusted.status === 'ACTIVE'
          ? html`<a class="button" href="${path}/deactivate">Deactivate</a>`
          : form(ctx, { action: `${path}/activate`, submit: 'Activate' })
      }
      <a class="button danger" href="${path}/delete">Delete</a>
    </div>
  </section>`;
}

/** Asks whether a trusted origin is to be deactivated. */
export function showDeactivateOrigin(context: OrgContext): (ctx: AdminContext) => void {
  return withOrigin(context, (ctx, trusted) => {
    askAbout(ctx, trusted, {
      title: `Deactivate ${trusted.name}?`,
      what: 'Its pages can no longer use sessions at this org, and the org sends no browser there. It can be activated again.',
      action: 'deactivate',
      submit: 'Deactivate origin',
    });
  });
}

export function deactivateOrigin(context: OrgContext): (ctx: AdminContext) => void {
  return withOrigin(context, (ctx, trusted) => {
    context.trustedOrigins.deactivate(changeBy(ctx), trusted);
    seeOther(ctx, originPath(trusted), 'origin-deactivated');
  });
}

export function activateOrigin(context: OrgContext): (ctx: AdminContext) => void {
  return withOrigin(context, (ctx, trusted) => {
    context.trustedOrigins.activate(changeBy(ctx), trusted);
    seeOther(ctx, originPath(trusted), 'origin-activated');
  });
}

/** Asks whether a trusted origin is to be deleted. */
export function showDeleteOrigin(context: OrgContext): (ctx: AdminContext) => void {
  return withOrigin(context, (ctx, trusted) => {
    askAbout(ctx, trusted, {
      title: `Delete ${trusted.name}?`,
      what: 'It is gone for good: its pages can no longer use sessions at this org, and the org sends no browser there.',
      action: 'delete',
      submit: 'Delete origin',
    });
  });
}

export function deleteOrigin(context: OrgContext): (ctx: AdminContext) => void {
  return withOrigin(context, (ctx, trusted) => {
    context.trustedOrigins.delete(changeBy(ctx), trusted);
    seeOther(ctx, ORIGINS_PATH, 'origin-deleted');
  });
}

function askAbout(ctx: AdminContext, trusted: TrustedOrigin, question: Omit<Question, 'about'>): void {
  const facts = html`<dt>Origin</dt>
    <dd><code>${trusted.origin}</code></dd>`;
  const path = originPath(trusted);
  const about = { kind: 'Trusted Origin', name: trusted.name, path, facts };
  ask(ctx, { ...question, about, action: `${path}/${question.action}` });
}
