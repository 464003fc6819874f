import { ADA, GRACE } from '../people.js';
import { hangUp, late } from './faults.js';
import { expect, test } from './test.js';
import type { Tab } from './tab.js';
import { ENGINES } from '../tags.js';

/** Starts at the button and stops at the org's sign-in page. */
async function beginSignIn(tab: Tab): Promise<void> {
  await tab.open();
  await tab.press('button', 'Sign in');
  await tab.sees('Username');
}

test('the callback is opened twice: into the app, and the session stays as it was', async ({
  tab,
  newTab,
  network,
}) => {
  let callback = '';
  tab.page.on('framenavigated', (frame) => {
    if (frame.url().includes('code=')) callback = frame.url();
  });
  await tab.signIn(ADA);
  const again = await newTab();
  await again.open(callback);
  await again.isAt('/');
  await again.isSignedIn();
  expect(await again.text('[role=alert]')).toBe('');
  expect(await again.keys()).toBe(1);
  await tab.press('link', 'Users');
  await tab.seesUsers();
  expect(network.to('/oauth2/v1/token')).toHaveLength(2);
});

test('back after sign-in: no second exchange, no error', ENGINES, async ({ tab, network }) => {
  await tab.signIn(ADA);
  await tab.press('link', 'Users');
  await tab.seesUsers();
  await tab.page.goBack();
  await tab.isSignedIn();
  await tab.page.goBack().catch(() => undefined);
  await tab.sees(/\S/);
  await tab.open();
  await tab.isSignedIn();
  expect(await tab.keys()).toBe(1);
  expect(network.to('/oauth2/v1/token')).toHaveLength(2);
});

test(
  'reload in the callback while it exchanges the code: explained or finished, no orphan key',
  ENGINES,
  async ({ tab, network }) => {
    await beginSignIn(tab);
    network.fail('/oauth2/v1/token', late(2000), 1);
    await tab.enterCredentials(ADA);
    await expect.poll(() => network.to('/oauth2/v1/token').length).toBe(1);
    await tab.page.reload({ waitUntil: 'domcontentloaded' });
    await tab.sees(/This sign-in is over already|Nothing to finish here/, '[role=alert]');
    await expect.poll(() => tab.keys()).toBe(0);
    await tab.press('button', 'Sign in again');
    await tab.isSignedIn();
    expect(await tab.keys()).toBe(1);
  },
);

test('the exchange fails: no orphan key, and signing in again works', async ({ tab, network }) => {
  await beginSignIn(tab);
  network.fail('/oauth2/v1/token', hangUp);
  await tab.enterCredentials(ADA);
  await tab.sees('The org did not answer', '[role=alert]');
  await expect.poll(() => tab.keys()).toBe(0);
  network.mend();
  await tab.press('button', 'Sign in again');
  await tab.isSignedIn();
  expect(await tab.keys()).toBe(1);
  await tab.press('link', 'Users');
  await tab.seesUsers();
});

test('a sign-in is abandoned halfway: not signed in, no orphan key, and the next one works', async ({ tab }) => {
  await beginSignIn(tab);
  await tab.open();
  await tab.isSignedIn(false);
  expect(await tab.keys()).toBe(0);
  expect(await tab.text('[role=alert]')).toBe('');
  await tab.signIn(ADA);
  expect(await tab.keys()).toBe(1);
});

test('back from the org’s sign-in page: not signed in, and the button works', ENGINES, async ({ tab }) => {
  await beginSignIn(tab);
  await tab.page.goBack();
  await tab.isSignedIn(false);
  await tab.press('button', 'Sign in');
  await tab.enterCredentials(ADA);
  await tab.isSignedIn();
  expect(await tab.keys()).toBe(1);
});

test(
  'two sign-ins at once in two tabs: one session, one key, no unexplained error',
  ENGINES,
  async ({ tab, newTab }) => {
    const second = await newTab();
    await beginSignIn(tab);
    await beginSignIn(second);
    await tab.enterCredentials(ADA);
    await tab.isSignedIn();
    await second.enterCredentials(ADA);
    await second.isSignedIn();
    await expect.poll(() => second.keys()).toBe(1);
    for (const each of [tab, second]) {
      await each.open('/users');
      await each.seesUsers();
    }
  },
);

test('somebody else signs in in another tab: both tabs are theirs', ENGINES, async ({ tab, newTab, profile }) => {
  await tab.signIn(ADA);
  // As if the session at the org had ended, so that it asks who is there.
  await profile.deleteCookie(...(await profile.cookies()));
  const second = await newTab();
  await second.open();
  await second.page.evaluate(() => localStorage.clear());
  await second.signIn(GRACE);
  await tab.sees(GRACE.name, 'header');
  expect(await tab.keys()).toBe(1);
  await tab.press('link', 'Profile');
  await tab.sees(GRACE.login, 'main');
});

test('popups are blocked: sign-in opens none', async ({ tab }) => {
  await tab.page.evaluateOnNewDocument(() => {
    window.open = () => {
      document.title = 'a popup was tried';
      return null;
    };
  });
  await tab.signIn(ADA);
  expect(await tab.page.title()).not.toContain('popup');
});
