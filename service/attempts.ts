import { ClientError } from 'openid-client';
import type { Answer, Observe } from './events.js';
import { ExchangeFetch, NetworkError } from './exchange.js';
import { ELSEWHERE, refusal, type Asked } from './refusal.js';
import { nextAttempt, waitFor, type Attempt, type Wait } from './retry.js';
import { ServiceError } from './service-error.js';

/** What is attempted. */
export interface Operation extends Pick<Attempt, 'repeatable'> {
  /** For the error that people see. */
  asked: Asked;
  observe: Observe;
  /** Milliseconds for a request with its answer. */
  timeout: number;
  wait: Wait;
  signal: AbortSignal | undefined;
}

/** Refusals that may be over with another attempt. */
const FAULTS = new Set(['ERR_FAILED', 'ERR_RATE_LIMIT']);

export const isSuccess = ({ status }: Answer): boolean => status >= 200 && status < 300;

/**
 * Runs an operation, and again after faults, each time with a proof, and an assertion, of its own: openid-client makes
 * them for each request.
 *
 * @param run makes its requests by the `fetch` it gets
 * @throws ServiceError with the last word of the org or the network
 */
export async function attempts<T>(
  { asked, repeatable, observe, timeout, wait, signal }: Operation,
  run: (exchanges: ExchangeFetch) => Promise<T>,
): Promise<T> {
  const exchanges = new ExchangeFetch(observe, timeout, signal);
  for (let number = 1; ; number++) {
    if (signal?.aborted) throw new ServiceError('ERR_STOPPED', 'Stopped.');
    // What another operation ends with, such as getting the token first, is no answer to this one.
    delete exchanges.answer;
    try {
      return await run(exchanges);
    } catch (error) {
      const reason = unwrapped(error);
      const ending = reason instanceof NetworkError ? reason : exchanges.answer;
      const isFault = !(reason instanceof ServiceError) || FAULTS.has(reason.code);
      const next = isFault && ending ? nextAttempt(ending, { number, repeatable }) : undefined;
      if (!next) throw explained(reason, exchanges.answer, asked);
      await waitFor(next, { observe, wait, signal });
    }
  }
}

/** openid-client wraps what its `fetch` throws. */
export function unwrapped(error: unknown): unknown {
  return error instanceof ClientError && (error.cause instanceof ServiceError || error.cause instanceof NetworkError)
    ? error.cause
    : error;
}

/** The error that people see. */
function explained(reason: unknown, answer: Answer | undefined, asked: Asked): unknown {
  if (reason instanceof ServiceError) return reason;
  if (reason instanceof NetworkError) {
    return new ServiceError(
      'ERR_UNREACHABLE',
      `${asked.operation} failed. ${reason.message}`,
      'Check the network, that the org runs, and OKTA_ORG_URL.',
      { cause: reason },
    );
  }
  if (!answer) return reason;
  if (!isSuccess(answer)) return refusal(answer, asked);
  // A success that openid-client does not take: no token in it, another type, no JSON.
  const message = `${asked.operation} was answered ${contentOf(answer)}, though with status ${answer.status}.`;
  return new ServiceError('ERR_ANSWER', message, ELSEWHERE, { status: answer.status });
}

function contentOf({ headers, body }: Answer): string {
  if (/html/i.test(headers.get('Content-Type') ?? '')) return 'with a page';
  return body === '' ? 'with nothing' : 'without an access token that can be used';
}
