import { setTimeout as sleep } from 'node:timers/promises';

/** Waits for some seconds; rejects when the signal is aborted. */
export type Wait = (seconds: number, signal: AbortSignal | undefined) => Promise<void>;

// A signal of its own for each wait: Node warns of more than ten listeners at one.
export const waitByClock: Wait = (seconds, signal) =>
  sleep(seconds * 1000, undefined, { ...(signal && { signal: AbortSignal.any([signal]) }) });
