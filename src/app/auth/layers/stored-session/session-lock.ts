import { inject } from '@angular/core';
import { OKTA_AUTH } from '../../core/okta-config';
import type { SessionLock } from '../../core/session';
import { SessionBusy } from '../../messages/session-errors';
import { deleteKey, keyIds, mendKeyStore } from '../key-store';
import { withTimeout } from '../with-timeout';
import { FinishedSignIns } from './finished-sign-ins';

/** How long work waits for the lock, and how long it keeps it, in milliseconds. Longer than a renewal may take. */
const LIMIT = 60_000;

/**
 * Runs work that changes tokens or keys while no other tab of this app, and nothing else here, does so: renewal, the end of a
 * sign-in, sign-out. Afterwards no key is left that no token names. Needs an injection context.
 */
export function injectSessionLock(): SessionLock {
  const { tokenManager, options, features } = inject(OKTA_AUTH);
  const finishedSignIns = inject(FinishedSignIns);
  const name = tokenManager.getOptions().storageKey!;

  async function cleanUp(): Promise<void> {
    const own = (): string | undefined => tokenManager.getTokensSync().accessToken?.dpopPairId;
    try {
      await deleteOrphans(name, own());
    } catch (error) {
      // With tokens the work is done, and bearer tokens need no key. Else nobody can sign in here.
      if (options.dpop && !own()) throw error;
    }
  }

  return (work, timeout) =>
    withWebLock(
      name,
      async () => {
        if (options.dpop) await mendKeyStore();
        try {
          return await finishedSignIns.watch(work);
        } finally {
          if (features.isDPoPSupported()) await cleanUp();
        }
      },
      timeout,
    );
}

/**
 * Deletes the key pairs that no token names: those of sign-ins that failed. All apps of an origin share the key store. One
 * that holds its lock may be making a key, so nothing is deleted then.
 *
 * @param own the name of the lock, @param pairId the key of the own tokens, which may be in memory only
 */
async function deleteOrphans(own: string, pairId: string | undefined): Promise<void> {
  const ids = await keyIds();
  const { held = [] } = (await locks()?.query()) ?? {};
  if (held.some(({ name }) => name !== own && name?.startsWith('okta-token-storage'))) return;
  const stored = Object.values(localStorage).join();
  for (const id of ids) {
    if (id !== pairId && !stored.includes(`"dpopPairId":"${id}"`)) await deleteKey(id);
  }
}

/** The types promise what only a secure context has. */
const locks = (): LockManager | undefined => (navigator as { locks?: LockManager }).locks;

/**
 * Runs work while no other work has the lock (Web Locks API). Not re-entrant.
 *
 * @param name of the lock
 * @param timeout how long to wait for the lock, in milliseconds; then the work runs without it
 * @throws SessionBusy when the wait for the lock or the work itself takes longer than the limit: nothing waits for ever for
 * a tab that an alert or a debugger has stopped, or for a database that does not answer
 */
export async function withWebLock<T>(
  name: string,
  work: () => Promise<T>,
  timeout?: number,
  limit = LIMIT,
): Promise<T> {
  const { prerendering } = document as { prerendering?: boolean };
  if (prerendering)
    await new Promise((shown) => document.addEventListener('prerenderingchange', shown, { once: true }));
  const limitedWork = (): Promise<T> => withTimeout(work(), timeout ?? limit, new SessionBusy());
  const manager = locks();
  if (!manager) return limitedWork();

  let result: Promise<T> | undefined;
  const workAndPublish = async (): Promise<void> => {
    result = limitedWork();
    await result.catch(() => undefined);
    // Other tabs see what was written to localStorage only when the task that wrote it has ended (Firefox). With the
    // lock before that, they would renew with the refresh token that is spent.
    await new Promise((resolve) => setTimeout(resolve));
  };
  await manager.request(name, { signal: AbortSignal.timeout(timeout ?? limit) }, workAndPublish).catch(() => undefined);
  if (!result && timeout === undefined) throw new SessionBusy();
  return result ?? limitedWork();
}
