import type { Page } from '@playwright/test';
import { addOrphanKeys, storedKeys } from './keys.js';
import { ADA } from './people.js';
import { signIn, signOut } from './sign-in.js';
import { BEARER, expect, test } from './test.js';
import { JOURNEY } from './tags.js';

test(
  'after sign-in there is one key pair, which no script can export; it outlives a reload, and sign-out deletes it',
  JOURNEY,
  async ({ page }) => {
    await signIn(page, ADA);
    const keys = await storedKeys(page);
    expect(keys).toEqual([
      {
        id: expect.any(String) as unknown,
        algorithm: 'RSASSA-PKCS1-v1_5',
        extractable: false,
        exportErrors: ['InvalidAccessError', 'InvalidAccessError'],
      },
    ]);
    await page.reload();
    await expect(page.getByRole('button', { name: 'Sign out' })).toBeVisible();
    expect(await storedKeys(page)).toEqual(keys);
    await signOut(page);
    expect(await storedKeys(page)).toEqual([]);
  },
);

test('sign-in over orphan keys leaves one', async ({ page }) => {
  await page.goto('/');
  await addOrphanKeys(page, 3);
  expect(await storedKeys(page)).toHaveLength(3);
  await signIn(page, ADA);
  const keys = await storedKeys(page);
  expect(keys).toHaveLength(1);
  expect(keys[0]!.id).not.toContain('orphan');
});

test('a second sign-in replaces the key of the first', async ({ page }) => {
  await signIn(page, ADA);
  const [first] = await storedKeys(page);
  await page.evaluate(() => localStorage.clear());
  await page.reload();
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Sign out' })).toBeVisible();
  const keys = await storedKeys(page);
  expect(keys).toHaveLength(1);
  expect(keys[0]!.id).not.toBe(first!.id);
});

test.describe('with bearer tokens', () => {
  test.use({ config: BEARER });

  test('there is no key, and those of an earlier configuration go', async ({ page }) => {
    await page.goto('/');
    await addOrphanKeys(page, 1);
    await signIn(page, ADA);
    expect(await storedKeys(page)).toEqual([]);
  });
});

/** Every way to the org's sign-in page. Each starts at the page that it names and ends with the redirect. */
const WAYS: Record<string, { from: string; go: (page: Page) => Promise<unknown> }> = {
  'the button': { from: '/', go: (page) => page.getByRole('button', { name: 'Sign in', exact: true }).click() },
  'a deep link to the users': { from: '/', go: (page) => page.goto('/users?q=a') },
  'a link inside the app': {
    from: '/',
    go: (page) => page.getByRole('link', { name: 'Users', exact: true }).click(),
  },
  'the callback': {
    from: '/login/callback?code=old&state=old',
    go: (page) => page.getByRole('button', { name: 'Sign in again' }).click(),
  },
  'the callback without an answer': {
    from: '/login/callback',
    go: (page) => page.getByRole('button', { name: 'Sign in again' }).click(),
  },
};

/** Counts the keys whenever the page leaves for the org: a second tab of the app looks while the redirect waits. */
async function watchRedirects(page: Page, org: string): Promise<number[]> {
  const counts: number[] = [];
  const tab = await page.context().newPage();
  await tab.goto('/');
  await page.route(`${org}/oauth2/v1/authorize?**`, async (route) => {
    counts.push((await storedKeys(tab)).length);
    await route.continue();
  });
  return counts;
}

for (const [way, { from, go }] of Object.entries(WAYS)) {
  test(`${way}: the keys are gone before the browser leaves for the org`, JOURNEY, async ({ page, place }) => {
    await page.goto(from);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await addOrphanKeys(page, 2);

    const keysAtRedirect = await watchRedirects(page, place.org);
    await go(page);
    await expect(page.getByLabel('Username')).toBeVisible();
    expect(keysAtRedirect).toEqual([0]);
  });
}

test('"Sign in again" on a view clears the key and comes back to the view', async ({ page, place, complaints }) => {
  complaints.push(/status of 401 .*\/api\/v1\/users/);
  await signIn(page, ADA);
  await page.route(`${place.org}/api/v1/users?**`, (route) =>
    route.fulfill({
      status: 401,
      headers: {
        'access-control-allow-origin': place.app,
        'access-control-expose-headers': 'WWW-Authenticate',
        'www-authenticate': 'DPoP error="invalid_token", error_description="The token has expired."',
      },
    }),
  );
  await page.getByRole('link', { name: 'Users', exact: true }).click();
  await expect(page.getByRole('alert')).toContainText('invalid_token');
  await page.unroute(`${place.org}/api/v1/users?**`);

  const keysAtRedirect = await watchRedirects(page, place.org);
  await page.getByRole('button', { name: 'Sign in again' }).click();
  await expect(page.getByRole('table').getByRole('row')).toHaveCount(21);
  expect(keysAtRedirect).toEqual([0]);
  await expect(page).toHaveURL(`${place.app}/users`);
});
