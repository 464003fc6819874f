import { randomBytes } from 'node:crypto';
import { exportJWK, exportPKCS8, generateKeyPair } from 'jose';
import type { OrgContext } from '../context.js';
import { html, type Html } from '../pages/page.js';
import type { AdminContext } from './admin.js';
import { appPath, wayBack } from './app-layout.js';
import { serviceApp } from './key-add.js';
import { show } from './layout.js';

/**
 * Makes a key pair, keeps its public half, and shows the private one on this very answer. The org does not keep it.
 */
export function generateKey({ directory, appChanges }: OrgContext): (ctx: AdminContext) => Promise<void> {
  return async (ctx) => {
    const app = serviceApp(ctx, directory);
    if (!app) return;
    const { publicKey, privateKey } = await generateKeyPair('RS256', { extractable: true, modulusLength: 2048 });
    const names = { kid: randomBytes(16).toString('base64url'), use: 'sig', alg: 'RS256' };
    const publicJwk = { ...(await exportJWK(publicKey)), kty: 'RSA', ...names } as const;
    await appChanges.addKey(ctx, app, publicJwk);
    const privateJwk = { ...(await exportJWK(privateKey)), ...names };
    show(ctx, {
      title: 'New key',
      above: wayBack(appPath(app), app.label),
      body: html`<p class="notice" role="status">The public key was added to ${app.label}. It is in effect.</p>
        <p class="alert">
          <strong>Copy the private key now.</strong> It is shown this once: the org does not keep it, and whoever has it
          can act as ${app.label}.
        </p>
        <section class="panel" aria-labelledby="key">
          <h2 id="key">Key ID</h2>
          <p><code id="kid">${names.kid}</code></p>
          ${output('pem', 'Private key (PEM)', await exportPKCS8(privateKey))}
          ${output('private-jwk', 'Private key (JWK)', JSON.stringify(privateJwk, undefined, 2))}
          ${output('public-jwk', 'Public key (JWK)', JSON.stringify(publicJwk, undefined, 2))}
        </section>
        <p class="actions"><a class="button" href="${appPath(app)}">Done</a></p>`,
    });
  };
}

/** Something to select as a whole and copy. */
function output(id: string, label: string, text: string): Html {
  return html`<div class="field">
    <label for="${id}">${label}</label>
    <textarea id="${id}" rows="8" readonly spellcheck="false" autocomplete="off">${text.trim()}</textarea>
  </div>`;
}
