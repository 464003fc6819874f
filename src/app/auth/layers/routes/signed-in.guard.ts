import { isPlatformServer } from '@angular/common';
import { inject, PLATFORM_ID } from '@angular/core';
import { Router, type CanActivateFn } from '@angular/router';
import { Session } from '../../core/session';
import { SessionEnded } from '../../messages/session-errors';

/**
 * The fault: a link to a protected view shows a user who is not signed in nothing but an error. The test: "leads through the
 * sign-in flow and remembers the route" (../../core/session.spec.ts).
 *
 * Lets signed-in users pass. Everybody else is led through the sign-in flow and back.
 */
export const signedInGuard: CanActivateFn = async (_route, state) => {
  const session = inject(Session);
  const router = inject(Router);
  // A server knows no session. It renders the parent route, and the browser decides.
  if (isPlatformServer(inject(PLATFORM_ID)) || session.signedIn()) return true;
  // A session that has ended at the start of the app: the frame says why, and offers to sign in again.
  if (!router.navigated && session.error() instanceof SessionEnded) return true;
  await session.signIn(state.url);
  if (session.signedIn()) return true; // in another tab
  // After a failure the start page says why. If that is guarded as well, its frame does.
  return session.error() !== undefined && state.url !== '/' && router.parseUrl('/');
};
