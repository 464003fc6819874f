import type { HttpInterceptorFn } from '@angular/common/http';
import { inject, untracked } from '@angular/core';
import { defer, throwError } from 'rxjs';
import { ProtectedResources } from '../../core/protected-resources';
import { Session } from '../../core/session';
import { SessionEnded } from '../../messages/session-errors';

/**
 * The fault: while a request waits (for a renewal, or after a 429), another user signs in in another tab, and the request
 * is finished as that user. The test: "sends nothing with the token of another user" (../renewal/renewal.spec.ts).
 *
 * A request belongs to the user it began with. Stands right before `dpopInterceptor`, which reads the token.
 */
export const sameUserInterceptor: HttpInterceptorFn = (request, next) => {
  if (inject(ProtectedResources).htuOf(request) === undefined) return next(request);
  const session = inject(Session);
  const before = untracked(session.user)?.sub;
  const attempt = next(request);
  return defer(() =>
    before === undefined || before === session.tokens().idToken?.claims.sub
      ? attempt
      : throwError(() => new SessionEnded(session.tokens().idToken ? 'other-user' : 'signed-out-elsewhere')),
  );
};
