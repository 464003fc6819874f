import type { HttpInterceptorFn } from '@angular/common/http';
import { inject } from '@angular/core';
import { retry, tap, throwError } from 'rxjs';
import { tryAgainBecause } from './observe';
import { pauseBefore, RETRY_POLICY } from './retry-policy';
import { htuOf, isSafe } from './signed-request';
import { Waits } from './waits';

/**
 * Sends safe requests to the org once more after 429, 5xx and a network fault, as `RETRY_POLICY` says. It stands before
 * `dpopInterceptor` in the chain, so that each attempt gets a proof of its own: an org that failed after it had looked
 * at a proof refuses the same one the next time. An org that never answers counts as one that cannot be reached.
 */
export const retryInterceptor: HttpInterceptorFn = (request, next) => {
  if (!isSafe(request) || htuOf(request) === undefined) return next(request);
  const policy = inject(RETRY_POLICY);
  const waits = inject(Waits);

  return next(request.timeout ? request : request.clone({ timeout: policy.longestAnswer })).pipe(
    retry({
      delay: (error: unknown, count) => {
        const pause = pauseBefore(count, error, policy);
        if (!pause) return throwError(() => error);
        return waits.pause(pause).pipe(tap(() => tryAgainBecause(request, pause.reason)));
      },
    }),
  );
};
