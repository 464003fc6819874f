import type { App } from '../listed.js';
import type { Command } from './command.js';
import { list } from './list.js';

/** Lists the apps of the org. */
export const apps: Command = (context) =>
  list<App>(context, {
    what: 'apps',
    pages: (client, options) => client.apps(options),
    header: ['LABEL', 'ID', 'TYPE', 'STATUS', 'TOKENS'],
    row: ({ label, id, name, status, settings }) => {
      const bound = settings?.oauthClient?.dpop_bound_access_tokens;
      const tokens = bound === undefined ? '—' : bound ? 'DPoP' : 'Bearer';
      return [label, id, settings?.oauthClient?.application_type ?? name, status, tokens];
    },
    empty: 'The org has no apps, or the app has no admin role: Admin Console → Applications → the app → Admin roles.',
  });
