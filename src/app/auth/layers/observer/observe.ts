import { HttpErrorResponse, HttpResponse, type HttpHandlerFn, type HttpHeaders } from '@angular/common/http';
import type { HttpRequestClient } from '@okta/okta-auth-js/core';
import { defer, switchMap, tap } from 'rxjs';
import { readOktaError } from '../../messages/okta-error';
import { Call, reportAttempt, type Header } from './attempt-report';
import type { DpopObserver, TokenFacts } from './dpop-observer';
import { tell } from './tell';

/** Reports each attempt of a call. @param send the rest of HttpClient after `dpopInterceptor` */
export function observeAttempts(observer: DpopObserver, send: HttpHandlerFn): HttpHandlerFn {
  const call = new Call();
  return (request) =>
    defer(async (): Promise<{ token?: TokenFacts }> => {
      const accessToken = /^(?:DPoP|Bearer) (.*)/.exec(request.headers.get('Authorization') ?? '')?.[1];
      const token = accessToken && (await factsOf(accessToken));
      return token ? { token } : {};
    }).pipe(
      switchMap((token) => {
        const { method, urlWithParams: url, headers } = request;
        const report = reportAttempt(observer, call, { method, url, ...token }, headerOf(headers));
        return send(request).pipe(
          tap({
            next: (event) => event instanceof HttpResponse && report.answered(event.status, headerOf(event.headers)),
            error: (error) => {
              if (!(error instanceof HttpErrorResponse)) report.failed(error);
              else if (error.status === 0) report.failed(error.error);
              else report.answered(error.status, headerOf(error.headers), readOktaError(error).code);
            },
            unsubscribe: () => report.failed('cancelled by the app'),
          }),
        );
      }),
    );
}

/** Reports each request that okta-auth-js makes by itself. @param client its own way to make them */
export function observeOktaAuth(observer: DpopObserver, client: HttpRequestClient): HttpRequestClient {
  /** Calls that were asked for a nonce: okta-auth-js sends the next request to that address for the same call. */
  const challenged = new Map<string, Call>();

  return async (method, url, options) => {
    const known = challenged.get(url);
    const call = known ?? new Call();
    challenged.delete(url);
    const headers = new Headers(options.headers);
    const grant = /grant_type=(\w+)/.exec(typeof options.data === 'string' ? options.data : '')?.[1];
    const proof = headers.get('DPoP');
    // okta-auth-js makes a key pair for each exchange of a code, right before its first request, and tells nobody.
    if (!known && proof && grant === 'authorization_code') {
      tell(observer, { type: 'keys-made', jwk: keyOf(proof) });
    }
    const report = reportAttempt(observer, call, { method, url, ...(grant && { grant }) }, headerOf(headers));
    try {
      const response = await client(method, url, options);
      report.answered(response.status, headerOf(new Headers(response.headers)));
      await tellToken(observer, response.responseJSON);
      return response;
    } catch (thrown) {
      if (!isAnswer(thrown)) {
        report.failed(thrown);
        throw thrown;
      }
      const said: unknown = thrown.responseJSON?.['error'] ?? thrown.responseJSON?.['errorCode'];
      const error = typeof said === 'string' ? said : undefined;
      report.answered(thrown.status, headerOf(new Headers(thrown.headers)), error);
      if (error === 'use_dpop_nonce') challenged.set(url, call);
      throw thrown;
    }
  };
}

/** Tells of the access token in an answer, if there is one. */
async function tellToken(observer: DpopObserver, json: Record<string, unknown> = {}): Promise<void> {
  const { access_token: accessToken, token_type: tokenType, scope } = json;
  if (typeof accessToken !== 'string') return;
  const scopes = typeof scope === 'string' ? scope.split(' ') : [];
  const facts = await factsOf(accessToken);
  if (facts) tell(observer, { type: 'token', ...facts, tokenType: String(tokenType), scopes });
}

/** Loaded with the first token. Should that fail, events say less, and requests go on. */
const factsOf = (accessToken: string): Promise<TokenFacts | undefined> =>
  import('./token-facts').then((module) => module.tokenFacts(accessToken)).catch(() => undefined);

/** The public key in the header of a proof by okta-auth-js. */
function keyOf(proof: string): JsonWebKey {
  const header = atob(proof.split('.')[0]!.replaceAll('-', '+').replaceAll('_', '/'));
  return (JSON.parse(header) as { jwk: JsonWebKey }).jwk;
}

/** okta-auth-js rejects with the answer when its status is an error. */
function isAnswer(thrown: unknown): thrown is Awaited<ReturnType<HttpRequestClient>> {
  return typeof thrown === 'object' && thrown !== null && 'status' in thrown;
}

const headerOf =
  (headers: HttpHeaders | Headers): Header =>
  (name) =>
    headers.get(name);
