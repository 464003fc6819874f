import {
  HttpErrorResponse,
  HttpEventType,
  type HttpEvent,
  type HttpHandlerFn,
  type HttpRequest,
} from '@angular/common/http';
import { defer, filter, tap, throwError, timeout, type Observable } from 'rxjs';

/** What an answer is reported as that began and does not go on, in the form of Okta's errors. */
export const STOPPED = { errorSummary: 'The answer of the org stopped in the middle.' };

/** Until a request is sent, the renewal that it may wait for has limits of its own. */
const UNTIL_SENT = 180_000;
const PROGRESS = [HttpEventType.ResponseHeader, HttpEventType.DownloadProgress];

/**
 * Fails when the org is silent for too long, before its answer or within it. A slow answer is no silence.
 *
 * @param limit in milliseconds
 */
export function limitSilence(
  request: HttpRequest<unknown>,
  next: HttpHandlerFn,
  limit: number,
): Observable<HttpEvent<unknown>> {
  const attempt = next(request.clone({ reportProgress: true }));
  return defer(() => {
    let hasBegun = false;
    const silence = (): HttpErrorResponse => {
      const error = hasBegun ? STOPPED : new DOMException('The org took too long to answer.', 'TimeoutError');
      return new HttpErrorResponse({ error, url: request.urlWithParams });
    };
    return attempt.pipe(
      timeout({ first: UNTIL_SENT, each: limit, with: () => throwError(silence) }),
      tap(({ type }) => (hasBegun ||= type === HttpEventType.ResponseHeader)),
      filter(({ type }) => request.reportProgress || !PROGRESS.includes(type)),
    );
  });
}
