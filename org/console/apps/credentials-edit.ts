import type { JWK } from 'jose';
import { thumbprint } from '../../../dpop/thumbprint.js';
import { usesSecret } from '../../model/app-credentials.js';
import type { ServiceApp } from '../../model/app.js';
import { SettingsError } from '../../model/settings-error.js';
import type { OrgContext } from '../../context.js';
import { html, type Html } from '../../pages/page.js';
import type { AdminContext } from '../session/admin.js';
import { appPath, wayBack } from './app-layout.js';
import { badge } from '../ui/badge.js';
import { credentialsPath, KEY_COLUMNS, keyCells, METHOD_NAMES } from './credentials.js';
import { draftFields, draftOf, draftSettings, unsaved, withDraft, type CredentialsDraft } from './credentials-draft.js';
import { form, radio } from '../ui/form.js';
import { seeOther, show } from '../ui/layout.js';
import { serviceApp } from './service-app.js';
import { table } from '../ui/table.js';

/** The page to change how a service app says who it is, and its public keys. */
export function editCredentials({ directory }: OrgContext): (ctx: AdminContext) => Promise<void> {
  return async (ctx) => {
    const app = serviceApp(ctx, directory);
    if (app) await showCredentials(ctx, app, draftOf(app));
  };
}

/** The outer Save: what the draft says is in effect from now on, and no sooner. */
export function saveCredentials({ directory, appChanges }: OrgContext): (ctx: AdminContext) => Promise<void> {
  return withDraft(directory, async (ctx, app, draft) => {
    const settings = await draftSettings(app, draft);
    try {
      appChanges.update(ctx, app, settings);
    } catch (error) {
      if (!(error instanceof SettingsError)) throw error;
      await showCredentials(ctx, app, draft, error.problems[0]![1]);
      return;
    }
    seeOther(ctx, appPath(app), 'credentials-saved');
  });
}

/** Shows a draft, with what of it is not saved yet. */
export async function showCredentials(
  ctx: AdminContext,
  app: ServiceApp,
  draft: CredentialsDraft,
  error?: string,
): Promise<void> {
  const { mayChange, formToken } = ctx.state.admin;
  const open = unsaved(app, draft);
  show(ctx, {
    title: 'Client Credentials',
    ...(error !== undefined && { status: 400, failed: true }),
    above: wayBack(appPath(app), app.label),
    body: html`${
      error === undefined
        ? undefined
        : html`<p class="alert" role="alert"><strong>Nothing was changed.</strong> ${error}</p>`
    }
    ${
      open.length === 0
        ? undefined
        : html`<div class="banner unsaved" role="status">
            <p><strong>${open.join(' ')}</strong></p>
            <p>Nothing of it is in effect before you press Save at the end of this page.</p>
          </div>`
    }
    ${
      mayChange
        ? html`<form id="keys" method="post" action="${credentialsPath(app)}/keys">
            <input type="hidden" name="token" value="${formToken}" />
            <input type="hidden" name="method" value="private_key_jwt" />
            ${draftFields(draft)}
          </form>`
        : undefined
    }
    ${form(ctx, {
      action: credentialsPath(app),
      submit: 'Save',
      fields: html`${draftFields(draft)}
        <section class="panel" aria-label="Client Credentials">
          <fieldset>
            <legend>Client authentication</legend>
            ${radio({
              name: 'method',
              value: 'client_secret',
              label: METHOD_NAMES.client_secret,
              hint: usesSecret(app)
                ? 'The org refuses okta.* scopes to a client with a secret.'
                : 'The org makes one when you save. It refuses okta.* scopes to a client with a secret.',
              checked: draft.method === 'client_secret',
            })}
            ${radio({
              name: 'method',
              value: 'private_key_jwt',
              label: METHOD_NAMES.private_key_jwt,
              hint: usesSecret(app)
                ? 'What Okta’s API asks for. Saving this deletes the client secret.'
                : 'What Okta’s API asks for.',
              checked: draft.method === 'private_key_jwt',
            })}
          </fieldset>
          <div class="keys">${await keys(ctx, app, draft)}</div>
        </section>`,
    })}
    ${mayChange ? html`<p><a href="${appPath(app)}">Cancel</a></p>` : undefined}`,
  });
}

/** The keys of the app, and those that are to be its keys. Their buttons belong to the form of the draft. */
async function keys(ctx: AdminContext, app: ServiceApp, draft: CredentialsDraft): Promise<Html> {
  const { mayChange } = ctx.state.admin;
  const row = async (key: JWK, isSaved: boolean): Promise<(string | Html)[]> => {
    const jkt = await thumbprint(key);
    const isRemoved = isSaved && draft.removed.includes(jkt);
    const [name, verb] = isRemoved ? ['keep', 'Keep'] : ['remove', 'Remove'];
    return [
      ...(await keyCells(key)),
      isRemoved ? badge('To be removed', 'bad') : isSaved ? badge('Saved', 'good') : badge('Not saved yet', 'warn'),
      ...(mayChange
        ? [
            html`<button type="submit" form="keys" name="${name}" value="${jkt}">
              ${verb} <span class="hidden">key ${key.kid ?? jkt}</span>
            </button>`,
          ]
        : []),
    ];
  };
  const rows = await Promise.all([
    ...app.jwks.keys.map((key) => row(key, true)),
    ...draft.added.map((key) => row(key, false)),
  ]);
  return html`<h2>Public keys</h2>
    <p class="muted">They are saved in the org. Okta can also fetch them from an address; this org fetches nothing.</p>
    ${
      rows.length === 0
        ? html`<p class="empty">There is no key yet: the service cannot get a token.</p>`
        : table({
            caption: 'Public keys',
            columns: [...KEY_COLUMNS, 'Status', ...(mayChange ? ['Change'] : [])],
            rows,
          })
    }
    ${
      mayChange
        ? html`<p class="actions">
            <button type="submit" class="button" form="keys" name="step" value="add">Add key</button>
          </p>`
        : undefined
    }`;
}
