import type { JWK } from 'jose';
import { thumbprint } from '../../../dpop/thumbprint.js';
import { usesSecret } from '../../model/app-credentials.js';
import type { ServiceApp, App } from '../../model/app.js';
import { html, type Html } from '../../pages/page.js';
import type { AdminContext } from '../session/admin.js';
import { appPath } from './app-layout.js';
import { form } from '../ui/form.js';
import { keyType } from './public-key.js';
import { table } from '../ui/table.js';

/** Where the client credentials of an app are edited. */
export const credentialsPath = (app: App): string => `${appPath(app)}/credentials`;

/** Okta's names of the ways in which a service app says who it is. */
export const METHOD_NAMES = {
  client_secret: 'Client secret',
  private_key_jwt: 'Public key / Private key',
} as const;

/** The section of the General tab that shows how a service app says who it is. */
export async function clientCredentials(ctx: AdminContext, app: ServiceApp): Promise<Html> {
  const isSecret = usesSecret(app);
  return html`<section class="panel" aria-labelledby="client-credentials">
    <h2 id="client-credentials">Client Credentials</h2>
    <dl class="facts">
      <dt>Client authentication</dt>
      <dd>${METHOD_NAMES[isSecret ? 'client_secret' : 'private_key_jwt']}</dd>
    </dl>
    ${isSecret ? secret(ctx, app) : await publicKeys(app)}
    ${
      ctx.state.admin.mayChange
        ? html`<p class="actions">
            <a class="button" href="${credentialsPath(app)}" aria-label="Edit Client Credentials">Edit</a>
          </p>`
        : undefined
    }
  </section>`;
}

function secret(ctx: AdminContext, app: ServiceApp): Html {
  return html`<p>
      The org refuses <code>okta.*</code> scopes to a client with a secret, as Okta does. To call the API, choose
      ${METHOD_NAMES.private_key_jwt}.
    </p>
    <h3>Client secret</h3>
    <div class="secret">
      <p><span aria-hidden="true">••••••••••••••••</span><span class="hidden">Not shown</span></p>
      ${
        ctx.state.admin.mayChange
          ? form(ctx, { action: `${credentialsPath(app)}/secret`, submit: 'Show client secret' })
          : undefined
      }
    </div>`;
}

async function publicKeys({ jwks }: ServiceApp): Promise<Html> {
  const keys = await Promise.all(jwks.keys.map(keyCells));
  return html`<p>
      The service signs a client assertion with its private key (<code>private_key_jwt</code>), and the org verifies it
      with one of these public keys.
    </p>
    <h3>Public keys</h3>
    ${
      keys.length === 0
        ? html`<p class="empty">There is no key yet: the service cannot get a token.</p>`
        : table({ caption: 'Public keys', columns: KEY_COLUMNS, rows: keys })
    }`;
}

export const KEY_COLUMNS = ['Key ID (kid)', 'Type', 'Thumbprint (RFC 7638)'];

/** What a table says of a public key. */
export async function keyCells(jwk: JWK): Promise<(string | Html)[]> {
  return [
    jwk.kid === undefined ? html`<span class="muted">none</span>` : html`<code>${jwk.kid}</code>`,
    keyType(jwk),
    html`<code>${await thumbprint(jwk)}</code>`,
  ];
}
