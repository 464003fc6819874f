import { ClientError } from 'openid-client';
import type { RequestSummary } from '../errors/explanations.js';
import { NetworkError } from '../errors/network-error.js';
import { isHtml, PROXY_REMEDY, responseError } from '../errors/response-error.js';
import { ServiceError, stoppedError } from '../errors/service-error.js';
import type { HttpResponse } from '../events.js';
import { ExchangeFetch, type ExchangeFetchOptions } from '../http/exchange-fetch.js';
import type { RateLimitGate } from './rate-limit-gate.js';
import { nextRetry, type Attempt, type Retry } from './retry-policy.js';
import type { Wait } from './wait.js';

export interface Operation extends Pick<Attempt, 'repeatable'>, Omit<ExchangeFetchOptions, 'secrets'> {
  /** For error messages. */
  request: RequestSummary;
  /** The rate limit of the endpoint. */
  limit: RateLimitGate;
  wait: Wait;
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
  { request, repeatable, limit, wait, ...options }: Operation,
  run: (exchanges: ExchangeFetch) => Promise<T>,
): Promise<T> {
  const { observe, signal } = options;
  const exchanges = new ExchangeFetch({ ...options, secrets: request.secrets });
  for (let number = 1; ; number++) {
    // If the operation fails before it sends a request, the response of the previous attempt is not the reason.
    delete exchanges.lastResponse;
    // Before the proof is made, which would become too old during the wait.
    const admission = await limit.enter();
    let retry: Retry;
    try {
      if (signal?.aborted) throw stoppedError();
      return await run(exchanges);
    } catch (error) {
      retry = retryFor(unwrapClientError(error), exchanges.lastResponse, number);
    } finally {
      limit.leave(admission, exchanges.lastResponse);
    }
    observe({ type: 'retry', reason: retry.reason, seconds: retry.seconds });
    if (retry.forAll) continue;
    await wait(retry.seconds, signal).catch(() => {
      throw stoppedError();
    });
  }

  /** @throws the reason, unless the operation is to be repeated */
  function retryFor(reason: unknown, response: HttpResponse | undefined, number: number): Retry {
    const failure = reason instanceof NetworkError ? reason : response;
    const isTemporary = !(reason instanceof ServiceError) || RETRIED_CODES.has(reason.code);
    const retry = isTemporary && failure ? nextRetry(failure, { number, repeatable }) : undefined;
    if (retry) return retry;
    throw toServiceError(reason, response, request, repeatable);
  }
}

/** openid-client wraps the errors of its `fetch`. */
export function unwrapClientError(error: unknown): unknown {
  return error instanceof ClientError && (error.cause instanceof ServiceError || error.cause instanceof NetworkError)
    ? error.cause
    : error;
}

/** Converts the reason of a failure. Errors that are bugs are returned as they are. */
function toServiceError(
  reason: unknown,
  response: HttpResponse | undefined,
  request: RequestSummary,
  repeatable: boolean,
): unknown {
  if (reason instanceof NetworkError) {
    const { message, remedy } = networkFailure(reason, request, repeatable);
    return new ServiceError('ERR_UNREACHABLE', message, remedy, { cause: reason });
  }
  if (reason instanceof ServiceError || !response) return reason;
  if (!isSuccess(response)) return responseError(response, request);
  const message = `${request.operation} returned status ${response.status} without a usable access token: ${describeBody(response)}.`;
  return new ServiceError('ERR_ANSWER', message, PROXY_REMEDY, { status: response.status });
}

/** Of a request that must not be sent twice, the user has to know that it may have taken effect. */
function networkFailure(
  { message, remedy, neverSent }: NetworkError,
  { operation, secrets }: RequestSummary,
  repeatable: boolean,
): { message: string; remedy: string } {
  const failed = `${operation} failed. ${secrets.hide(message)}`;
  if (repeatable || neverSent) return { message: failed, remedy };
  return {
    message: `${failed} The org may have processed the request.`,
    remedy: 'Find out whether it took effect before you send it again.',
  };
}

/** What a token endpoint sent in place of a token. */
function describeBody(response: HttpResponse): string {
  if (isHtml(response)) return 'the body is an HTML page';
  return response.body === '' ? 'the body is empty' : 'the body is not a valid token response';
}
