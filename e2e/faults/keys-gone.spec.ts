import { ADA } from '../people.js';
import { expect, test } from './test.js';
import type { Tab } from './tab.js';
import { ENGINES } from '../tags.js';

/** The person is told that the key is gone and by pressing one button is back where they were, and at work. */
async function expectWayBack(tab: Tab, route: string): Promise<void> {
  await tab.sees(/key of this session is gone/i);
  await tab.press('button', 'Sign in again');
  await tab.isAt(route);
  await tab.isSignedIn();
  expect(await tab.keys()).toBe(1);
}

test(
  'the keys are gone in the middle of the work: told, tokens dropped, back at the same place; also when others are there, and with the whole database',
  ENGINES,
  async ({ tab, network, costs }) => {
    await tab.signIn(ADA);
    await tab.loseKeys();
    costs({ requests: 1 });
    await tab.press('link', 'Users');
    await tab.sees(/key of this session is gone/i);
    // Nothing that could be signed with nothing went out.
    expect(network.to('/api/v1/users')).toEqual([]);
    expect(await tab.tokens()).toEqual([]);
    await expectWayBack(tab, '/users');
    await tab.seesUsers();

    await tab.loseKeys();
    await tab.addOrphanKey();
    await tab.press('link', 'Profile');
    await expectWayBack(tab, '/profile');

    await tab.page.evaluate(
      () =>
        new Promise((resolve) => {
          const deleting = indexedDB.deleteDatabase('OktaAuthJs');
          deleting.onsuccess = resolve;
          deleting.onblocked = resolve;
        }),
    );
    await tab.press('link', 'Users');
    await expectWayBack(tab, '/users');
  },
);

test('the keys are gone while a search is open, or at a reload: told, back at the same place', async ({ tab }) => {
  await tab.signIn(ADA);
  await tab.open('/users?q=lin');
  await tab.sees('linus@example.com', 'tbody');
  await tab.loseKeys();
  await tab.fill('Search', 'ada');
  await expectWayBack(tab, '/users?q=ada');

  await tab.loseKeys();
  await tab.open('/profile');
  await expectWayBack(tab, '/profile');
  await tab.sees(ADA.login, 'main');
});

test('the keys are gone and the token has to be renewed: told, no token request without a key', async ({
  tab,
  ground,
  network,
}) => {
  await ground.switch({ accessTokenLifetime: 31 });
  await tab.signIn(ADA);
  await ground.switch({ accessTokenLifetime: 3600 });
  await tab.loseKeys();
  await tab.open('/users');
  await expectWayBack(tab, '/users');
  const refreshed = network.to('/oauth2/v1/token').filter(({ body }) => body?.includes('grant_type=refresh_token'));
  expect(refreshed).toEqual([]);
});

test('all site data is gone: signed out, nothing left, no error', async ({ tab, network }) => {
  await tab.signIn(ADA);
  await tab.loseKeys();
  await tab.page.evaluate(() => localStorage.clear());
  await tab.open();
  await tab.isSignedIn(false);
  expect(await tab.text('[role=alert]')).toBe('');
  expect(network.to('/api/v1/users')).toEqual([]);
});
