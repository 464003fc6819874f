import type { HttpResponse } from '../events.js';
import { errorCodeOf, readErrorFields } from './error-fields.js';
import { findExplanation, type RequestSummary } from './explanations.js';
import { ServiceError, type ServiceErrorCode } from './service-error.js';

/** What to do about a response that does not look like Okta's. */
export const PROXY_REMEDY = 'The response may come from a proxy or another server. Check OKTA_ORG_URL.';

/** Okta's texts about assertions, proofs and tokens that can result from a wrong clock. */
const TIME_ERRORS = /in the future|in the past|expired|before the current time|too far/;

/** Seconds by which the clocks may differ. Okta's own limit for proofs is larger. */
export const CLOCK_TOLERANCE = 30;

export const CLOCK_REMEDY =
  'Synchronize the clock of this machine. Proofs and assertions contain its time, and are valid for five minutes.';

/**
 * Converts an unsuccessful response into an error: what happened, Okta's own words, and what to do about it.
 *
 * @param response any status but 2xx
 */
export function responseError(response: HttpResponse, request: RequestSummary): ServiceError {
  const fields = readErrorFields(response, request.secrets);
  const { status, code, description, challenge } = fields;
  const statusAndCode = code === undefined ? status : `${status} ${code}`;
  const detail = `${request.operation} returned ${statusAndCode}${description === undefined ? '' : `: ${description}`}`;
  const error = (errorCode: ServiceErrorCode, title: string, remedy: string): ServiceError =>
    new ServiceError(errorCode, `${title}\n${detail}`, remedy, {
      status,
      ...(code !== undefined && { error: code }),
      ...(challenge !== undefined && { challenge }),
    });

  if (status === 304) {
    return error(
      'ERR_REFUSED',
      'The resource has not changed.',
      'For the resource itself, send the request without If-None-Match and If-Modified-Since.',
    );
  }
  const location = response.headers.get('Location');
  if (status >= 300 && status < 400 && location !== null) {
    const target = request.secrets.hide(location).slice(0, 200);
    return error(
      'ERR_REDIRECT',
      `The org redirected to ${target}. Redirects are not followed, since the request contains credentials.`,
      'Set OKTA_ORG_URL to the address of the org itself.',
    );
  }
  if (status === 429) {
    return error(
      'ERR_RATE_LIMIT',
      'The rate limit of the org is exceeded.',
      'Wait a minute, then send fewer requests at a time.',
    );
  }
  if (status >= 500) return error('ERR_FAILED', 'The org has an internal error.', 'Try again later.');

  const { clockAhead = 0 } = response;
  if (Math.abs(clockAhead) > CLOCK_TOLERANCE && TIME_ERRORS.test(description ?? '')) {
    const difference = describeClockDifference(clockAhead);
    return error('ERR_CLOCK', `The clock of this machine is ${difference} the org's.`, CLOCK_REMEDY);
  }
  if (code === undefined && isHtml(response)) {
    return error('ERR_ANSWER', "The response is an HTML page. Expected JSON of Okta's API.", PROXY_REMEDY);
  }
  const text = `${status} ${code ?? ''}: ${description ?? ''}`;
  const explanation = findExplanation(text);
  if (!explanation) return error('ERR_REFUSED', 'The org refused the request.', PROXY_REMEDY);
  const { title, remedy } = explanation;
  return error(explanation.code ?? 'ERR_REFUSED', title, typeof remedy === 'string' ? remedy : remedy(request, fields));
}

/** Such as `600 s behind`, to be followed by `the org's`. */
export function describeClockDifference(ahead: number): string {
  return `${Math.abs(ahead)} s ${ahead < 0 ? 'behind' : 'ahead of'}`;
}

/** Whether a response rejects the access token (RFC 6750 section 3.1). */
export function isInvalidToken(response: HttpResponse): boolean {
  return response.status === 401 && errorCodeOf(response) === 'invalid_token';
}

export function isHtml({ headers, body }: HttpResponse): boolean {
  return /html/i.test(headers.get('Content-Type') ?? '') || /^\s*<(!doctype|html)/i.test(body);
}
