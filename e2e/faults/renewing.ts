import { setTimeout as sleep } from 'node:timers/promises';
import { ADA } from '../people.js';
import type { Exchange } from '../wire.js';
import type { Tab } from './tab.js';
import type { Ground } from './test.js';

/** Signs in with a token that has to be renewed by now (okta-auth-js renews 30 seconds early). */
export async function signInWithOldToken(tab: Tab, ground: Ground): Promise<void> {
  await ground.switch({ accessTokenLifetime: 31 });
  await tab.signIn(ADA);
  await ground.switch({ accessTokenLifetime: 3600 });
  await sleep(1500);
}

/** The requests for a renewal that were sent; with `status` those with this answer. */
export function renewals(exchanges: Exchange[], status?: number): Exchange[] {
  return exchanges.filter(
    (exchange) =>
      exchange.url.pathname === '/oauth2/v1/token' &&
      exchange.method === 'POST' &&
      exchange.body?.includes('grant_type=refresh_token') &&
      (status === undefined || exchange.status === status),
  );
}
