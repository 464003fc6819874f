import { inject } from '@angular/core';
import { OKTA_AUTH } from '../../core/okta-config';
import type { SessionLock } from '../../core/session';
import { SessionBusy } from '../../messages/session-errors';
import { keepOnlyKey, mendKeyStore } from '../key-store';
import { withTimeout } from '../with-timeout';
import { FinishedSignIns } from './finished-sign-ins';

/** Whatever changes tokens or keys holds this lock: renewal, the end of a sign-in, sign-out. All tabs share it. */
const LOCK = 'okta-session';

/** How long work waits for the lock, and how long it keeps it, in milliseconds. Longer than a renewal may take. */
const LIMIT = 60_000;

/**
 * Runs work that changes tokens or keys while no other tab, and nothing else here, does so. Afterwards only the key of the
 * stored tokens is left. Needs an injection context.
 */
export function injectSessionLock(): SessionLock {
  const { tokenManager, options } = inject(OKTA_AUTH);
  const finishedSignIns = inject(FinishedSignIns);

  async function keepOwnKey(): Promise<void> {
    try {
      await keepOnlyKey(tokenManager.getTokensSync().accessToken?.dpopPairId);
    } catch {
      // The work is done. What it left is deleted after the next one, if this browser has a key store at all.
    }
  }

  return (work, timeout) =>
    withWebLock(async () => {
      if (options.dpop) await mendKeyStore();
      try {
        return await finishedSignIns.watch(work);
      } finally {
        await keepOwnKey();
      }
    }, timeout);
}

/**
 * Runs work while no other work has the lock (Web Locks API). Not re-entrant.
 *
 * @param timeout how long to wait for the lock, in milliseconds; then the work runs without it
 * @throws SessionBusy when the wait for the lock or the work itself takes longer than the limit: nothing waits for ever for
 * a tab that an alert or a debugger has stopped, or for a database that does not answer
 */
export async function withWebLock<T>(work: () => Promise<T>, timeout?: number, limit = LIMIT): Promise<T> {
  const { prerendering } = document as { prerendering?: boolean };
  if (prerendering)
    await new Promise((shown) => document.addEventListener('prerenderingchange', shown, { once: true }));
  const limitedWork = (): Promise<T> => withTimeout(work(), timeout ?? limit, new SessionBusy());
  // The types promise what only a secure context has.
  const { locks } = navigator as { locks?: LockManager };
  if (!locks) return limitedWork();

  let result: Promise<T> | undefined;
  const workAndPublish = async (): Promise<void> => {
    result = limitedWork();
    await result.catch(() => undefined);
    // Other tabs see what was written to localStorage only when the task that wrote it has ended (Firefox). With the
    // lock before that, they would renew with the refresh token that is spent.
    await new Promise((resolve) => setTimeout(resolve));
  };
  await locks.request(LOCK, { signal: AbortSignal.timeout(timeout ?? limit) }, workAndPublish).catch(() => undefined);
  if (!result && timeout === undefined) throw new SessionBusy();
  return result ?? limitedWork();
}
