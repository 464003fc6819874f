import type { HttpInterceptorFn } from '@angular/common/http';
import { inject } from '@angular/core';
import { of, retry, throwError } from 'rxjs';
import { OKTA_CONFIG } from '../../core/okta-config';
import { ProtectedResources } from '../../core/protected-resources';
import { isHttpError } from '../../messages/okta-error';
import { hasSafeMethod } from '../safe-method';
import { Waits } from '../waits';
import { limitSilence } from './limit-silence';
import { isReplayRefusal, pauseBefore, RETRY_POLICY } from './retry-policy';

/**
 * The fault: a rate limit, a server error, a lost connection or a request that the browser repeats by itself ends in an
 * error, although the next attempt would pass. The tests: ./retry.interceptor.spec.ts, e2e/faults/failing.spec.ts.
 *
 * Sends safe requests again, as `RETRY_POLICY` says, and any request whose renewal failed: that was never sent. An org that
 * is silent for too long counts as one that cannot be reached; an answer that stops in the middle is not asked for again.
 */
export const retryInterceptor: HttpInterceptorFn = (request, next) => {
  if (inject(ProtectedResources).htuOf(request) === undefined) return next(request);
  const policy = inject(RETRY_POLICY);
  const waits = inject(Waits);
  const { issuer } = inject(OKTA_CONFIG);
  const isSafe = hasSafeMethod(request);

  return (isSafe && !request.timeout ? limitSilence(request, next, policy.longestSilence) : next(request)).pipe(
    // Browsers repeat a request by themselves when a kept connection ends, with the proof that the org has seen then.
    retry({
      count: 1,
      delay: (error: unknown) => (isSafe && isReplayRefusal(error) ? of(true) : throwError(() => error)),
    }),
    retry({
      delay: (error: unknown, count) => {
        const pause = isSafe || !isHttpError(error) ? pauseBefore(count, error, policy, issuer) : undefined;
        return pause ? waits.pause(pause) : throwError(() => error);
      },
    }),
  );
};
