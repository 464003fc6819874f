import { ClientError } from 'openid-client';
import type { HttpResponse, Observe } from '../events.js';
import { ExchangeFetch } from '../http/exchange-fetch.js';
import { NetworkError } from '../errors/network-error.js';
import { isHtml, PROXY_REMEDY, responseError, type RequestSummary } from '../errors/response-error.js';
import { nextRetry, type Attempt, type Wait } from './retry-policy.js';
import { ServiceError, stoppedError } from '../errors/service-error.js';

export interface Operation extends Pick<Attempt, 'repeatable'> {
  /** For error messages. */
  request: RequestSummary;
  observe: Observe;
  /** Milliseconds for a request and its response. */
  timeout: number;
  wait: Wait;
  signal: AbortSignal | undefined;
}

/** Responses with these errors may be temporary. */
const RETRIED_CODES = new Set(['ERR_FAILED', 'ERR_RATE_LIMIT']);

export const isSuccess = ({ status }: HttpResponse): boolean => status >= 200 && status < 300;

/**
 * Runs an operation, and repeats it after temporary failures. openid-client signs a new assertion and a new proof for each
 * request.
 *
 * @param run sends its requests with the given `fetch`
 * @throws ServiceError that describes the last failure
 */
export async function withRetries<T>(
  { request, repeatable, observe, timeout, wait, signal }: Operation,
  run: (exchanges: ExchangeFetch) => Promise<T>,
): Promise<T> {
  const exchanges = new ExchangeFetch(observe, timeout, signal, request.secrets);
  for (let number = 1; ; number++) {
    if (signal?.aborted) throw stoppedError();
    // If the operation fails before it sends a request, the response of the previous attempt is not the reason.
    delete exchanges.lastResponse;
    try {
      return await run(exchanges);
    } catch (error) {
      const reason = unwrapClientError(error);
      const failure = reason instanceof NetworkError ? reason : exchanges.lastResponse;
      const isTemporary = !(reason instanceof ServiceError) || RETRIED_CODES.has(reason.code);
      const retry = isTemporary && failure ? nextRetry(failure, { number, repeatable }) : undefined;
      if (!retry) throw toServiceError(reason, exchanges.lastResponse, request);
      observe({ type: 'retry', ...retry });
      await wait(retry.seconds, signal).catch(() => {
        throw stoppedError();
      });
    }
  }
}

/** openid-client wraps the errors of its `fetch`. */
export function unwrapClientError(error: unknown): unknown {
  return error instanceof ClientError && (error.cause instanceof ServiceError || error.cause instanceof NetworkError)
    ? error.cause
    : error;
}

/** Converts the reason of a failure. Errors that are bugs are returned as they are. */
function toServiceError(reason: unknown, response: HttpResponse | undefined, request: RequestSummary): unknown {
  if (reason instanceof ServiceError) return reason;
  if (reason instanceof NetworkError) {
    return new ServiceError(
      'ERR_UNREACHABLE',
      `${request.operation} failed. ${request.secrets.hide(reason.message)}`,
      'Check the network and OKTA_ORG_URL, and that the org is running.',
      { cause: reason },
    );
  }
  if (!response) return reason;
  if (!isSuccess(response)) return responseError(response, request);
  const message = `${request.operation} returned status ${response.status} without a usable access token: ${describeBody(response)}.`;
  return new ServiceError('ERR_ANSWER', message, PROXY_REMEDY, { status: response.status });
}

/** What a token endpoint sent in place of a token. */
function describeBody(response: HttpResponse): string {
  if (isHtml(response)) return 'the body is an HTML page';
  return response.body === '' ? 'the body is empty' : 'the body is not a valid token response';
}
