import type { OrgContext } from '../context.js';
import { json } from '../http/errors.js';
import type { User } from '../seed.js';
import type { GuardedContext } from './guard.js';

/** `/oauth2/v1/userinfo`: what the scopes of the token say of its user (OpenID Connect Core section 5.3). */
export function userinfo({ directory }: OrgContext): (ctx: GuardedContext) => void {
  return (ctx) => {
    const { uid, scp } = ctx.state.claims;
    // `openid` is for users only, and the guard found this one active.
    json(ctx, userClaims(directory.user(uid!)!, scp));
  };
}

/**
 * What scopes say of a user, in the userinfo answer and wherever else (okta-facts, section 4.4).
 *
 * @returns `sub` alone when no scope says more
 */
export function userClaims({ id, profile, lastUpdated }: User, scopes: readonly string[]): Record<string, unknown> {
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
