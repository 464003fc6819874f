import { HttpErrorResponse, type HttpInterceptorFn, HttpResponse, type HttpEvent } from '@angular/common/http';
import { DOCUMENT, inject } from '@angular/core';
import { OKTA_AUTH } from '@okta/okta-angular';
import type { OktaAuth } from '@okta/okta-auth-js';
import { catchError, defer, switchMap, tap, throwError, type Observable } from 'rxjs';
import { OKTA_APP_CONFIG } from './okta-config';
import { ResourceNonces } from './resource-nonces';
import { signableUrl } from './signable-url';

/**
 * Adds the access token, and with DPoP a proof, to requests to the org's API; everything else passes untouched.
 *
 * Needs `provideHttpClient(withFetch())`: only fetch can refuse a redirect. A redirect to another origin would lose
 * the `Authorization` header but carry the proof along.
 */
export const dpopInterceptor: HttpInterceptorFn = (request, next) => {
  const oktaAuth = inject(OKTA_AUTH);
  const nonces = inject(ResourceNonces);
  const htu = signableUrl(request.urlWithParams, inject(OKTA_APP_CONFIG).issuer, inject(DOCUMENT).baseURI);
  if (htu === undefined || request.headers.has('Authorization')) return next(request);

  // One proof for one attempt (RFC 9449 section 11.1): defer() runs again for each subscription, retry() included.
  const attempt = (): Observable<HttpEvent<unknown>> =>
    defer(() => authorization(oktaAuth, htu, request.method, nonces.get(htu))).pipe(
      switchMap((headers) => next(headers ? request.clone({ setHeaders: headers, redirect: 'error' }) : request)),
      tap({
        next: (event) => event instanceof HttpResponse && nonces.remember(htu, event.headers.get('DPoP-Nonce')),
        error: (error) => error instanceof HttpErrorResponse && nonces.remember(htu, error.headers.get('DPoP-Nonce')),
      }),
    );

  return attempt().pipe(
    // A resource server that wants a nonce says so once (RFC 9449 section 9); a second challenge is an error.
    catchError((error: unknown) => (isNonceChallenge(oktaAuth, error) ? attempt() : throwError(() => error))),
  );
};

/** The headers for one attempt; undefined before sign-in: the request then leaves unsigned and the org refuses it. */
async function authorization(
  oktaAuth: OktaAuth,
  htu: string,
  method: string,
  nonce: string | undefined,
): Promise<Record<string, string> | undefined> {
  if (!oktaAuth.tokenManager.getTokensSync().accessToken) return undefined;
  const renewed = await oktaAuth.getOrRenewAccessToken();
  const { accessToken } = oktaAuth.tokenManager.getTokensSync();
  if (!renewed || !accessToken) return undefined;
  if (!oktaAuth.options.dpop) return { Authorization: `Bearer ${accessToken.accessToken}` };
  const { Authorization, Dpop } = await oktaAuth.getDPoPAuthorizationHeaders({
    url: htu,
    method,
    accessToken,
    ...(nonce && { nonce }),
  });
  return { Authorization, Dpop };
}

function isNonceChallenge(oktaAuth: OktaAuth, error: unknown): boolean {
  if (!oktaAuth.options.dpop || !(error instanceof HttpErrorResponse)) return false;
  if (error.status !== 400 && error.status !== 401) return false;
  const header = (name: string): Record<string, string> => ({ [name]: error.headers.get(name) ?? '' });
  return !!oktaAuth.parseUseDPoPNonceError({ ...header('WWW-Authenticate'), ...header('DPoP-Nonce') });
}
