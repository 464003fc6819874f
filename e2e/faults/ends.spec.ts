import { ADA } from '../people.js';
import { ENGINES } from '../tags.js';
import { expect, test } from './test.js';

// Does it end? Every wait does, and no sign-in leads into the next one.

test.describe('access tokens that live for 30 seconds, and no refresh token', () => {
  test.use({ config: { scopes: ['openid', 'profile', 'okta.users.read'] } });

  test('one sign-in, then a message', ENGINES, async ({ tab, ground, network }) => {
    await ground.switch({ accessTokenLifetime: 30 });
    await tab.open('/users');
    await tab.enterCredentials(ADA);
    await tab.sees('The access tokens of this app live too short', '[role=alert]');
    expect(network.to('/oauth2/v1/token').filter(({ status }) => status === 200)).toHaveLength(1);
    expect(await tab.keys()).toBe(0);
  });
});

test(
  'the key database has lost its store, then is of a higher version: told, and the next sign-in mends it',
  ENGINES,
  async ({ tab }) => {
    await tab.signIn(ADA);
    for (const version of [1, 7]) {
      await tab.page.evaluate(async (to) => {
        const ended = (request: IDBRequest): Promise<unknown> =>
          new Promise((resolve, reject) => {
            request.onsuccess = resolve;
            request.onerror = () => reject(new Error(request.error?.message));
          });
        await ended(indexedDB.deleteDatabase('OktaAuthJs'));
        const opening = indexedDB.open('OktaAuthJs', to);
        await ended(opening);
        opening.result.close();
      }, version);
      await tab.open('/users');
      await tab.sees('The key of this session is gone', '[role=alert]');
      await tab.press('button', 'Sign in again');
      await tab.seesUsers();
      expect(await tab.keys()).toBe(1);
    }
  },
);

test('a view cannot be loaded: told, and there after a reload', ENGINES, async ({ tab }) => {
  await tab.signIn(ADA);
  await tab.page.setRequestInterception(true);
  const abort = (request: Parameters<Parameters<typeof tab.page.on<'request'>>[1]>[0]): void =>
    void (request.url().endsWith('.js') ? request.abort() : request.continue());
  tab.page.on('request', abort);
  await tab.press('link', 'Users');
  // The words for it cannot be loaded either.
  await tab.sees(/dynamically imported module/, '[role=alert]');
  tab.page.off('request', abort);
  await tab.page.setRequestInterception(false);
  await tab.press('button', 'Reload');
  await tab.isSignedIn();
  await tab.press('link', 'Users');
  await tab.seesUsers();
});
