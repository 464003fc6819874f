import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer, Observe } from './events.js';
import { NetworkError } from './exchange.js';
import { ServiceError } from './service-error.js';

/** When a request is sent again. Times are in seconds. */
export const RETRY = {
  /** How often a request is sent at most because of faults, the first time included. */
  attempts: 5,
  /** Before the second attempt after a fault; it doubles each time. */
  firstPause: 0.5,
  longestPause: 8,
  /** The longest wait for a rate limit. Okta counts in windows of 60 s. */
  longestWait: 120,
  /** What may be over in a moment. Others of 5xx are not. */
  statuses: [500, 502, 503, 504],
} as const;

/** Methods that do no more when they come twice than when they come once (RFC 9110 section 9.2.2). */
const IDEMPOTENT = ['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE'];

/** How an attempt ended that is no success. */
export type Ending = NetworkError | Answer;

/** What decides on another attempt. */
export interface Attempt {
  /** Counted from 1. */
  number: number;
  /** Whether the request may have been done already and may still be sent again. */
  repeatable: boolean;
}

export const isIdempotent = (method: string): boolean => IDEMPOTENT.includes(method.toUpperCase());

/**
 * Whether and when a request is sent again.
 *
 * @returns seconds to wait and why; undefined for the last word
 * @throws ServiceError `ERR_RATE_LIMIT` when the wait would be too long
 */
export function nextAttempt(
  ending: Ending,
  { number, repeatable }: Attempt,
): { seconds: number; reason: string } | undefined {
  if (number >= RETRY.attempts) return undefined;
  if (ending instanceof NetworkError) {
    const again = !ending.lasting && (repeatable || ending.neverSent);
    return again ? { seconds: pause(number), reason: ending.message } : undefined;
  }
  // Refused before anything was done, so that every method may come again.
  if (ending.status === 429)
    return { seconds: untilReset(ending), reason: 'the rate limit of the org is used up (429)' };
  if (!repeatable || !(RETRY.statuses as readonly number[]).includes(ending.status)) return undefined;
  const after = retryAfter(ending);
  if (after !== undefined && after > RETRY.longestWait) return undefined;
  return { seconds: after ?? pause(number), reason: `the org has a problem of its own (${ending.status})` };
}

/** Waits for some seconds; rejects when the signal is aborted meanwhile. */
export type Wait = (seconds: number, signal: AbortSignal | undefined) => Promise<void>;

export const waitByClock: Wait = (seconds, signal) => sleep(seconds * 1000, undefined, { signal });

/** Tells of a wait, and waits. */
export async function waitFor(
  { seconds, reason }: { seconds: number; reason: string },
  { observe, wait, signal }: { observe: Observe; wait: Wait; signal: AbortSignal | undefined },
): Promise<void> {
  observe({ type: 'retry', reason, seconds });
  try {
    await wait(seconds, signal);
  } catch {
    throw new ServiceError('ERR_STOPPED', 'Stopped.');
  }
}

/** Doubles, and is scattered by half, so that many clients do not come again all at once. */
function pause(number: number): number {
  const full = Math.min(RETRY.firstPause * 2 ** (number - 1), RETRY.longestPause);
  return full * (0.5 + Math.random() / 2);
}

/** Both times are the org's, so that the clock of this machine does not matter. */
function untilReset(answer: Answer): number {
  const reset = Number(answer.headers.get('x-rate-limit-reset') ?? NaN);
  const date = Date.parse(answer.headers.get('Date') ?? '') / 1000;
  const seconds = Number.isFinite(reset - date) ? Math.max(1, reset - date) : (retryAfter(answer) ?? 60);
  if (seconds <= RETRY.longestWait) return seconds;
  throw new ServiceError(
    'ERR_RATE_LIMIT',
    `The rate limit of the org is used up. It says to come again in ${Math.round(seconds)} s, which is too long to wait.`,
    'Run it again then.',
    { status: 429 },
  );
}

/** Seconds, or a date (RFC 9110 section 10.2.3). */
function retryAfter({ headers }: Answer): number | undefined {
  const value = headers.get('Retry-After')?.trim() ?? '';
  if (/^\d{1,9}$/.test(value)) return Number(value);
  const date = Date.parse(headers.get('Date') ?? '');
  const seconds = (Date.parse(value) - date) / 1000;
  return Number.isFinite(seconds) ? Math.max(0, seconds) : undefined;
}
