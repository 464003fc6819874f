import { inject } from '@angular/core';
import { OKTA_AUTH } from '../../core/okta-config';
import type { SessionLock } from '../../core/session';
import { keepOnlyKey } from './key-store';

/** Whatever changes tokens or keys holds this lock: renewal, the end of a sign-in, sign-out. All tabs share it. */
const LOCK = 'okta-session';

/**
 * Runs work that changes tokens or keys while no other tab, and nothing else here, does so. Afterwards only the key of the
 * stored tokens is left. Needs an injection context.
 */
export function injectSessionLock(): SessionLock {
  const oktaAuth = inject(OKTA_AUTH);
  const { storageManager, transactionManager, tokenManager, features } = oktaAuth;

  /**
   * A tab that was duplicated has a copy of a sign-in that the first one has finished. okta-auth-js would send the code
   * again, and an org may revoke all tokens of a code that comes twice (RFC 6749 section 4.1.2).
   */
  function forgetFinishedSignIn(): void {
    const own = transactionManager.load();
    const open = storageManager.getSharedTansactionStorage().getStorage() as object;
    if (own?.state && !(own.state in open)) transactionManager.clear();
  }

  return (work, timeout) =>
    withWebLock(async () => {
      forgetFinishedSignIn();
      try {
        return await work();
      } finally {
        if (features.isDPoPSupported()) await keepOnlyKey(tokenManager.getTokensSync().accessToken?.dpopPairId);
      }
    }, timeout);
}

/**
 * Runs work while no other work has the lock (Web Locks API). Not re-entrant.
 *
 * @param timeout how long to wait for the lock, in milliseconds; then the work runs without it
 */
export async function withWebLock<T>(work: () => Promise<T>, timeout?: number): Promise<T> {
  // The types promise what only a secure context has.
  const { locks } = navigator as { locks?: LockManager };
  if (!locks) return work();

  let result: Promise<T> | undefined;
  const options = timeout === undefined ? {} : { signal: AbortSignal.timeout(timeout) };
  const workAndPublish = async (): Promise<void> => {
    result = work();
    await result.catch(() => undefined);
    // Other tabs see what was written to localStorage only when the task that wrote it has ended (Firefox). With the
    // lock before that, they would renew with the refresh token that is spent.
    await new Promise((resolve) => setTimeout(resolve));
  };
  await locks.request(LOCK, options, workAndPublish).catch(() => undefined);
  return result ?? work();
}
