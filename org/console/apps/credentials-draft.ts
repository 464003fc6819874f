import { thumbprint } from '../../../dpop/thumbprint.js';
import { usesSecret, type ServiceAuthMethod } from '../../model/app-credentials.js';
import { MAX_KEYS, type PublicKey } from '../../model/public-key.js';
import type { AppSettings } from '../../model/app-settings.js';
import type { ServiceApp } from '../../model/app.js';
import type { OrgContext } from '../../context.js';
import { html, type Html } from '../../pages/page.js';
import type { AdminContext, Handler } from '../context.js';
import { refusedPage } from '../ui/error-pages.js';
import { show } from '../ui/layout.js';
import { withServiceApp } from './app.js';
import { EnteredKeyError, readEnteredKey } from './public-key.js';

/**
 * Changes of client credentials that are not saved yet. As at Okta they exist only in the form: without Save nothing
 * changes. The draft contains public keys only.
 */
export interface CredentialsDraft {
  method: 'client_secret' | 'private_key_jwt';
  added: PublicKey[];
  /** Thumbprints of the app's keys that are to be removed. */
  removed: string[];
}

/** A draft without changes. */
export function draftOf(app: ServiceApp): CredentialsDraft {
  return { method: usesSecret(app) ? 'client_secret' : 'private_key_jwt', added: [], removed: [] };
}

/** The draft as hidden fields of a form, without the method. */
export function draftFields({ added, removed }: CredentialsDraft): Html {
  return html`${added.map((key) => html`<input type="hidden" name="added" value="${JSON.stringify(key)}" />`)}
  ${removed.map((jkt) => html`<input type="hidden" name="removed" value="${jkt}" />`)}`;
}

/** Handles a form with a draft. One that the console did not generate is refused. */
export function withDraft(
  context: OrgContext,
  handle: (ctx: AdminContext, app: ServiceApp, draft: CredentialsDraft) => Promise<void>,
): Handler {
  return withServiceApp(context, async (ctx, app) => {
    const draft = await readDraft(ctx.state.form, app);
    if (draft) await handle(ctx, app, draft);
    else show(ctx, refusedPage('The form contains invalid data. Open its page again. Nothing was changed.', 400));
  });
}

async function readDraft(sent: URLSearchParams, app: ServiceApp): Promise<CredentialsDraft | undefined> {
  const method = (['client_secret', 'private_key_jwt'] as const).find((one) => one === sent.get('method'));
  const added = sent.getAll('added');
  if (!method || added.length > MAX_KEYS) return undefined;
  // Another admin may have removed a key in the meantime.
  const own = await Promise.all(app.jwks.keys.map(thumbprint));
  const removed = own.filter((jkt) => sent.getAll('removed').includes(jkt));
  try {
    return { method, added: await Promise.all(added.map(readEnteredKey)), removed };
  } catch (error) {
    if (error instanceof EnteredKeyError) return undefined;
    throw error;
  }
}

/** The keys of an app that a draft keeps. */
export async function keptKeys(app: ServiceApp, { removed }: CredentialsDraft): Promise<ServiceApp['jwks']['keys']> {
  const isKept = await Promise.all(app.jwks.keys.map(async (key) => !removed.includes(await thumbprint(key))));
  return app.jwks.keys.filter((_, index) => isKept[index]);
}

/** The settings of the app that a draft changes. */
export async function draftSettings(app: ServiceApp, draft: CredentialsDraft): Promise<Partial<AppSettings>> {
  const keys = [...(await keptKeys(app, draft)), ...draft.added] as PublicKey[];
  const method: ServiceAuthMethod = draft.method === 'client_secret' ? 'client_secret_basic' : draft.method;
  return {
    ...(draft.method !== draftOf(app).method && { token_endpoint_auth_method: method }),
    ...(draft.added.length + draft.removed.length > 0 && { jwks: { keys } }),
  };
}

/** A sentence for each change that is not saved yet. */
export function unsaved(app: ServiceApp, { method, added, removed }: CredentialsDraft): string[] {
  const count = (number: number): string => (number === 1 ? '1 key is' : `${number} keys are`);
  const isNewMethod = method !== draftOf(app).method;
  return [
    added.length > 0 ? `${count(added.length)} not saved yet.` : '',
    removed.length > 0 ? `${count(removed.length)} to be removed.` : '',
    isNewMethod && method === 'private_key_jwt' ? 'The change to Public key / Private key is not saved yet.' : '',
    isNewMethod && method === 'client_secret' ? 'The change to Client secret is not saved yet.' : '',
  ].filter(Boolean);
}
