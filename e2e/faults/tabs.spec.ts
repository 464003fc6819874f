import { ADA } from '../people.js';
import { renewals, signInWithOldToken } from './renewing.js';
import { expect, test } from './test.js';
import type { Tab } from './tab.js';
import { ENGINES } from '../tags.js';

/** Opens tabs, of which the first is the one that acts. */
async function openTabs(count: number, newTab: () => Promise<Tab>): Promise<[Tab, ...Tab[]]> {
  const tabs: [Tab, ...Tab[]] = [await newTab()];
  while (tabs.length < count) tabs.push(await newTab());
  return tabs;
}

test(
  'sign-in in one of several tabs, then sign-out: all show it and can work, then no key is left and nothing can be read',
  ENGINES,
  async ({ newTab, network, engine }) => {
    const tabs = await openTabs(engine === 'firefox' ? 3 : 5, newTab);
    const [first, ...others] = tabs;
    for (const tab of tabs) await tab.open();
    await first.signIn(ADA);
    for (const tab of tabs) {
      await tab.isSignedIn();
      await tab.press('link', 'Users');
      await tab.seesUsers();
    }
    expect(await first.keys()).toBe(1);
    expect(network.to('/api/v1/users').every(({ status }) => status === 200)).toBe(true);

    // One tab is at another page when it happens, and comes back, in some browsers from a cache that runs no script anew.
    const away = others.at(-1)!;
    await away.page.goto('about:blank');
    await first.press('button', 'Sign out');
    const open = tabs.filter((tab) => tab !== away);
    for (const tab of open) await tab.isSignedIn(false);
    await first.isAt('/'); // The session at the org is over, too.
    await away.page.goBack({ waitUntil: 'domcontentloaded' });
    await away.sees(/Username|You are signed out/);
    for (const tab of open) await expect.poll(() => tab.text()).not.toContain('linus@example.com');
    expect(await first.keys()).toBe(0);
    expect(await first.tokens()).toEqual([]);
  },
);

// As many tabs as can be in both engines, since they renew at the same time.
test(
  'the token expires in 5 tabs: one renewal, and all can work',
  ENGINES,
  async ({ newTab, ground, network, costs }) => {
    const [first, ...others] = await openTabs(5, newTab);
    await signInWithOldToken(first, ground);
    // All need a new token at once.
    costs({ requests: others.length });
    await Promise.all(others.map((tab) => tab.open('/users')));
    for (const tab of others) await tab.seesUsers();
    expect(renewals(network.to(), 200)).toHaveLength(1);
    expect(await first.keys()).toBe(1);
    for (const tab of [first, ...others]) await tab.isSignedIn();
  },
);

test(
  'signing in again in one tab while another works: the other goes on with the new token',
  ENGINES,
  async ({ newTab, network }) => {
    const [working, other] = [await newTab(), await newTab()];
    await working.signIn(ADA);
    await working.open('/users');
    await working.seesUsers();

    // A new sign-in replaces tokens and key while the first tab has its list open.
    await other.open();
    await other.page.evaluate(() => localStorage.removeItem('okta-token-storage'));
    await other.open();
    await other.press('button', 'Sign in');
    await other.isSignedIn();

    await working.isSignedIn();
    await working.press('button', 'Next page');
    await working.sees('Page 2');
    expect(new Set(network.to('/api/v1/users').map(({ status }) => status))).toEqual(new Set([200]));
    expect(await working.keys()).toBe(1);
  },
);

test('a tab that begins to sign in while another works: no tab is left half signed in', ENGINES, async ({ newTab }) => {
  const [working, other] = [await newTab(), await newTab()];
  await working.signIn(ADA);
  await other.open();
  await other.page.evaluate(() => localStorage.removeItem('okta-token-storage'));
  await other.open();
  await working.isSignedIn(false);
  await working.press('link', 'Users');
  // The session at the org is still there: it leads through the sign-in and to the list.
  await working.seesUsers();
  await other.isSignedIn();
  expect(await working.keys()).toBe(1);
});

test(
  'sign-out in one tab while a request of another is under way: no error, no leftover',
  ENGINES,
  async ({ newTab, network }) => {
    const [working, other] = [await newTab(), await newTab()];
    await working.signIn(ADA);
    await other.open();
    await other.isSignedIn();
    network.fail('/api/v1/users', (_request, _response, org) => void setTimeout(org, 2000));
    await working.press('link', 'Users');
    await expect.poll(() => network.to('/api/v1/users').length).toBe(1);
    await other.press('button', 'Sign out');
    for (const tab of [working, other]) await tab.isSignedIn(false);
    expect(await other.keys()).toBe(0);
    await expect.poll(() => working.text()).not.toContain('linus@example.com');
  },
);

test(
  'the app is closed in all tabs while it is renewed: the next visit works',
  ENGINES,
  async ({ newTab, ground, network }) => {
    const tab = await newTab();
    await signInWithOldToken(tab, ground);
    network.fail('/oauth2/v1/token', (_request, _response, org) => void setTimeout(org, 1000), 2);
    await tab.press('link', 'Users');
    await expect.poll(() => renewals(network.to()).length).toBeGreaterThan(0);
    await tab.page.close();
    const next = await newTab();
    await next.open('/users');
    await next.sees(/Sign in again|linus@example.com/);
  },
);
