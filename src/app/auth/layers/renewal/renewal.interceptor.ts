import type { HttpInterceptorFn } from '@angular/common/http';
import { inject } from '@angular/core';
import { defer, retry, switchMap } from 'rxjs';
import { ProtectedResources } from '../../core/protected-resources';
import { Renewal } from './renewal';

/**
 * The fault: after an hour the access token has expired, and every request is refused. okta-auth-js' own renewal deletes
 * the access token after any failure, opens a hidden frame without a refresh token, and lets two tabs use one refresh
 * token, for which an org may end the session. The tests: ./renewal.spec.ts, e2e/faults/renewal.spec.ts.
 *
 * Renews a token that has expired before the request, and one that is refused after it, with one more attempt. The refusal
 * proves that nothing was done (RFC 6750 section 3.1), so a request that changes something is sent again as well.
 */
export const renewalInterceptor: HttpInterceptorFn = (request, next) => {
  if (inject(ProtectedResources).htuOf(request) === undefined) return next(request);
  const renewal = inject(Renewal);
  const attempt = next(request);
  return defer(() => renewal.accessToken()).pipe(
    switchMap((first) => {
      let token = first;
      const renew = async (error: unknown, retries: number): Promise<void> => {
        token = await renewal.renewAfter(error, token, retries);
      };
      return attempt.pipe(retry({ delay: renew }));
    }),
  );
};
