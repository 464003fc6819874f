/** Whoever changes tokens or keys holds this lock: renewal, the end of a sign-in, sign-out. All tabs share it. */
const LOCK = 'okta-session';

/**
 * Runs the work while no other tab, and nothing else here, changes tokens or keys (Web Locks API). Work must not ask
 * for the lock again: it would wait for itself.
 *
 * @param patience how long to wait for the others, in milliseconds; then the work is done all the same
 */
export async function exclusive<T>(work: () => Promise<T>, patience?: number): Promise<T> {
  // The types promise what only a secure context has.
  const { locks } = navigator as { locks?: LockManager };
  if (!locks) return work();

  let result: Promise<T> | undefined;
  const signal = patience === undefined ? {} : { signal: AbortSignal.timeout(patience) };
  const workAndPublish = async (): Promise<void> => {
    result = work();
    await result.catch(() => undefined);
    await taskEnds();
  };
  await locks.request(LOCK, signal, workAndPublish).catch(() => undefined);
  return result ?? work();
}

/**
 * Other tabs see what was written to localStorage only when the task that wrote it has ended (Firefox). A tab that got
 * the lock before would read the old tokens, and renew with a refresh token that is spent.
 */
function taskEnds(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}
