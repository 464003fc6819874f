import type { App } from '../../client/api-resources.js';
import type { Command } from './command.js';
import { printList } from './list.js';

/** Lists the apps of the org. */
export const apps: Command = (context) =>
  printList<App>(context, {
    name: 'apps',
    pages: (client, options) => client.apps(options),
    header: ['LABEL', 'ID', 'TYPE', 'STATUS', 'TOKENS'],
    row: ({ label, id, name, status, settings }) => {
      const bound = settings?.oauthClient?.dpop_bound_access_tokens;
      const tokens = bound === undefined ? '—' : bound ? 'DPoP' : 'Bearer';
      return [label, id, settings?.oauthClient?.application_type ?? name, status, tokens];
    },
  });
