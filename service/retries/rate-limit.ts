import type { HttpResponse } from '../events.js';

/** What a response says about the rate limit of its endpoint. Okta counts requests in windows of a minute. */
export interface RateLimit {
  /** How many requests the window still has. */
  remaining: number;
  /** When the window ends, in seconds since the epoch by the clock of the org. */
  reset: number;
}

/** Undefined if the response says nothing of it. */
export function readRateLimit({ headers }: HttpResponse): RateLimit | undefined {
  const remaining = readNumber(headers, 'x-rate-limit-remaining');
  const reset = readNumber(headers, 'x-rate-limit-reset');
  return remaining === undefined || reset === undefined ? undefined : { remaining, reset };
}

/** Seconds until the window ends. Compares two times of the org, so that the clock of this machine does not matter. */
export function secondsUntilReset(response: HttpResponse): number {
  const { headers } = response;
  const reset = readNumber(headers, 'x-rate-limit-reset') ?? NaN;
  const seconds = reset - Date.parse(headers.get('Date') ?? '') / 1000;
  return Number.isFinite(seconds) ? Math.max(1, seconds) : (retryAfter(response) ?? 60);
}

/**
 * Whether a 429 is about requests at the same time. Okta then sends a limit of 0, and a reset time that means nothing: the
 * next request may pass as soon as another one has ended.
 */
export function isConcurrencyLimit({ status, headers }: HttpResponse): boolean {
  return status === 429 && readNumber(headers, 'x-rate-limit-limit') === 0;
}

/** `Retry-After` in seconds. The header contains seconds or a date (RFC 9110 section 10.2.3). */
export function retryAfter({ headers }: HttpResponse): number | undefined {
  const value = headers.get('Retry-After')?.trim() ?? '';
  if (/^\d{1,9}$/.test(value)) return Number(value);
  const date = Date.parse(headers.get('Date') ?? '');
  const seconds = (Date.parse(value) - date) / 1000;
  return Number.isFinite(seconds) ? Math.max(0, seconds) : undefined;
}

function readNumber(headers: Headers, name: string): number | undefined {
  const value = headers.get(name) ?? '';
  return /^\d{1,12}$/.test(value) ? Number(value) : undefined;
}
