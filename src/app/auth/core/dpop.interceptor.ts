import type { HttpHandlerFn, HttpInterceptorFn, HttpRequest } from '@angular/common/http';
import { inject, InjectionToken } from '@angular/core';
import { defer, switchMap } from 'rxjs';
import { OKTA_AUTH } from './okta-config';
import { ProtectedResources } from './protected-resources';
import { Session } from './session';

/** The newest nonce of each origin (RFC 9449 section 9). `nonceInterceptor` fills it. */
export const DPOP_NONCES = new InjectionToken('nonces', { factory: () => new Map<string, string>() });

/** Wraps what sends the attempts of a call. `provideDpopObserver()` sees them there. */
export const WRAP_ATTEMPTS = new InjectionToken('attempts', { factory: () => (send: HttpHandlerFn) => send });

/** Waited for before each proof is made. */
export const BEFORE_PROOF = new InjectionToken<(request: HttpRequest<unknown>) => Promise<unknown>>('before proof');

/**
 * Adds the access token, and with DPoP a proof, to requests for protected resources. Any other request passes unchanged.
 *
 * A proof is good for one attempt (RFC 9449 section 11.1), so each subscription makes its own. Interceptors before this one
 * try again by subscribing again; interceptors after it see the token.
 */
export const dpopInterceptor: HttpInterceptorFn = (request, next) => {
  const htu = inject(ProtectedResources).htuOf(request);
  if (htu === undefined) return next(request);
  const oktaAuth = inject(OKTA_AUTH);
  const session = inject(Session);
  const nonces = inject(DPOP_NONCES);
  const gate = inject(BEFORE_PROOF, { optional: true });

  return defer(async () => {
    if (gate) await gate(request);
    const { accessToken } = session.tokens();
    if (!accessToken) return request; // The API refuses it.
    const nonce = nonces.get(new URL(htu).origin);
    const proof = { url: htu, method: request.method, accessToken, ...(nonce && { nonce }) };
    const { Authorization, Dpop } = oktaAuth.options.dpop
      ? await oktaAuth.getDPoPAuthorizationHeaders(proof)
      : { Authorization: `Bearer ${accessToken.accessToken}` };
    return request.clone({ setHeaders: { Authorization, ...(Dpop && { Dpop }) }, redirect: 'error' });
  }).pipe(switchMap(inject(WRAP_ATTEMPTS)(next)));
};
