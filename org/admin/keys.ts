import { thumbprint } from '../../dpop/thumbprint.js';
import type { ServiceApp } from '../app-changes.js';
import { html, type Html } from '../pages/page.js';
import type { App } from '../seed.js';
import type { AdminContext } from './admin.js';
import { appPath } from './app-layout.js';
import { form } from './form.js';
import { keyType } from './public-key.js';
import { table } from './table.js';

/** Where the keys of an app are added, made and removed. */
export const keysPath = (app: App): string => `${appPath(app)}/keys`;

/** The section of the General tab with the public keys of a service app. */
export async function clientCredentials(ctx: AdminContext, app: ServiceApp): Promise<Html> {
  const keys = await Promise.all(app.jwks.keys.map(async (jwk) => ({ jwk, jkt: await thumbprint(jwk) })));
  const { mayChange } = ctx.state.admin;
  return html`<section class="panel" aria-labelledby="client-credentials">
    <h2 id="client-credentials">Client Credentials</h2>
    <p>
      The service signs a client assertion with its private key (<code>private_key_jwt</code>), and the org verifies it
      with one of these public keys.
    </p>
    <h3>Public keys</h3>
    ${
      keys.length === 0
        ? html`<p class="empty">There is no key yet: the service cannot get a token.</p>`
        : table({
            caption: 'Public keys',
            columns: ['Key ID (kid)', 'Type', 'Thumbprint (RFC 7638)', ...(mayChange ? ['Change'] : [])],
            rows: keys.map(({ jwk, jkt }) => [
              jwk.kid === undefined ? html`<span class="muted">none</span>` : html`<code>${jwk.kid}</code>`,
              keyType(jwk),
              html`<code>${jkt}</code>`,
              ...(mayChange
                ? [html`<a href="${keysPath(app)}/${jkt}/remove" aria-label="Remove key ${jwk.kid ?? jkt}">Remove</a>`]
                : []),
            ]),
          })
    }
    ${
      mayChange
        ? html`<div class="buttons">
            <a class="button" href="${keysPath(app)}/add">Add key</a>
            ${form(ctx, { action: `${keysPath(app)}/generate`, submit: 'Generate new key' })}
          </div>`
        : undefined
    }
  </section>`;
}
