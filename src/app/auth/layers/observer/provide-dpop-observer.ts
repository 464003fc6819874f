import { isPlatformServer } from '@angular/common';
import {
  DOCUMENT,
  inject,
  makeEnvironmentProviders,
  PLATFORM_ID,
  provideEnvironmentInitializer,
  type EnvironmentProviders,
} from '@angular/core';
import { WRAP_ATTEMPTS } from '../../core/dpop.interceptor';
import { OKTA_AUTH } from '../../core/okta-config';
import type { DpopObserver } from './dpop-observer';
import { observeAttempts, observeOktaAuth } from './observe';
import { observeSession } from './observe-session';

/**
 * The fault: nobody sees what happens. The caller gets one result for several attempts, and DevTools list the requests
 * without their reasons. The test: ./observe.spec.ts.
 *
 * Tells an observer of every attempt: those of `HttpClient` to protected resources, and those that okta-auth-js makes by
 * itself (discovery, token endpoint, revocation); of the redirects of sign-in and sign-out, and of keys and tokens. What an
 * observer throws is reported and harms nothing.
 */
export function provideDpopObserver(observer: DpopObserver): EnvironmentProviders {
  return makeEnvironmentProviders([
    { provide: WRAP_ATTEMPTS, useValue: observeAttempts.bind(undefined, observer) },
    provideEnvironmentInitializer(() => {
      if (isPlatformServer(inject(PLATFORM_ID))) return;
      const oktaAuth = inject(OKTA_AUTH);
      oktaAuth.options.httpRequestClient = observeOktaAuth(observer, oktaAuth.options.httpRequestClient!);
      observeSession(observer, oktaAuth, inject(DOCUMENT).location);
    }),
  ]);
}
