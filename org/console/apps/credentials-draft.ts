import { thumbprint } from '../../../dpop/thumbprint.js';
import { usesSecret, type ServiceAuthMethod } from '../../model/app-credentials.js';
import { MAX_KEYS, type PublicKey } from '../../model/public-key.js';
import type { AppSettings } from '../../model/app-settings.js';
import type { ServiceApp } from '../../model/app.js';
import type { Directory } from '../../model/directory.js';
import { html, type Html } from '../../pages/page.js';
import type { AdminContext } from '../session/admin.js';
import { show } from '../ui/layout.js';
import { EnteredKeyError, readEnteredKey } from './public-key.js';
import { refusedPage } from '../ui/refusal-pages.js';
import { serviceApp } from './service-app.js';

/**
 * Client credentials as somebody wants them, and has not saved yet. They live in the form alone, as at Okta: who leaves
 * without Save has changed nothing. Of a key only the public half ever gets here.
 */
export interface CredentialsDraft {
  method: 'client_secret' | 'private_key_jwt';
  added: PublicKey[];
  /** Keys of the app, by thumbprint, that are to go. */
  removed: string[];
}

/** The draft that changes nothing. */
export function draftOf(app: ServiceApp): CredentialsDraft {
  return { method: usesSecret(app) ? 'client_secret' : 'private_key_jwt', added: [], removed: [] };
}

/** The draft as fields of a form, but for the method. */
export function draftFields({ added, removed }: CredentialsDraft): Html {
  return html`${added.map((key) => html`<input type="hidden" name="added" value="${JSON.stringify(key)}" />`)}
  ${removed.map((jkt) => html`<input type="hidden" name="removed" value="${jkt}" />`)}`;
}

/** Handles a form that carries a draft. One that no page of the console has written is refused. */
export function withDraft(
  directory: Directory,
  handle: (ctx: AdminContext, app: ServiceApp, draft: CredentialsDraft) => Promise<void>,
): (ctx: AdminContext) => Promise<void> {
  return async (ctx) => {
    const app = serviceApp(ctx, directory);
    if (!app) return;
    const draft = await draftIn(ctx.state.form, app);
    if (draft) await handle(ctx, app, draft);
    else show(ctx, refusedPage('The form does not hold what its page wrote. Nothing was changed.', 400));
  };
}

async function draftIn(sent: URLSearchParams, app: ServiceApp): Promise<CredentialsDraft | undefined> {
  const method = (['client_secret', 'private_key_jwt'] as const).find((one) => one === sent.get('method'));
  const added = sent.getAll('added');
  if (!method || added.length > MAX_KEYS) return undefined;
  // Somebody else may have removed a key meanwhile.
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

/** A draft as settings of the app: those that it changes. */
export async function draftSettings(app: ServiceApp, draft: CredentialsDraft): Promise<Partial<AppSettings>> {
  const keys = [...(await keptKeys(app, draft)), ...draft.added] as PublicKey[];
  const method: ServiceAuthMethod = draft.method === 'client_secret' ? 'client_secret_basic' : draft.method;
  return {
    ...(draft.method !== draftOf(app).method && { token_endpoint_auth_method: method }),
    ...(draft.added.length + draft.removed.length > 0 && { jwks: { keys } }),
  };
}

/** What Save would do, a sentence each. */
export function unsaved(app: ServiceApp, { method, added, removed }: CredentialsDraft): string[] {
  const count = (number: number): string => (number === 1 ? '1 key is' : `${number} keys are`);
  const isOther = method !== draftOf(app).method;
  return [
    added.length > 0 ? `${count(added.length)} not saved yet.` : '',
    removed.length > 0 ? `${count(removed.length)} to be removed.` : '',
    isOther && method === 'private_key_jwt' ? 'The change to Public key / Private key is not saved yet.' : '',
    isOther && method === 'client_secret' ? 'The change to Client secret is not saved yet.' : '',
  ].filter(Boolean);
}
