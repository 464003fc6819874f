import { AppError } from '../app-error.js';
import type { ServiceApp } from '../app-changes.js';
import type { Directory, OrgContext } from '../context.js';
import { html } from '../pages/page.js';
import type { AdminContext } from './admin.js';
import { appPath, wayBack } from './app-layout.js';
import { errorSummary, form, textArea } from './form.js';
import { keysPath } from './keys.js';
import { seeOther, show } from './layout.js';
import { PublicKeyError, readPublicKey } from './public-key.js';
import { notFoundPage } from './refusal-pages.js';

/** The page to enter a public key on. */
export function showAddKey({ directory }: OrgContext): (ctx: AdminContext) => void {
  return (ctx) => {
    const app = serviceApp(ctx, directory);
    if (app) showForm(ctx, app, '');
  };
}

/** Takes a public key. */
export function addKey({ directory, appChanges }: OrgContext): (ctx: AdminContext) => Promise<void> {
  return async (ctx) => {
    const app = serviceApp(ctx, directory);
    if (!app) return;
    const entered = ctx.state.form.get('jwk') ?? '';
    try {
      await appChanges.addKey(ctx, app, await readPublicKey(entered));
    } catch (error) {
      if (error instanceof AppError) showForm(ctx, app, entered, error.problems[0]![1]);
      else if (error instanceof PublicKeyError) showForm(ctx, app, error.publicHalf ?? entered, error.message);
      else throw error;
      return;
    }
    seeOther(ctx, appPath(app), 'key-added');
  };
}

/** The service app of the address; without one, the answer is that there is none. */
export function serviceApp(ctx: AdminContext, directory: Directory): ServiceApp | undefined {
  const app = directory.app(ctx.params['id']!);
  if (app?.type === 'service') return app;
  show(ctx, notFoundPage('service application'));
  return undefined;
}

function showForm(ctx: AdminContext, app: ServiceApp, value: string, error?: string): void {
  show(ctx, {
    title: 'Add a public key',
    ...(error !== undefined && { status: 400, failed: true }),
    above: wayBack(appPath(app), app.label),
    body: html`${error === undefined ? undefined : errorSummary({ jwk: error })}
      <section class="panel" aria-label="Key">
        ${form(ctx, {
          action: `${keysPath(app)}/add`,
          submit: 'Add key',
          fields: textArea({
            name: 'jwk',
            label: 'Public key (JWK)',
            hint: 'RSA with at least 2048 bits, or EC on P-256, P-384 or P-521. Without a kid it gets its thumbprint as one.',
            value,
            rows: 10,
            ...(error !== undefined && { error }),
          }),
        })}
      </section>`,
  });
}
