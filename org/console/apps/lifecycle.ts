import type { OrgContext } from '../../context.js';
import type { App } from '../../model/app.js';
import { html } from '../../pages/page.js';
import { APPS_PATH } from '../paths.js';
import type { Lifecycle } from '../ui/lifecycle.js';

export function appLifecycle({ directory, appChanges }: OrgContext): Lifecycle<App> {
  return {
    noun: 'application',
    listPath: APPS_PATH,
    find: (id) => directory.app(id),
    about: ({ client_id: id, label }) => ({ id, name: label, fact: ['Client ID', html`<code>${id}</code>`] }),
    deactivateFirst: true,
    texts: {
      active:
        'A deactivated application cannot get tokens, and the ones it has are revoked. It can be activated again.',
      inactive: 'This application is deactivated. Its requests are refused.',
      deactivate:
        'Nobody can sign in to it, it cannot get tokens, and the ones it has are revoked. It can be activated again.',
      delete:
        'Its client ID, keys and scopes are deleted for good. To restore the applications of the seed, run npm run org -- --reset.',
    },
    activate: (ctx, app) => appChanges.activate(ctx, app),
    deactivate: (ctx, app) => appChanges.deactivate(ctx, app),
    delete: (ctx, app) => appChanges.delete(ctx, app),
  };
}
