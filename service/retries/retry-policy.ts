import { NetworkError } from '../errors/network-error.js';
import { ServiceError } from '../errors/service-error.js';
import type { HttpResponse } from '../events.js';
import { isConcurrencyLimit, retryAfter, secondsUntilReset } from './rate-limit.js';

/** When a request is sent again. Times are in seconds. */
export const RETRY = {
  /** The most attempts, including the first one. */
  attempts: 5,
  /** The pause before the second attempt. It doubles each time. */
  firstPause: 0.5,
  longestPause: 8,
  /** The longest wait for a reset time. Okta counts requests in windows of 60 s. */
  longestWait: 120,
  /** The server errors that may be temporary. */
  statuses: [500, 502, 503, 504],
} as const;

/** Methods that have the same effect if they are sent twice (RFC 9110 section 9.2.2). */
const IDEMPOTENT = ['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE'];

/** A failed attempt. */
export interface Attempt {
  /** Counted from 1. */
  number: number;
  /** Whether the request can be sent again even if the org may have processed it. */
  repeatable: boolean;
}

/** The wait before the next attempt, and the reason for it. */
export interface Retry {
  seconds: number;
  reason: string;
  /** Whether all requests to the endpoint wait, by its gate, instead of this one alone. */
  forAll?: boolean;
}

export const isIdempotent = (method: string): boolean => IDEMPOTENT.includes(method.toUpperCase());

/**
 * Decides whether a failed request is sent again.
 *
 * @returns undefined if it is not
 * @throws ServiceError `ERR_RATE_LIMIT` if the wait would be too long
 */
export function nextRetry(failure: NetworkError | HttpResponse, { number, repeatable }: Attempt): Retry | undefined {
  if (number >= RETRY.attempts) return undefined;
  if (failure instanceof NetworkError) {
    const canRetry = !failure.isPermanent && (repeatable || failure.neverSent);
    return canRetry ? { seconds: pause(number), reason: failure.message } : undefined;
  }
  // The org did not process the request, so every method can be sent again.
  if (isConcurrencyLimit(failure))
    return { seconds: pause(number), reason: 'too many requests at the same time (429)' };
  if (failure.status === 429) return rateLimitRetry(failure);
  if (!repeatable || !(RETRY.statuses as readonly number[]).includes(failure.status)) return undefined;
  const after = retryAfter(failure);
  if (after !== undefined && after > RETRY.longestWait) return undefined;
  return { seconds: after ?? pause(number), reason: `server error (${failure.status})` };
}

/** Exponential backoff with jitter, so that many clients do not retry at the same moment. */
function pause(number: number): number {
  const longest = Math.min(RETRY.firstPause * 2 ** (number - 1), RETRY.longestPause);
  return longest * (0.5 + Math.random() / 2);
}

function rateLimitRetry(response: HttpResponse): Retry {
  const seconds = secondsUntilReset(response);
  if (seconds <= RETRY.longestWait) return { seconds, reason: 'rate limit exceeded (429)', forAll: true };
  throw new ServiceError(
    'ERR_RATE_LIMIT',
    `The rate limit of the org is exceeded, and ends in ${Math.round(seconds)} s. That is too long to wait.`,
    'Try again after that time.',
    { status: 429 },
  );
}
