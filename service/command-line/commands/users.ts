import type { User } from '../../client/api-resources.js';
import type { Command } from './command.js';
import { printList } from './list.js';

/** Lists the users of the org. */
export const users: Command = (context) =>
  printList<User>(context, {
    name: 'users',
    pages: (client, options) => client.users(options),
    header: ['NAME', 'LOGIN', 'STATUS', 'LAST LOGIN'],
    row: ({ profile, status, lastLogin }) => [
      [profile.firstName, profile.lastName].filter(Boolean).join(' ') || '—',
      profile.login,
      status,
      lastLogin?.slice(0, 10) ?? '—',
    ],
  });
