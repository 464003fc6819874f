import { thumbprint } from '../../dpop/thumbprint.js';
import type { Directory, OrgContext } from '../context.js';
import { html } from '../pages/page.js';
import type { PublicKey } from '../public-key.js';
import type { AdminContext } from './admin.js';
import { appPath, wayBack } from './app-layout.js';
import { errorSummary, form, textArea } from './form.js';
import { keysPath, type ServiceApp } from './keys.js';
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
export function addKey({ directory }: OrgContext): (ctx: AdminContext) => Promise<void> {
  return async (ctx) => {
    const app = serviceApp(ctx, directory);
    if (!app) return;
    const entered = ctx.state.form.get('jwk') ?? '';
    try {
      await saveKey(directory, app, await readPublicKey(entered));
    } catch (error) {
      if (!(error instanceof PublicKeyError)) throw error;
      showForm(ctx, app, error.publicHalf ?? entered, error.message);
      return;
    }
    seeOther(ctx, appPath(app), 'key-added');
  };
}

/**
 * Adds a key to an app.
 *
 * @throws PublicKeyError when the app has this key, or another one with the same `kid`
 */
export async function saveKey(directory: Directory, app: ServiceApp, key: PublicKey): Promise<void> {
  const jkt = await thumbprint(key);
  for (const other of app.jwks.keys) {
    if ((await thumbprint(other)) === jkt) throw new PublicKeyError('The application has this key already.');
    if (other.kid === key.kid) {
      throw new PublicKeyError(`The application has another key with the kid “${key.kid}”. Give this one another kid.`);
    }
  }
  directory.changeApp(app.client_id, (current) =>
    current.type === 'service' ? { ...current, jwks: { keys: [...current.jwks.keys, key] } } : current,
  );
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
