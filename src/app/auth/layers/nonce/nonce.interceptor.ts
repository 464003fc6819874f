import { HttpErrorResponse, type HttpHeaders, type HttpInterceptorFn, HttpResponse } from '@angular/common/http';
import { inject } from '@angular/core';
import { of, retry, tap, throwError } from 'rxjs';
import { DPOP_NONCES } from '../../core/dpop.interceptor';
import { ProtectedResources } from '../../core/protected-resources';
import { readOktaError } from '../../messages/okta-error';

/**
 * The fault: an API that demands a nonce (RFC 9449 section 9) refuses every request, since okta-auth-js answers nonce
 * challenges of the token endpoint only. The test: e2e/faults/nonce.spec.ts.
 *
 * Keeps the newest nonce of each origin, and answers a challenge with one more attempt. A second challenge is an error.
 */
export const nonceInterceptor: HttpInterceptorFn = (request, next) => {
  const htu = inject(ProtectedResources).htuOf(request);
  if (htu === undefined) return next(request);
  const nonces = inject(DPOP_NONCES);

  // An answer without a nonce changes nothing (RFC 9449 section 8.2).
  const remember = (headers: HttpHeaders): void => {
    const nonce = headers.get('DPoP-Nonce');
    if (nonce) nonces.set(new URL(htu).origin, nonce);
  };
  return next(request).pipe(
    tap({
      next: (event) => event instanceof HttpResponse && remember(event.headers),
      error: (error) => error instanceof HttpErrorResponse && remember(error.headers),
    }),
    retry({ count: 1, delay: (error: unknown) => (isNonceChallenge(error) ? of(true) : throwError(() => error)) }),
  );
};

function isNonceChallenge(error: unknown): boolean {
  const { status, code, header } = readOktaError(error);
  return (status === 400 || status === 401) && code === 'use_dpop_nonce' && !!header('DPoP-Nonce');
}
