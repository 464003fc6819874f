import type { App } from '../model/app.js';
import type { Seed } from '../model/seed.js';
import type { User } from '../model/user.js';

const TIME = '2026-01-02T03:04:05.000Z';

function user(id: string, firstName: string, lastName: string, login: string, changes: Partial<User> = {}): User {
  return {
    id,
    status: 'ACTIVE',
    role: null,
    created: TIME,
    activated: null,
    statusChanged: TIME,
    lastLogin: null,
    lastUpdated: TIME,
    passwordChanged: TIME,
    profile: { firstName, lastName, login, email: login, mobilePhone: null, secondEmail: null },
    ...changes,
  };
}

/** A super admin, a read-only admin, one without a role, one who left, one suspended, and eleven more. */
export const USERS: User[] = [
  user('00uada00000000000ada', 'Ada', 'Lovelace', 'ada@example.com', { role: 'SUPER_ADMIN' }),
  user('00ugrace00000000grac', 'Grace', 'Hopper', 'grace@example.com', { role: 'READ_ONLY_ADMIN' }),
  user('00ulinus00000000linu', 'Linus', 'Sørensen', 'linus@example.com'),
  user('00uleft000000000left', 'Lars', 'Left', 'left@example.com', { status: 'DEPROVISIONED' }),
  user('00ususp000000000susp', 'Sam', 'O"Neill', 'sam@example.com', { status: 'SUSPENDED', role: 'SUPER_ADMIN' }),
  ...Array.from({ length: 11 }, (_, index) => {
    // In reverse order of their ids.
    const number = String(10 - index).padStart(2, '0');
    return user(`00uagent000000000a${number}`, 'Agent', `Smith ${number}`, `agent${number}@example.com`, {
      lastUpdated: `2026-02-${number === '00' ? '28' : number}T00:00:00.000Z`,
    });
  }),
];
export const [ADA, GRACE, LINUS, LEFT, SUSPENDED] = USERS as [User, User, User, User, User];

const browser = { type: 'browser', status: 'ACTIVE', created: TIME, lastUpdated: TIME, granted_scopes: [] } as const;
const service = { ...browser, type: 'service', redirect_uris: [], post_logout_redirect_uris: [] } as const;

export const SPA: App = {
  ...browser,
  client_id: '0oaspa0000000000spa1',
  label: 'Photos',
  granted_scopes: ['okta.users.read'],
  dpop_bound_access_tokens: true,
  redirect_uris: ['http://localhost:43299/login/callback'],
  post_logout_redirect_uris: ['http://localhost:43299'],
  grant_types: ['authorization_code', 'refresh_token'],
  refresh_token: { rotation_type: 'ROTATE', leeway: 30 },
  implicit_assignment: false,
  assignments: [],
};
export const OTHER_SPA: App = {
  ...SPA,
  client_id: '0oaspa0000000000spa2',
  label: 'Old photos',
  status: 'INACTIVE',
  dpop_bound_access_tokens: false,
  grant_types: ['authorization_code'],
};
export const READING_SERVICE: App = {
  ...service,
  client_id: '0oaservice0000000rea',
  label: 'Report',
  dpop_bound_access_tokens: true,
  redirect_uris: [],
  post_logout_redirect_uris: [],
  grant_types: ['client_credentials'],
  granted_scopes: ['okta.users.read'],
  role: 'READ_ONLY_ADMIN',
  jwks: { keys: [{ kty: 'EC', kid: 'one', crv: 'P-256', x: 'x', y: 'y', d: 'not to be shown' }] },
};
export const PLAIN_SERVICE: App = {
  ...READING_SERVICE,
  client_id: '0oaservice0000000non',
  label: 'Nobody',
  role: null,
};
const APPS = [SPA, OTHER_SPA, READING_SERVICE, PLAIN_SERVICE];

/** A few users and apps in place of those of the shipped seed. */
export function smallSeed(seed: Seed): void {
  seed.users = USERS;
  seed.apps = APPS;
  seed.trustedOrigins = [];
}
