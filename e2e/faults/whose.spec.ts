import { ADA } from '../people.js';
import { ENGINES } from '../tags.js';
import { hangUp } from './faults.js';
import { renewals, signInWithOldToken } from './renewing.js';
import { expect, test } from './test.js';

// Whose is it? What belongs to a session stays with it, whatever other tabs do and whatever the org fails to answer.

test(
  'protected tabs sign in at the same time: each shows its view, none an alarm',
  ENGINES,
  async ({ tab, newTab, engine }) => {
    await tab.signIn(ADA);
    await tab.page.evaluate(() => localStorage.clear());
    // Each makes an RSA key, which takes Firefox seconds.
    const tabs = await Promise.all(Array.from({ length: engine === 'firefox' ? 2 : 4 }, () => newTab()));
    await Promise.all(tabs.map((each) => each.open('/users')));
    for (const each of tabs) {
      await each.seesUsers();
      expect(await each.text('[role=alert]')).toBe('');
    }
    expect(await tab.keys()).toBe(1);
  },
);

test(
  'a renewal whose ID token cannot be checked, since the keys of the org do not answer: the new refresh token is kept',
  ENGINES,
  async ({ tab, ground, network }) => {
    await signInWithOldToken(tab, ground);
    await ground.switch({ accessTokenLifetime: 30 });
    network.fail('/oauth2/v1/keys', hangUp);
    await tab.page.evaluate(() => localStorage.removeItem('okta-cache-storage'));
    await tab.press('link', 'Users');
    await tab.seesUsers();
    network.mend();
    await tab.press('link', 'Profile');
    await tab.isAt('/profile'); // The list of users has the login, too.
    await tab.sees(ADA.login, 'main');
    const tokens = renewals(network.to(), 200).map(({ body }) => new URLSearchParams(body!).get('refresh_token'));
    expect(new Set(tokens).size).toBe(2);
  },
);
