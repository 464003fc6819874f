import { HttpErrorResponse, HttpResponse, type HttpHandlerFn, type HttpHeaders } from '@angular/common/http';
import type { HttpRequestClient } from '@okta/okta-auth-js/core';
import { defer, tap } from 'rxjs';
import { readOktaError } from '../../messages/okta-error';
import { AttemptReport, Call, type Message } from './attempt-report';
import type { DpopObserver } from './dpop-observer';

/** Reports each attempt of a call. @param send the rest of HttpClient after `dpopInterceptor` */
export function observeAttempts(observer: DpopObserver, send: HttpHandlerFn): HttpHandlerFn {
  const call = new Call();
  return (request) =>
    defer(() => {
      const { method, urlWithParams: url, headers } = request;
      const report = new AttemptReport(observer, call, { method, url, ...message(headers) });
      return send(request).pipe(
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
      const said: unknown = thrown.responseJSON?.['error'] ?? thrown.responseJSON?.['errorCode'];
      const error = typeof said === 'string' ? said : undefined;
      report.answered(thrown.status, message(new Headers(thrown.headers)), error);
      if (error === 'use_dpop_nonce') challenged.set(url, call);
      throw thrown;
    }
  };
}

/** okta-auth-js rejects with the answer when its status is an error. */
function isAnswer(thrown: unknown): thrown is Awaited<ReturnType<HttpRequestClient>> {
  return typeof thrown === 'object' && thrown !== null && 'status' in thrown;
}

function message(headers: HttpHeaders | Headers): Message {
  return { header: (name) => headers.get(name) };
}
