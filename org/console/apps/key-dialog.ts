import { randomBytes } from 'node:crypto';
import { exportJWK, exportPKCS8, generateKeyPair } from 'jose';
import { thumbprint } from '../../../dpop/thumbprint.js';
import { checkNewKey } from '../../model/public-key.js';
import type { ServiceApp } from '../../model/app.js';
import { SettingsError } from '../../model/settings-error.js';
import type { OrgContext } from '../../context.js';
import { html, type Html } from '../../pages/page.js';
import type { AdminContext } from '../session/admin.js';
import { appPath, wayBack } from './app-layout.js';
import { credentialsPath } from './credentials.js';
import { showCredentials } from './credentials-edit.js';
import { draftFields, keptKeys, withDraft, type CredentialsDraft } from './credentials-draft.js';
import { errorSummary, textArea } from '../ui/form.js';
import { show } from '../ui/layout.js';
import { EnteredKeyError, readEnteredKey } from './public-key.js';
import { refusedPage } from '../ui/refusal-pages.js';

/**
 * The steps of Okta's dialog for keys: add, generate, Done; and a key is taken out of the draft, or put back. They change
 * the draft alone, which goes from page to page in the form. The outer Save stores it.
 */
export function changeKeys({ directory }: OrgContext): (ctx: AdminContext) => Promise<void> {
  return withDraft(directory, async (ctx, app, draft) => {
    const { form } = ctx.state;
    const [remove, keep, step] = [form.get('remove'), form.get('keep'), form.get('step')];
    if (remove !== null) await showCredentials(ctx, app, await without(draft, app, remove));
    else if (keep !== null) {
      await showCredentials(ctx, app, { ...draft, removed: draft.removed.filter((jkt) => jkt !== keep) });
    } else if (step === 'add') showAddKey(ctx, app, draft, '');
    else if (step === 'generate') await showNewKey(ctx, app, draft);
    else if (step === 'done') await takeKey(ctx, app, draft);
    else if (step === 'back') await showCredentials(ctx, app, draft);
    else show(ctx, refusedPage('There is no such step. Nothing was changed.', 400));
  });
}

async function without(draft: CredentialsDraft, app: ServiceApp, jkt: string): Promise<CredentialsDraft> {
  const [ofAdded, own] = await Promise.all(
    [draft.added, app.jwks.keys].map((keys) => Promise.all(keys.map(thumbprint))),
  );
  if (ofAdded!.includes(jkt)) return { ...draft, added: draft.added.filter((_, index) => ofAdded![index] !== jkt) };
  return { ...draft, removed: own!.filter((one) => one === jkt || draft.removed.includes(one)) };
}

/** Done: takes the key that was entered, or was made here, into the draft. */
async function takeKey(ctx: AdminContext, app: ServiceApp, draft: CredentialsDraft): Promise<void> {
  const entered = ctx.state.form.get('jwk') ?? '';
  try {
    const key = await readEnteredKey(entered);
    await checkNewKey([...(await keptKeys(app, draft)), ...draft.added], key);
    await showCredentials(ctx, app, { ...draft, added: [...draft.added, key] });
  } catch (error) {
    if (error instanceof SettingsError) showAddKey(ctx, app, draft, entered, error.problems[0]![1]);
    else if (error instanceof EnteredKeyError) {
      showAddKey(ctx, app, draft, error.publicHalf ?? entered, error.message);
    } else throw error;
  }
}

function showAddKey(ctx: AdminContext, app: ServiceApp, draft: CredentialsDraft, value: string, error?: string): void {
  show(ctx, {
    title: 'Add a public key',
    ...(error !== undefined && { status: 400, failed: true }),
    above: wayBack(appPath(app), app.label),
    body: html`${error === undefined ? undefined : errorSummary({ jwk: error })}
    ${dialog(
      ctx,
      app,
      draft,
      html`<section class="panel" aria-label="Key">
        <p>
          Paste the public key of the service, or have a key pair made. <strong>Done</strong> leads back to the Client
          Credentials, where <strong>Save</strong> stores the key.
        </p>
        ${textArea({
          name: 'jwk',
          label: 'Public key (JWK)',
          hint: 'RSA with at least 2048 bits, or EC on P-256, P-384 or P-521. Without a kid it gets its thumbprint as one.',
          value,
          rows: 10,
          ...(error !== undefined && { error }),
        })}
        <div class="buttons">
          <button type="submit" name="step" value="done">Done</button>
          <button type="submit" class="button" name="step" value="generate">Generate new key</button>
          <button type="submit" class="button" name="step" value="back">Cancel</button>
        </div>
      </section>`,
    )}`,
  });
}

/** Makes a key pair, and shows the private half on this very answer. The org keeps neither. */
async function showNewKey(ctx: AdminContext, app: ServiceApp, draft: CredentialsDraft): Promise<void> {
  const { publicKey, privateKey } = await generateKeyPair('RS256', { extractable: true, modulusLength: 2048 });
  const names = { kid: randomBytes(16).toString('base64url'), use: 'sig', alg: 'RS256' };
  const publicJwk = JSON.stringify({ ...(await exportJWK(publicKey)), ...names }, undefined, 2);
  const privateJwk = JSON.stringify({ ...(await exportJWK(privateKey)), ...names }, undefined, 2);
  show(ctx, {
    title: 'New key',
    above: wayBack(appPath(app), app.label),
    body: html`<p class="alert">
        <strong>Copy the private key now.</strong> It is shown this once: the org does not keep it, and whoever has it
        can act as ${app.label}.
      </p>
      <section class="panel" aria-labelledby="key">
        <h2 id="key">Key ID</h2>
        <p><code id="kid">${names.kid}</code></p>
        ${output('pem', 'Private key (PEM)', await exportPKCS8(privateKey))}
        ${output('private-jwk', 'Private key (JWK)', privateJwk)} ${output('public-jwk', 'Public key (JWK)', publicJwk)}
      </section>
      ${dialog(
        ctx,
        app,
        draft,
        html`<input type="hidden" name="jwk" value="${publicJwk}" />
          <p>The public key is not saved yet: <strong>Done</strong>, and then <strong>Save</strong>.</p>
          <p class="actions"><button type="submit" name="step" value="done">Done</button></p>`,
      )}`,
  });
}

/** The form of a step, with the draft in it. */
function dialog(ctx: AdminContext, app: ServiceApp, draft: CredentialsDraft, fields: Html): Html {
  return html`<form method="post" action="${credentialsPath(app)}/keys" novalidate>
    <input type="hidden" name="token" value="${ctx.state.admin.formToken}" />
    <input type="hidden" name="method" value="private_key_jwt" />
    ${draftFields(draft)} ${fields}
  </form>`;
}

/** Something to select as a whole and copy. */
function output(id: string, label: string, text: string): Html {
  return html`<div class="field">
    <label for="${id}">${label}</label>
    <textarea id="${id}" rows="8" readonly spellcheck="false" autocomplete="off">${text.trim()}</textarea>
  </div>`;
}
