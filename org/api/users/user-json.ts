import type { User } from '../../model/user.js';

/** The only user type of the org. */
const USER_TYPE = 'oty1practice0default';

/** A user as an item of a list, in Okta's order (docs/okta-facts.md, section 5.1). */
export function userJson(origin: string, user: User): Record<string, unknown> {
  const { id, status, created, activated, statusChanged, lastLogin, lastUpdated, passwordChanged } = user;
  const { firstName, lastName, mobilePhone, secondEmail, login, email } = user.profile;
  return {
    id,
    status,
    created,
    activated,
    statusChanged,
    lastLogin,
    lastUpdated,
    passwordChanged,
    type: { id: USER_TYPE },
    profile: { firstName, lastName, mobilePhone, secondEmail, login, email },
    credentials: {
      ...(passwordChanged !== null && { password: {} }),
      emails: [{ value: email, status: 'VERIFIED', type: 'PRIMARY' }],
      provider: { type: 'OKTA', name: 'OKTA' },
    },
    _links: { self: { href: `${origin}/api/v1/users/${id}` } },
  };
}

/** A single user: as in a list, with links to the lifecycle operations that its status allows. */
export function singleUserJson(origin: string, user: User): Record<string, unknown> {
  const json = userJson(origin, user);
  const self = `${origin}/api/v1/users/${user.id}`;
  const lifecycle = (step: string): object => ({ href: `${self}/lifecycle/${step}`, method: 'POST' });
  return {
    ...json,
    _links: {
      ...(user.status === 'ACTIVE' && {
        suspend: lifecycle('suspend'),
        resetPassword: lifecycle('reset_password'),
        expirePassword: lifecycle('expire_password'),
        deactivate: lifecycle('deactivate'),
      }),
      schema: { href: `${origin}/api/v1/meta/schemas/user/osc1practice0default` },
      self: { href: self },
      type: { href: `${origin}/api/v1/meta/types/user/${USER_TYPE}` },
    },
  };
}
