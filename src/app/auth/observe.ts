import {
  HttpContextToken,
  HttpErrorResponse,
  HttpResponse,
  type HttpHandlerFn,
  type HttpHeaders,
  type HttpRequest,
} from '@angular/common/http';
import type { HttpRequestClient } from '@okta/okta-auth-js';
import { defer, tap } from 'rxjs';
import { AttemptReport, Call } from './attempt-report';
import type { DpopObserver, RetryReason } from './dpop-observer';
import { readOktaError } from './problem';

/** HttpClient carries it along with the request, through all interceptors and attempts. */
const CALL = new HttpContextToken(() => new Call());

/** Notes why the next attempt of this request is made. */
export function tryAgainBecause(request: HttpRequest<unknown>, reason: RetryReason): void {
  request.context.get(CALL).reason = reason;
}

/** Reports each attempt that passes. @param next the rest of HttpClient, after the last interceptor that tries again */
export function observeAttempts(observer: DpopObserver, next: HttpHandlerFn): HttpHandlerFn {
  return (request) =>
    defer(() => {
      const { method, urlWithParams: url, context, headers } = request;
      const report = new AttemptReport(observer, context.get(CALL), { method, url, ...message(headers) });
      return next(request).pipe(
        tap({
          next: (event) => event instanceof HttpResponse && report.answered(event.status, message(event.headers)),
          error: (error) => {
            if (!(error instanceof HttpErrorResponse)) report.failed(error);
            else if (error.status === 0) report.failed(error.error);
            else report.answered(error.status, message(error.headers), readOktaError(error).code);
          },
        }),
      );
    });
}

/** Reports each request that okta-auth-js makes by itself. @param client its own way to make them */
export function observeOktaAuth(observer: DpopObserver, client: HttpRequestClient): HttpRequestClient {
  /** Calls that were asked for a nonce: okta-auth-js sends the next request to that address for the same call. */
  const challenged = new Map<string, Call>();

  return async (method, url, options) => {
    const call = challenged.get(url) ?? new Call();
    challenged.delete(url);
    const report = new AttemptReport(observer, call, { method, url, ...message(new Headers(options.headers)) });
    try {
      const response = await client(method, url, options);
      report.answered(response.status, message(new Headers(response.headers)));
      return response;
    } catch (thrown) {
      if (!isAnswer(thrown)) {
        report.failed(thrown);
        throw thrown;
      }
      const error: unknown = thrown.responseJSON?.['error'] ?? thrown.responseJSON?.['errorCode'];
      report.answered(
        thrown.status,
        message(new Headers(thrown.headers)),
        typeof error === 'string' ? error : undefined,
      );
      if (error === 'use_dpop_nonce') {
        call.reason = 'nonce';
        challenged.set(url, call);
      }
      throw thrown;
    }
  };
}

/** okta-auth-js rejects with the answer when its status is an error. */
function isAnswer(thrown: unknown): thrown is Awaited<ReturnType<HttpRequestClient>> {
  return typeof thrown === 'object' && thrown !== null && 'status' in thrown;
}

function message(headers: HttpHeaders | Headers): { header: (name: string) => string | null } {
  return { header: (name) => headers.get(name) };
}
