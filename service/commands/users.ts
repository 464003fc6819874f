import type { User } from '../listed.js';
import type { Command } from './command.js';
import { list } from './list.js';

/** Lists the users of the org. */
export const users: Command = (context) =>
  list<User>(context, {
    what: 'users',
    pages: (client, options) => client.users(options),
    header: ['NAME', 'LOGIN', 'STATUS', 'LAST LOGIN'],
    row: ({ profile, status, lastLogin }) => [
      [profile.firstName, profile.lastName].filter(Boolean).join(' ') || '—',
      profile.login,
      status,
      lastLogin?.slice(0, 10) ?? '—',
    ],
    // Okta answers so, not with an error (a 403 comes elsewhere).
    empty: 'The org has no users, or the app has no admin role: Admin Console → Applications → the app → Admin roles.',
  });
