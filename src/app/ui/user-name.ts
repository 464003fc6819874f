import type { UserClaims } from '@okta/okta-auth-js';

/** What to call a user. The name needs the scope `profile`, the address the scope `email`. */
export function userName(claims: UserClaims | undefined): string {
  return claims?.name || claims?.email || claims?.sub || '';
}
