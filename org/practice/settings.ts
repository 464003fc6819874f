import { isDeepStrictEqual } from 'node:util';
import type Koa from 'koa';
import type { OrgContext } from '../context.js';
import type { App } from '../model/app.js';
import type { EventType } from '../model/change.js';
import { practiceEndpoint } from './own-machine.js';

const RESET: EventType = { eventType: 'application.lifecycle.update', displayMessage: 'Reset application to the seed' };

/**
 * `GET /practice/v1/settings`: the org's clock, and which apps require a proof. `DELETE` sets the apps of the seed and the
 * switches back to what the org starts with; apps that were added, keys, sessions and tokens stay. At Okta only an
 * administrator sees and changes settings.
 *
 * @param seed the apps that the org starts with
 */
export function practiceSettings(context: OrgContext, seed: readonly App[]): Koa.Middleware {
  const { origin, directory, appChanges, switches } = context;

  const endpoint = {
    ...{ origin, path: /^\/practice\/v1\/settings$/ },
    ...{ subject: 'The settings', methods: ['GET', 'HEAD', 'DELETE'] },
  };
  return practiceEndpoint(endpoint, (ctx) => {
    if (ctx.method === 'DELETE') {
      switches.reset();
      for (const app of seed) restore(ctx, app);
    }
    return { now: new Date(context.now() * 1000).toISOString(), apps: directory.apps().map(settingsOf) };
  });

  function restore(ctx: Koa.Context, app: App): void {
    const current = directory.app(app.client_id);
    if (!current) directory.addApp(app);
    else if (!isDeepStrictEqual(restored(current, app), current)) {
      appChanges.edit(ctx, current, RESET, (now) => restored(now, app));
    }
  }
}

/** The app of the seed, with the keys and the secret that a service has registered since. */
function restored(current: App, app: App): App {
  const { lastUpdated } = current;
  if (current.type !== 'service' || app.type !== 'service') return { ...app, lastUpdated };
  const { jwks, client_secret, token_endpoint_auth_method } = current;
  return {
    ...{ ...app, lastUpdated, jwks },
    ...(client_secret !== undefined && { client_secret }),
    ...(token_endpoint_auth_method !== undefined && { token_endpoint_auth_method }),
  };
}

function settingsOf({ client_id, label, type, status, dpop_bound_access_tokens }: App): object {
  return { client_id, label, type, status, dpop_bound_access_tokens };
}
