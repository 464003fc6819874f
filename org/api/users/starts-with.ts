import type { User } from '../../model/user.js';

/** Okta's `q` for people: whether a name, email or login begins with a text, which is in lower case. */
export function startsWith({ profile }: User, q: string): boolean {
  return [profile.firstName, profile.lastName, profile.email, profile.login].some((text) =>
    text.toLowerCase().startsWith(q),
  );
}
