import { inject } from '@angular/core';
import { Router, type CanActivateFn } from '@angular/router';
import { Session } from './session';

/**
 * Lets signed-in people through and leads everybody else through the sign-in flow and back. okta-angular's own
 * guard would redirect without clearing the keys first, and go on listening after that.
 */
export const signedInGuard: CanActivateFn = async (_route, state) => {
  const session = inject(Session);
  const router = inject(Router);
  if (session.unsupported()) return router.parseUrl('/unsupported');
  if (session.signedIn()) return true;
  await session.signIn(state.url);
  return session.problem() ? router.parseUrl('/') : false;
};
