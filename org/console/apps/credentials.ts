import type { JWK } from 'jose';
import { thumbprint } from '../../../dpop/thumbprint.js';
import type { OrgContext } from '../../context.js';
import type { ServiceApp } from '../../model/app.js';
import { usesSecret } from '../../model/app-credentials.js';
import { html, type Html } from '../../pages/page.js';
import type { AdminContext, Handler } from '../context.js';
import { appPath } from '../paths.js';
import { facts, muted, table, type Content } from '../ui/elements.js';
import { notFoundPage } from '../ui/error-pages.js';
import { buttonForm } from '../ui/form.js';
import { backLink, show } from '../ui/layout.js';
import { copyButton, COPY_SCRIPT } from '../ui/output.js';
import { editLink, panel } from '../ui/panel.js';
import { withServiceApp } from './app.js';
import { keyType } from './public-key.js';

/** Where the client credentials of an app are edited. */
export const credentialsPath = (app: ServiceApp): string => appPath(app, 'credentials');

/** Okta's names of the authentication methods of a service app. */
export const METHOD_NAMES = {
  client_secret: 'Client secret',
  private_key_jwt: 'Public key / Private key',
} as const;

export const NO_KEYS = html`<p class="empty">There are no keys yet. The service cannot get tokens without one.</p>`;

/** The section of the General tab that shows how a service app authenticates. */
export async function credentialsSection(ctx: AdminContext, app: ServiceApp): Promise<Html> {
  const isSecret = usesSecret(app);
  const heading = 'Client Credentials';
  return panel({
    id: 'client-credentials',
    heading,
    beside: editLink(ctx, credentialsPath(app), 'Edit', heading),
    body: html`${facts(
      ['Client authentication', METHOD_NAMES[isSecret ? 'client_secret' : 'private_key_jwt']],
      isSecret ? ['Client secret', hiddenSecret(ctx, app)] : undefined,
    )}
    ${isSecret ? undefined : await publicKeys(app)}`,
  });
}

/**
 * The page with the client secret of a service app. It answers a POST, so that only a user who may change the app gets
 * it, on a page of the console, and no link leads to it.
 */
export function showSecret(context: OrgContext): Handler {
  return withServiceApp(context, (ctx, app) => {
    if (app.client_secret === undefined) {
      show(ctx, notFoundPage('client secret'));
      return;
    }
    show(ctx, {
      title: 'Client secret',
      above: backLink(appPath(app), app.label),
      script: COPY_SCRIPT,
      body: panel({
        id: 'shown',
        heading: 'Client secret',
        beside: html`<a class="button small" href="${appPath(app)}">Hide</a>`,
        body: html`<div class="text">
          <p>Anyone who has this secret can authenticate as ${app.label}.</p>
          <div class="output">
            <code id="secret">${app.client_secret}</code> ${copyButton('secret', 'client secret')}
          </div>
        </div>`,
      }),
    });
  });
}

function hiddenSecret(ctx: AdminContext, app: ServiceApp): Html {
  return html`<div class="secret">
      <span><span aria-hidden="true">••••••••••••••••</span><span class="hidden">Not shown</span></span>
      ${buttonForm(ctx, { action: `${credentialsPath(app)}/secret`, submit: 'Show client secret' })}
    </div>
    <p class="hint">
      Like Okta, the org does not grant <code>okta.*</code> scopes to a client with a secret. To call the API, choose
      ${METHOD_NAMES.private_key_jwt}.
    </p>`;
}

async function publicKeys({ jwks }: ServiceApp): Promise<Html> {
  const keys = await Promise.all(jwks.keys.map(keyCells));
  return html`<h3 class="group">Public keys</h3>
    <div class="text">
      <p>
        The service signs a client assertion with its private key (<code>private_key_jwt</code>), and the org verifies
        it with one of these public keys.
      </p>
    </div>
    ${keys.length === 0 ? NO_KEYS : table({ caption: 'Public keys', columns: KEY_COLUMNS, rows: keys })}`;
}

export const KEY_COLUMNS = ['Key ID (kid)', 'Type', 'Thumbprint (RFC 7638)'];

/** The cells of a public key, in the order of {@link KEY_COLUMNS}. */
export async function keyCells(jwk: JWK): Promise<Content[]> {
  return [
    jwk.kid === undefined ? muted('none') : html`<code>${jwk.kid}</code>`,
    keyType(jwk),
    html`<code>${await thumbprint(jwk)}</code>`,
  ];
}
