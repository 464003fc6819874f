import { thumbprint } from '../../dpop/thumbprint.js';
import type { ServiceApp } from '../app-changes.js';
import type { OrgContext } from '../context.js';
import { html } from '../pages/page.js';
import type { AdminContext } from './admin.js';
import { appPath, wayBack } from './app-layout.js';
import { form } from './form.js';
import { serviceApp } from './key-add.js';
import { keysPath } from './keys.js';
import { seeOther, show } from './layout.js';
import { keyType } from './public-key.js';
import { notFoundPage } from './refusal-pages.js';

/** Asks whether a key is to be removed. */
export function showRemoveKey({ directory }: OrgContext): (ctx: AdminContext) => Promise<void> {
  return async (ctx) => {
    const app = serviceApp(ctx, directory);
    if (!app) return;
    const jkt = ctx.params['jkt']!;
    const key = await keyOf(app, jkt);
    if (!key) {
      show(ctx, notFoundPage('key'));
      return;
    }
    show(ctx, {
      title: 'Remove this public key?',
      above: wayBack(appPath(app), app.label),
      body: html`<section class="panel" aria-label="Key">
        <p>A service that signs with the private half of this key gets no more tokens.</p>
        <dl class="facts">
          <dt>Key ID (kid)</dt>
          <dd><code>${key.kid ?? 'none'}</code></dd>
          <dt>Type</dt>
          <dd>${keyType(key)}</dd>
          <dt>Thumbprint</dt>
          <dd><code>${jkt}</code></dd>
        </dl>
        ${form(ctx, { action: `${keysPath(app)}/${jkt}/remove`, submit: 'Remove key', danger: true })}
        <p><a href="${appPath(app)}">Keep it</a></p>
      </section>`,
    });
  };
}

/** Removes a key. */
export function removeKey({ directory, appChanges }: OrgContext): (ctx: AdminContext) => Promise<void> {
  return async (ctx) => {
    const app = serviceApp(ctx, directory);
    if (!app) return;
    const key = await keyOf(app, ctx.params['jkt']!);
    if (!key) {
      show(ctx, notFoundPage('key'));
      return;
    }
    appChanges.removeKey(ctx, app, key);
    seeOther(ctx, appPath(app), 'key-removed');
  };
}

async function keyOf(app: ServiceApp, jkt: string): Promise<ServiceApp['jwks']['keys'][number] | undefined> {
  for (const key of app.jwks.keys) if ((await thumbprint(key)) === jkt) return key;
  return undefined;
}
