import type { Page } from '@playwright/test';
import { ADA, GRACE, LINUS } from './people.js';
import type { Place } from './place.js';
import { enterCredentials, signIn, signOut } from './sign-in.js';
import { BEARER, expect, test } from './test.js';
import type { Wire } from './wire.js';
import { JOURNEY } from './tags.js';

/** Signs out; the session at the org is over, too, and both tokens are revoked. */
async function expectEnd(page: Page, place: Place, wire: Wire, clientId: string): Promise<void> {
  const { access_token: access, refresh_token: refresh } = (await wire.to('/oauth2/v1/token')).at(-1)!.json!;
  const isActive = async (): Promise<unknown> => {
    const body = new URLSearchParams({ client_id: clientId, token: String(access) });
    const response = await fetch(`${place.org}/oauth2/v1/introspect`, { method: 'POST', body });
    return ((await response.json()) as { active: unknown }).active;
  };
  expect(await isActive()).toBe(true);
  await signOut(page);
  await expect(page).toHaveURL(`${place.app}/`);
  expect(await isActive()).toBe(false);

  const revocations = await wire.to('/oauth2/v1/revoke');
  expect(revocations.map(({ status }) => status)).toEqual([200, 200]);
  const revoked = revocations.map(({ body }) => new URLSearchParams(body ?? '').get('token'));
  expect(new Set(revoked)).toEqual(new Set([access, refresh]));

  await page.goto('/profile');
  await expect(page.getByLabel('Password')).toBeVisible();
  expect(new URL(page.url()).origin).toBe(place.org);
}

for (const [mode, config] of [
  ['DPoP', {}],
  ['bearer', BEARER],
] as const) {
  test.describe(`with ${mode} tokens`, () => {
    test.use({ config });

    test('a person signs in, sees the profile and the users, and reloads', JOURNEY, async ({ page, place }) => {
      await signIn(page, ADA);
      await expect(page).toHaveURL(`${place.app}/`);

      await page.getByRole('link', { name: 'Users', exact: true }).click();
      await expect(page.getByRole('table').getByRole('row')).toHaveCount(1 + 20);

      await page.getByRole('link', { name: 'Profile', exact: true }).click();
      const profile = page.getByRole('main');
      await expect(profile).toContainText(ADA.name);
      await expect(profile).toContainText(ADA.login);
      await page.getByText('Raw JSON').click();
      await expect(profile.locator('pre')).toContainText(`"preferred_username": "${ADA.login}"`);

      await page.reload();
      await expect(profile).toContainText(ADA.login);
    });

    test(
      'a deep link leads through sign-in and back; sign-out ends everything',
      JOURNEY,
      async ({ page, place, wire }) => {
        await page.goto('/users?q=lin');
        await enterCredentials(page, ADA);
        await expect(page).toHaveURL(`${place.app}/users?q=lin`);
        await expect(page.getByRole('heading', { level: 1 })).toHaveText('Users');
        await expect(page.getByLabel('Search')).toHaveValue('lin');
        await expectEnd(page, place, wire, { ...place.config, ...config }.clientId);
      },
    );
  });
}

test('an administrator pages through the users to the last page, and searches them', JOURNEY, async ({ page }) => {
  await signIn(page, GRACE);
  await page.getByRole('link', { name: 'Users', exact: true }).click();
  const rows = page.getByRole('table').getByRole('row');
  const logins = page.getByRole('cell').locator('code');
  const next = page.getByRole('button', { name: 'Next page' });

  await expect(rows).toHaveCount(1 + 20);
  await expect(rows.nth(1)).toContainText(ADA.login);
  const firstPage = await logins.allTextContents();

  await next.click();
  await expect(page.getByText('Page 2')).toBeVisible();
  const secondPage = await logins.allTextContents();
  expect(secondPage).toHaveLength(20);
  expect(secondPage.filter((login) => firstPage.includes(login))).toEqual([]);

  for (const number of [3, 4]) {
    await next.click();
    await expect(page.getByText(`Page ${number}`)).toBeVisible();
  }
  await expect(next).toHaveAttribute('aria-disabled', 'true');
  for (const number of [3, 2, 1]) {
    await page.getByRole('button', { name: 'Previous page' }).click();
    await expect(page.getByText(`Page ${number}`)).toBeVisible();
  }
  expect(await logins.allTextContents()).toEqual(firstPage);

  await page.getByLabel('Search').fill('lin');
  await expect(page).toHaveURL(/\/users\?q=lin$/);
  await expect(logins.filter({ hasText: LINUS.login })).toBeVisible();
  await expect(logins.filter({ hasText: ADA.login })).toHaveCount(0);

  await page.getByLabel('Search').fill('nobody has this name');
  await expect(page.getByText('No users match')).toBeVisible();

  await page.getByRole('button', { name: 'Clear the search' }).click();
  await expect(rows).toHaveCount(1 + 20);
});

test('a person without a role sees their profile, and is told why the list is empty', async ({ page }) => {
  await page.goto('/profile');
  await enterCredentials(page, LINUS);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Profile');
  await expect(page.getByRole('main')).toContainText(LINUS.login);
  await page.getByRole('link', { name: 'Users', exact: true }).click();
  await expect(page.getByText('The org shows you no users')).toBeVisible();
});

test('the sign-in page says what is wrong and keeps the user name', async ({ page, complaints }) => {
  complaints.push(/status of 400 .* at http:\/\/localhost:\d+\/signin\//);
  await page.goto('/');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await enterCredentials(page, { ...ADA, password: 'wrong' });
  await expect(page.getByRole('alert')).toHaveText('Unable to sign in');
  await expect(page.getByLabel('Username')).toHaveValue(ADA.login);
  await page.getByLabel('Password').fill(ADA.password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Sign out' })).toBeVisible();
});

test('somebody who is signed in at the org is not asked again', async ({ page }) => {
  await signIn(page, GRACE);
  await page.evaluate(() => {
    localStorage.clear();
    sessionStorage.clear();
  });
  await page.goto('/');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Sign out' })).toBeVisible();
});

test('the start page says where the person stands', async ({ page, place }) => {
  await page.goto('/');
  const standing = page.getByRole('region', { name: 'Where you stand' });
  await expect(standing).toContainText('Not signed in');
  await expect(standing).toContainText('DPoP');
  await expect(standing).toContainText(place.org);
  await signIn(page, ADA);
  await expect(standing).toContainText(ADA.name);
});

test('an address that leads nowhere says so', async ({ page }) => {
  await page.goto('/no/such/page');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('There is no such page');
  await page.getByRole('link', { name: 'Home' }).click();
  await expect(page).toHaveURL(/\/$/);
});
