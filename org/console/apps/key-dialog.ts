import { randomBytes } from 'node:crypto';
import { exportJWK, exportPKCS8, generateKeyPair } from 'jose';
import { thumbprint } from '../../../dpop/thumbprint.js';
import { checkNewKey } from '../../model/public-key.js';
import type { ServiceApp } from '../../model/app.js';
import type { OrgContext } from '../../context.js';
import { SettingsError } from '../../model/settings-error.js';
import { html, type Html } from '../../pages/page.js';
import type { AdminContext, Handler } from '../context.js';
import { appPath } from '../paths.js';
import { refusedPage } from '../ui/error-pages.js';
import { facts } from '../ui/elements.js';
import { postedValues, textArea, type FormContent } from '../ui/form.js';
import { backLink, show } from '../ui/layout.js';
import { COPY_SCRIPT, fileOutput } from '../ui/output.js';
import { draftFields, keptKeys, withDraft, type CredentialsDraft } from './credentials-draft.js';
import { showCredentials } from './credentials-edit.js';
import { credentialsPath } from './credentials.js';
import { EnteredKeyError, readEnteredKey } from './public-key.js';

/**
 * The buttons of the key table and of Okta's key dialog: add, generate, Done, remove, keep. They change the draft, which
 * each page passes on in its form; Save on the Client Credentials page stores it.
 */
export function changeKeys(context: OrgContext): Handler {
  return withDraft(context, async (ctx, app, draft) => {
    const { remove, keep, step } = postedValues(ctx);
    if (remove !== undefined) await showCredentials(ctx, app, await withoutKey(draft, app, remove));
    else if (keep !== undefined) {
      await showCredentials(ctx, app, { ...draft, removed: draft.removed.filter((jkt) => jkt !== keep) });
    } else if (step === 'add') showAddKey(ctx, app, draft, { values: {} });
    else if (step === 'generate') await showNewKey(ctx, app, draft);
    else if (step === 'done') await addKey(ctx, app, draft);
    else if (step === 'back') await showCredentials(ctx, app, draft);
    else show(ctx, refusedPage('There is no such step. Nothing was changed.', 400));
  });
}

async function withoutKey(draft: CredentialsDraft, app: ServiceApp, jkt: string): Promise<CredentialsDraft> {
  const [ofAdded, own] = await Promise.all(
    [draft.added, app.jwks.keys].map((keys) => Promise.all(keys.map(thumbprint))),
  );
  if (ofAdded!.includes(jkt)) return { ...draft, added: draft.added.filter((_, index) => ofAdded![index] !== jkt) };
  return { ...draft, removed: own!.filter((one) => one === jkt || draft.removed.includes(one)) };
}

/** Done: adds the key that was entered or generated to the draft. */
async function addKey(ctx: AdminContext, app: ServiceApp, draft: CredentialsDraft): Promise<void> {
  const jwk = ctx.state.form.get('jwk') ?? '';
  try {
    const key = await readEnteredKey(jwk);
    await checkNewKey([...(await keptKeys(app, draft)), ...draft.added], key);
    await showCredentials(ctx, app, { ...draft, added: [...draft.added, key] });
  } catch (error) {
    const refuse = (message: string, value = jwk): void =>
      showAddKey(ctx, app, draft, { values: { jwk: value }, errors: { jwk: message } });
    if (error instanceof SettingsError) refuse(error.problems[0]![1]);
    else if (error instanceof EnteredKeyError) refuse(error.message, error.publicHalf);
    else throw error;
  }
}

function showAddKey(ctx: AdminContext, app: ServiceApp, draft: CredentialsDraft, content: FormContent): void {
  show(ctx, {
    title: 'Add a public key',
    errors: content.errors,
    above: backLink(appPath(app), app.label),
    body: draftForm(
      ctx,
      app,
      draft,
      html`<section class="panel editing" aria-label="Key">
        <div class="rows">
          <p>
            Paste the public key of the service, or generate a key pair. <strong>Done</strong> takes you back to the
            Client Credentials, where <strong>Save</strong> stores the key.
          </p>
          ${textArea(content, {
            name: 'jwk',
            label: 'Public key (JWK)',
            hint: 'RSA with at least 2048 bits, or EC on P-256, P-384 or P-521. Without a kid, its thumbprint is used.',
            rows: 10,
          })}
        </div>
        <div class="foot">
          <button type="submit" name="step" value="done">Done</button>
          <button type="submit" class="button" name="step" value="generate">Generate new key</button>
          <button type="submit" class="button" name="step" value="back">Cancel</button>
        </div>
      </section>`,
    ),
  });
}

/** Generates a key pair. The private key is in this answer only; the org does not store it. */
async function showNewKey(ctx: AdminContext, app: ServiceApp, draft: CredentialsDraft): Promise<void> {
  const { publicKey, privateKey } = await generateKeyPair('RS256', { extractable: true, modulusLength: 2048 });
  const names = { kid: randomBytes(16).toString('base64url'), use: 'sig', alg: 'RS256' };
  const publicJwk = JSON.stringify({ ...(await exportJWK(publicKey)), ...names }, undefined, 2);
  const pem = await exportPKCS8(privateKey);
  const privateJwk = JSON.stringify({ ...(await exportJWK(privateKey)), ...names }, undefined, 2);
  show(ctx, {
    title: 'New key',
    above: backLink(appPath(app), app.label),
    script: COPY_SCRIPT,
    body: html`<p class="banner">
        <strong>Download or copy the private key now.</strong> It is shown only once, because the org does not store it.
        Anyone who has it can authenticate as ${app.label}.
      </p>
      <section class="panel editing" aria-labelledby="key">
        <div class="head"><h2 id="key">Key pair</h2></div>
        ${facts(
          ['Key ID (kid)', html`<code id="kid">${names.kid}</code>`],
          [
            'Private key (PEM)',
            fileOutput({ id: 'pem', name: 'private key as PEM', file: 'private-key.pem', text: pem }),
          ],
          [
            'Private key (JWK)',
            fileOutput({ id: 'private-jwk', name: 'private key as JWK', file: 'private-key.json', text: privateJwk }),
          ],
          [
            'Public key (JWK)',
            fileOutput({ id: 'public-jwk', name: 'public key as JWK', file: 'public-key.json', text: publicJwk }),
          ],
        )}
        ${draftForm(
          ctx,
          app,
          draft,
          html`<input type="hidden" name="jwk" value="${publicJwk}" />
            <div class="foot">
              <button type="submit" name="step" value="done">Done</button>
              <span>The public key is not saved yet. Press <strong>Done</strong>, then <strong>Save</strong>.</span>
            </div>`,
        )}
      </section>`,
  });
}

/** A form that carries the draft to the next step. */
function draftForm(ctx: AdminContext, app: ServiceApp, draft: CredentialsDraft, fields: Html): Html {
  return html`<form method="post" action="${credentialsPath(app)}/keys" novalidate>
    <input type="hidden" name="token" value="${ctx.state.admin.formToken}" />
    <input type="hidden" name="method" value="private_key_jwt" />
    ${draftFields(draft)} ${fields}
  </form>`;
}
