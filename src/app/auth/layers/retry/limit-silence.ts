import {
  HttpErrorResponse,
  HttpEventType,
  type HttpEvent,
  type HttpHandlerFn,
  type HttpRequest,
} from '@angular/common/http';
import { catchError, defer, filter, tap, throwError, timeout, type Observable } from 'rxjs';

/** What an answer is reported as that began and did not end, in the form of Okta's errors. */
export const BROKEN_OFF = { errorSummary: 'The answer of the org broke off.' };

/** Until a request is sent, the renewal that it may wait for has limits of its own. */
const UNTIL_SENT = 180_000;

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
    const fail = (error: unknown): Observable<never> =>
      throwError(() => new HttpErrorResponse({ error: hasBegun ? BROKEN_OFF : error, url: request.urlWithParams }));
    return attempt.pipe(
      timeout({ first: UNTIL_SENT, each: limit, with: () => fail(new DOMException('No answer.', 'TimeoutError')) }),
      tap(({ type }) => (hasBegun ||= type === HttpEventType.ResponseHeader)),
      catchError((error: unknown) =>
        hasBegun && error instanceof HttpErrorResponse && error.status === 0 ? fail(error) : throwError(() => error),
      ),
      filter(({ type }) => request.reportProgress || !PROGRESS.includes(type)),
    );
  });
}

const PROGRESS = [HttpEventType.ResponseHeader, HttpEventType.DownloadProgress];
