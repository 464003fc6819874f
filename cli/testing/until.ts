import { setTimeout as sleep } from 'node:timers/promises';

/** Milliseconds. A busy machine builds the app for more than a minute. */
const PATIENCE = 150_000;

/** Looks again and again until what it sees is good, and resolves to that. */
export async function until<T>(what: string, look: () => T | Promise<T>, isGood: (value: T) => boolean): Promise<T> {
  const end = Date.now() + PATIENCE;
  for (;;) {
    const value = await look();
    if (isGood(value)) return value;
    if (Date.now() > end) throw new Error(`${what} did not come: ${JSON.stringify(value)}`);
    await sleep(100);
  }
}
