import type { Context } from 'koa';
import { isAssigned } from '../apps/assignments.js';
import { check } from '../checks.js';
import type { App, User } from '../seed.js';

/** Okta's words for somebody who may not use an app (docs/okta-facts.md, section 4.6). */
export const NOT_ASSIGNED = 'User is not assigned to the client application.';

/**
 * Checks that a user may sign in to an app.
 *
 * @throws the refusal that is the answer when not
 */
export function checkAssignment(ctx: Context, app: App, user: User, refusal: Error): void {
  const isOne = isAssigned(app, user.id);
  const compared = { expected: 'a user who is assigned to the app', actual: isOne ? 'one' : user.profile.login };
  check(ctx, 'assignment', isOne, compared, refusal);
}
