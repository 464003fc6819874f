import { ADA } from '../people.js';
import type { Exchange } from '../wire.js';
import type { Tab } from './tab.js';
import type { Ground } from './test.js';

/** Signs in with a token that has to be renewed at its first use: okta-auth-js does so 30 seconds before it expires. */
export async function signInWithOldToken(tab: Tab, ground: Ground): Promise<void> {
  await ground.switch({ accessTokenLifetime: 30 });
  await tab.signIn(ADA);
  await ground.switch({ accessTokenLifetime: 3600 });
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
