import { InjectionToken } from '@angular/core';
import { isOffline } from '../../messages/offline';
import { readOktaError } from '../../messages/okta-error';
import type { Pause } from '../waits';
import { STOPPED } from './limit-silence';

/** When a safe request (GET, HEAD, OPTIONS) to the org is sent once more. All times are milliseconds. */
export interface RetryPolicy {
  /** 429: how often the end of the rate limit's window is waited for. */
  rateLimitRetries: number;
  /** 429: a longer wait than this is left to the user. */
  longestRateLimitWait: number;
  /** 500, 502, 503 and 504: the wait before each further attempt; an empty list is none. */
  serverErrorWaits: readonly number[];
  /** No answer: the same. */
  networkWaits: readonly number[];
  /** Silence that is longer than this counts as no answer; within an answer, as its end. */
  longestSilence: number;
}

export const DEFAULT_RETRY_POLICY: RetryPolicy = {
  rateLimitRetries: 2,
  longestRateLimitWait: 60_000,
  serverErrorWaits: [1000, 2000],
  networkWaits: [1000],
  longestSilence: 45_000,
};

export const RETRY_POLICY = new InjectionToken('retry policy', { factory: () => DEFAULT_RETRY_POLICY });

const SERVER_ERRORS = [500, 502, 503, 504];

/**
 * Whether and when to try again.
 *
 * @param error what the last attempt failed with, at the API or when its token was renewed
 * @param retry 1 for the first one
 * @returns undefined: not again
 */
export function pauseBefore(retry: number, error: unknown, policy: RetryPolicy, issuer: string): Pause | undefined {
  const { status, description, header } = readOktaError(error);
  if (description === STOPPED.errorSummary) return undefined;
  if (status === 429 && retry <= policy.rateLimitRetries) {
    const milliseconds = untilReset(header);
    return milliseconds !== undefined && milliseconds <= policy.longestRateLimitWait
      ? { reason: 'rate-limit', milliseconds }
      : undefined;
  }
  if (status === 0) {
    // Without a network each attempt fails at once: the user gets the message, and decides.
    return isOffline(issuer) ? undefined : pause('network', policy.networkWaits[retry - 1]);
  }
  return SERVER_ERRORS.includes(status ?? 0) ? pause('server-error', policy.serverErrorWaits[retry - 1]) : undefined;
}

function pause(reason: Pause['reason'], milliseconds: number | undefined): Pause | undefined {
  return milliseconds === undefined ? undefined : { reason, milliseconds };
}

/**
 * Milliseconds until the window of the rate limit ends, at least one second. `X-Rate-Limit-Reset` is a time (seconds
 * since the epoch) by the server's clock, so it is compared with `Date`, which is of the same clock.
 */
function untilReset(header: (name: string) => string | null): number | undefined {
  const reset = Number(header('X-Rate-Limit-Reset')) * 1000;
  const now = Date.parse(header('Date') ?? '') || Date.now();
  return reset > 0 ? Math.max(reset - now, 1000) : undefined;
}

/** A proof is good once (RFC 9449 section 11.1). Its code is that of any bad proof; only Okta's text tells them apart. */
export function isReplayRefusal(error: unknown): boolean {
  const { status, description } = readOktaError(error);
  return status === 400 && !!description?.includes('already been used');
}
