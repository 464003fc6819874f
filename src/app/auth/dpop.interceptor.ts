import { HttpErrorResponse, type HttpEvent, type HttpInterceptorFn, HttpResponse } from '@angular/common/http';
import { inject } from '@angular/core';
import { OKTA_AUTH } from '@okta/okta-angular';
import type { AccessToken, OktaAuth } from '@okta/okta-auth-js';
import { catchError, defer, from, switchMap, tap, throwError, type Observable } from 'rxjs';
import { tellClock } from './clock';
import { DPOP_OBSERVER } from './dpop-observer';
import { observeAttempts, tryAgainBecause } from './observe';
import { OKTA_APP_CONFIG } from './okta-config';
import { readOktaError } from './problem';
import { Renewal } from './renewal';
import { ResourceNonces } from './resource-nonces';
import { SessionEnded } from './session-ended';
import { htuOf, isSafe } from './signed-request';
import { TokenStore } from './token-store';

/**
 * Adds the access token, and with DPoP a proof, to requests to the org's API; everything else passes untouched.
 * Answers a nonce challenge with one more attempt, and the refusal of a token with one renewal and one more attempt.
 *
 * Needs `provideHttpClient(withFetch())`: only fetch can refuse a redirect. A redirect to another origin would lose
 * the `Authorization` header but carry the proof along.
 */
export const dpopInterceptor: HttpInterceptorFn = (request, next) => {
  const htu = htuOf(request);
  if (htu === undefined) return next(request);
  const oktaAuth = inject(OKTA_AUTH);
  const { issuer } = inject(OKTA_APP_CONFIG);
  const renewal = inject(Renewal);
  const store = inject(TokenStore);
  const nonces = inject(ResourceNonces);
  const observer = inject(DPOP_OBSERVER, { optional: true });
  const send = observer ? observeAttempts(observer, next) : next;
  const person = store.read().idToken?.claims.sub;

  // One proof for one attempt (RFC 9449 section 11.1): defer() runs again for each subscription, retry() included.
  return defer(() => {
    let mayRenew = isSafe(request);
    let mayAnswer = oktaAuth.options.dpop;
    let mayRepeat = isSafe(request);

    const attempt = (stored: AccessToken | undefined): Observable<HttpEvent<unknown>> => {
      let token = stored;
      return defer(async () => {
        const signed = token && (await sign(oktaAuth, renewal, token, htu, request.method, nonces.get(htu)));
        token = signed?.token;
        // A newer token may be that of somebody else, who signed in in another tab.
        const isTheirs = person === undefined || person === store.read().idToken?.claims.sub;
        if (signed && !isTheirs) throw new SessionEnded('signed-out-elsewhere');
        return signed?.headers;
      }).pipe(
        // Before sign-in it leaves unsigned, and the org refuses it.
        switchMap((headers) => send(headers ? request.clone({ setHeaders: headers, redirect: 'error' }) : request)),
        tap({
          next: (event) => event instanceof HttpResponse && nonces.remember(htu, event.headers.get('DPoP-Nonce')),
          error: (error) => error instanceof HttpErrorResponse && nonces.remember(htu, error.headers.get('DPoP-Nonce')),
        }),
        catchError((error: unknown) => {
          // A resource server that wants a nonce says so once (RFC 9449 section 9); a second challenge is an error.
          if (mayAnswer && isNonceChallenge(oktaAuth, error)) {
            mayAnswer = false;
            tryAgainBecause(request, 'nonce');
            return attempt(token);
          }
          // Revoked, or expired by the org's clock: one renewal, and one more attempt.
          if (mayRenew && token && store.read().refreshToken && isTokenRefusal(error)) {
            mayRenew = false;
            tryAgainBecause(request, 'token');
            return from(renewal.renew(token)).pipe(switchMap(attempt));
          }
          // Chromium repeats a request by itself when a kept connection ends, proof and all; the org has seen that one.
          if (mayRepeat && isReplayRefusal(error)) {
            mayRepeat = false;
            tryAgainBecause(request, 'replay');
            return attempt(token);
          }
          return throwError(() => error);
        }),
      );
    };
    return from(renewal.accessToken()).pipe(
      switchMap(attempt),
      catchError((error: unknown) => from(tellClock(error, issuer)).pipe(switchMap((told) => throwError(() => told)))),
    );
  });
};

/**
 * Token and `ath` belong together: both come from the same object, whatever is renewed meanwhile.
 *
 * @returns the headers, and the token that stands in them: a newer one when the key of the given one is gone
 */
async function sign(
  oktaAuth: OktaAuth,
  renewal: Renewal,
  token: AccessToken,
  url: string,
  method: string,
  nonce: string | undefined,
): Promise<{ token: AccessToken; headers: Record<string, string> }> {
  if (!oktaAuth.options.dpop) return { token, headers: { Authorization: `Bearer ${token.accessToken}` } };
  try {
    const request = { url, method, accessToken: token, ...(nonce && { nonce }) };
    const { Authorization, Dpop } = await oktaAuth.getDPoPAuthorizationHeaders(request);
    return { token, headers: { Authorization, Dpop } };
  } catch (error) {
    const newer = await renewal.endWithoutKey(token);
    if (newer) return sign(oktaAuth, renewal, newer, url, method, nonce);
    throw error;
  }
}

function isNonceChallenge(oktaAuth: OktaAuth, error: unknown): boolean {
  if (!(error instanceof HttpErrorResponse) || (error.status !== 400 && error.status !== 401)) return false;
  const header = (name: string): Record<string, string> => ({ [name]: error.headers.get(name) ?? '' });
  return !!oktaAuth.parseUseDPoPNonceError({ ...header('WWW-Authenticate'), ...header('DPoP-Nonce') });
}

/** A proof is good once (RFC 9449 section 11.1). The code is that of any bad proof: only Okta's text tells. */
function isReplayRefusal(error: unknown): boolean {
  const { status, description } = readOktaError(error);
  return status === 400 && !!description?.includes('already been used');
}

/** RFC 6750 section 3.1. */
function isTokenRefusal(error: unknown): boolean {
  const { status, code } = readOktaError(error);
  return status === 401 && code === 'invalid_token';
}
