import {
  inject,
  makeEnvironmentProviders,
  provideEnvironmentInitializer,
  type EnvironmentProviders,
} from '@angular/core';
import { WRAP_ATTEMPTS } from '../../core/dpop.interceptor';
import { OKTA_AUTH } from '../../core/okta-config';
import type { DpopObserver } from './dpop-observer';
import { observeAttempts, observeOktaAuth } from './observe';

/**
 * The fault: nobody sees what happens. The caller gets one result for several attempts, and DevTools list the requests
 * without their reasons. The test: ./observe.spec.ts.
 *
 * Tells an observer of every attempt: those of `HttpClient` to protected resources, and those that okta-auth-js makes by
 * itself (discovery, token endpoint, revocation). What an observer throws is reported and harms nothing.
 */
export function provideDpopObserver(observer: DpopObserver): EnvironmentProviders {
  return makeEnvironmentProviders([
    { provide: WRAP_ATTEMPTS, useValue: observeAttempts.bind(undefined, observer) },
    provideEnvironmentInitializer(() => {
      const { options } = inject(OKTA_AUTH);
      options.httpRequestClient = observeOktaAuth(observer, options.httpRequestClient!);
    }),
  ]);
}
