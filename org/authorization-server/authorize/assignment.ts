import type { Context } from 'koa';
import { errors, interactionPolicy } from 'oidc-provider';
import type { OrgContext } from '../../context.js';
import { check } from '../../http/checks.js';
import { isAssigned } from '../../model/assignments.js';
import type { App } from '../../model/app.js';
import type { User } from '../../model/user.js';

/** Okta's error for a user who may not use an app (docs/okta-facts.md, section 4.6). */
const NOT_ASSIGNED = 'User is not assigned to the client application.';

/**
 * Checks that a user may sign in to an app.
 *
 * @throws `refusal` when not
 */
export function checkAssignment(ctx: Context, app: App, user: User, refusal: Error): void {
  const passed = isAssigned(app, user.id);
  const compared = {
    expected: 'an assigned user',
    actual: passed ? 'an assigned user' : `${user.profile.login}, who is not`,
  };
  check(ctx, 'assignment', passed, compared, refusal);
}

/**
 * The same check of an authorization request, for oidc-provider. It belongs to a prompt after `login`, so that a user who
 * may not use the app can sign in as another one.
 */
export function assignmentCheck({ directory }: OrgContext): interactionPolicy.Check {
  const { Check } = interactionPolicy;
  return new Check('assignment', NOT_ASSIGNED, 'access_denied', (ctx) => {
    const [userId, clientId] = [ctx.oidc.account!.accountId, ctx.oidc.client!.clientId];
    ctx.state['authorization'] = { userId, clientId }; // for the System Log
    const refusal = new errors.CustomOIDCProviderError('access_denied', NOT_ASSIGNED);
    checkAssignment(ctx, directory.app(clientId)!, directory.user(userId)!, refusal);
    return Check.NO_NEED_TO_PROMPT;
  });
}
