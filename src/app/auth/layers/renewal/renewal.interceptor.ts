import type { HttpInterceptorFn } from '@angular/common/http';
import { inject } from '@angular/core';
import { defer, retry, switchMap } from 'rxjs';
import { ProtectedResources } from '../../core/protected-resources';
import { hasSafeMethod } from '../safe-method';
import { Renewal } from './renewal';

/**
 * The fault: after an hour the access token has expired, and every request is refused. okta-auth-js' own renewal deletes
 * the access token after any failure, opens a hidden frame without a refresh token, and lets two tabs use one refresh
 * token, for which an org may end the session. The tests: ./renewal.spec.ts, e2e/faults/renewal.spec.ts.
 *
 * Renews a token that has expired before the request, and one that is refused after it, with one more attempt.
 */
export const renewalInterceptor: HttpInterceptorFn = (request, next) => {
  if (inject(ProtectedResources).htuOf(request) === undefined) return next(request);
  const renewal = inject(Renewal);
  const attempt = next(request);

  return defer(() => renewal.accessToken()).pipe(
    switchMap((token) =>
      attempt.pipe(retry({ count: 1, delay: (error) => renewal.renewAfter(error, token, hasSafeMethod(request)) })),
    ),
  );
};
