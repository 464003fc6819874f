import type { JWK } from 'jose';
import { thumbprint } from '../../../dpop/thumbprint.js';
import type { OrgContext } from '../../context.js';
import type { ServiceApp } from '../../model/app.js';
import { usesSecret } from '../../model/app-credentials.js';
import { html, type Html } from '../../pages/page.js';
import type { AdminContext, Handler } from '../context.js';
import { appPath } from '../paths.js';
import { badge, table, type Content } from '../ui/elements.js';
import { attempt, choices, radio, type Errors } from '../ui/form.js';
import { backLink, seeOther, show } from '../ui/layout.js';
import { formPanel } from '../ui/panel.js';
import { withServiceApp } from './app.js';
import { draftFields, draftOf, draftSettings, unsaved, withDraft, type CredentialsDraft } from './credentials-draft.js';
import { credentialsPath, KEY_COLUMNS, keyCells, METHOD_NAMES, NO_KEYS } from './credentials.js';

/** The page to change the authentication method of a service app and its public keys. */
export function editCredentials(context: OrgContext): Handler {
  return withServiceApp(context, (ctx, app) => showCredentials(ctx, app, draftOf(app)));
}

/** The Save button of that page, which puts the draft into effect. */
export function saveCredentials(context: OrgContext): Handler {
  return withDraft(context, async (ctx, app, draft) => {
    const settings = await draftSettings(app, draft);
    const { errors } = attempt(() => context.appChanges.update(ctx, app, settings));
    if (errors) await showCredentials(ctx, app, draft, errors);
    else seeOther(ctx, appPath(app), 'credentials-saved');
  });
}

/** Shows a draft, and what of it is not saved yet. */
export async function showCredentials(
  ctx: AdminContext,
  app: ServiceApp,
  draft: CredentialsDraft,
  errors?: Errors,
): Promise<void> {
  const { mayChange, formToken } = ctx.state.admin;
  const changes = unsaved(app, draft);
  const content = { values: { method: draft.method } };
  show(ctx, {
    title: 'Client Credentials',
    errors,
    above: backLink(appPath(app), app.label),
    body: html`${
      changes.length === 0
        ? undefined
        : html`<div class="banner" role="status">
            <p><strong>${changes.join(' ')}</strong></p>
            <p>Press Save below to put this into effect.</p>
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
    ${formPanel(ctx, {
      id: 'authentication',
      heading: 'Client authentication',
      action: credentialsPath(app),
      cancel: appPath(app),
      fields: html`${draftFields(draft)}
        ${choices(
          'Method',
          html`${radio(content, {
            name: 'method',
            value: 'client_secret',
            label: METHOD_NAMES.client_secret,
            hint: usesSecret(app)
              ? 'A client with a secret gets no okta.* scopes.'
              : 'Saving creates one. A client with a secret gets no okta.* scopes.',
          })}
          ${radio(content, {
            name: 'method',
            value: 'private_key_jwt',
            label: METHOD_NAMES.private_key_jwt,
            hint: usesSecret(app)
              ? 'Required for Okta’s API. Saving deletes the client secret.'
              : 'Required for Okta’s API.',
          })}`,
        )}
        <div class="keys">${await keys(ctx, app, draft)}</div>`,
    })}`,
  });
}

/** The keys of the app and of the draft. Their buttons belong to the form of the draft, not to the one that saves it. */
async function keys(ctx: AdminContext, app: ServiceApp, draft: CredentialsDraft): Promise<Html> {
  const { mayChange } = ctx.state.admin;
  const row = async (key: JWK, isSaved: boolean): Promise<Content[]> => {
    const jkt = await thumbprint(key);
    const isRemoved = isSaved && draft.removed.includes(jkt);
    const [name, verb] = isRemoved ? ['keep', 'Keep'] : ['remove', 'Remove'];
    return [
      ...(await keyCells(key)),
      isRemoved ? badge('To be removed', 'off') : isSaved ? badge('Saved', 'good') : badge('Not saved yet', 'asked'),
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
  const columns = [...KEY_COLUMNS, 'Status', ...(mayChange ? ['Change'] : [])];
  return html`<div class="keys-head">
      <div>
        <h3>Public keys</h3>
        <p class="hint">They are saved in the org. Okta can also fetch them from a URL; this org does not.</p>
      </div>
      ${
        mayChange
          ? html`<button type="submit" class="button" form="keys" name="step" value="add">Add key</button>`
          : undefined
      }
    </div>
    ${rows.length === 0 ? NO_KEYS : table({ caption: 'Public keys', columns, rows })}`;
}
