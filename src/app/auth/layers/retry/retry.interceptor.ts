import type { HttpInterceptorFn } from '@angular/common/http';
import { inject } from '@angular/core';
import { of, retry, throwError } from 'rxjs';
import { ProtectedResources } from '../../core/protected-resources';
import { hasSafeMethod } from '../safe-method';
import { Waits } from '../waits';
import { isReplayRefusal, pauseBefore, RETRY_POLICY } from './retry-policy';

/**
 * The fault: a rate limit, a server error, a lost connection or a request that the browser repeats by itself ends in an
 * error, although the next attempt would pass. The tests: ./retry.interceptor.spec.ts, e2e/faults/failing.spec.ts.
 *
 * Sends safe requests again, as `RETRY_POLICY` says. An org that never answers counts as one that cannot be reached.
 */
export const retryInterceptor: HttpInterceptorFn = (request, next) => {
  if (!hasSafeMethod(request) || inject(ProtectedResources).htuOf(request) === undefined) return next(request);
  const policy = inject(RETRY_POLICY);
  const waits = inject(Waits);

  return next(request.timeout ? request : request.clone({ timeout: policy.longestAnswer })).pipe(
    // Browsers repeat a request by themselves when a kept connection ends, with the proof that the org has seen then.
    retry({ count: 1, delay: (error: unknown) => (isReplayRefusal(error) ? of(true) : throwError(() => error)) }),
    retry({
      delay: (error: unknown, count) => {
        const pause = pauseBefore(count, error, policy);
        return pause ? waits.pause(pause) : throwError(() => error);
      },
    }),
  );
};
