import type { OrgContext } from '../../context.js';
import { json, OktaError } from '../../http/errors.js';
import type { User } from '../../model/user.js';
import type { GuardedContext } from '../guard.js';

/** `/oauth2/v1/userinfo`: what the scopes of the token say of its user (OpenID Connect Core section 5.3). */
export function userinfo({ directory }: OrgContext): (ctx: GuardedContext) => void {
  return (ctx) => {
    const { uid, scp } = ctx.state.claims;
    const user = directory.user(uid ?? '');
    // A service app has nobody to tell about, and should not have got the scope.
    if (!user) throw new OktaError('E0000006');
    json(ctx, userClaims(user, scp));
  };
}

/** Okta's claims by scope, in its order (docs/okta-facts.md, section 4.4); `sub` alone when no scope says more. */
function userClaims({ id, profile, lastUpdated }: User, scopes: readonly string[]): Record<string, unknown> {
  const { firstName, lastName, login, email, mobilePhone } = profile;
  return {
    sub: id,
    ...(scopes.includes('profile') && {
      name: `${firstName} ${lastName}`,
      given_name: firstName,
      family_name: lastName,
      preferred_username: login,
      zoneinfo: 'America/Los_Angeles',
      locale: 'en-US',
      // Seconds since the epoch.
      updated_at: Math.floor(Date.parse(lastUpdated) / 1000),
    }),
    ...(scopes.includes('email') && { email, email_verified: true }),
    ...(scopes.includes('phone') && mobilePhone !== null && { phone_number: mobilePhone }),
  };
}
