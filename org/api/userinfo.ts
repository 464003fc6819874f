import type { OrgContext } from '../context.js';
import { OktaError } from '../http/errors.js';
import { json } from '../http/response.js';
import { fullName, type User } from '../model/user.js';
import type { ApiContext } from './endpoint.js';

/** `/oauth2/v1/userinfo`: claims about the user of the token, by its scopes (OpenID Connect Core 1.0 section 5.3). */
export function userinfo(ctx: ApiContext, { directory }: OrgContext): void {
  const { uid, scp } = ctx.state.claims;
  const user = directory.user(uid ?? '');
  // The token of a service app has no user. The token endpoint gives it no `openid` scope, so this is a safeguard.
  if (!user) throw new OktaError('E0000006');
  json(ctx, userClaims(user, scp));
}

/** Okta's claims by scope, in its order (docs/okta-facts.md, section 4.4); with no further scope only `sub`. */
function userClaims(user: User, scopes: readonly string[]): Record<string, unknown> {
  const { id, profile, lastUpdated } = user;
  const { firstName, lastName, login, email, mobilePhone } = profile;
  return {
    sub: id,
    ...(scopes.includes('profile') && {
      name: fullName(user),
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
