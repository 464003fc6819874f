import { openApp } from './console.js';
import { ADA, LINUS } from './people.js';
import { openPlace } from './place.js';
import { enterCredentials, signIn } from './sign-in.js';
import { test as base, expect } from './test.js';

/** These tests change an app, so each has an org of its own. */
const test = base.extend({
  // eslint-disable-next-line no-empty-pattern -- Playwright reads from the pattern what a fixture needs.
  place: async ({}, use) => {
    const place = await openPlace();
    place.configure(place.config);
    await use(place);
    await place.close();
  },
});

test('a person is turned away until assigned, and again when removed', async ({ page, place, browser, complaints }) => {
  complaints.push(/status of 40[01]/);
  await openApp(page, place, 'DPoP practice app');
  await page.getByRole('link', { name: 'Assignments', exact: true }).click();
  await page.getByRole('link', { name: 'Edit Who can sign in' }).click();
  await page.getByLabel('Limit access to people who are assigned').check();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Nobody can sign in to this application')).toBeVisible();

  const context = await browser.newContext({ baseURL: place.app });
  const app = await context.newPage();
  const refused = app.getByText('User is not assigned to the client application.');
  await app.goto('/');
  await app.getByRole('button', { name: 'Sign in', exact: true }).click();
  await enterCredentials(app, LINUS);
  await expect(refused).toBeVisible();

  // The reason is in the System Log, with the check that failed.
  await page.goto(`${place.org}/admin/log`);
  await page.getByRole('row').filter({ hasText: 'User is not assigned' }).first().getByRole('link').click();
  await expect(page.getByRole('main')).toContainText('an assigned user');

  await page.goto(`${place.org}/admin/apps/${place.config.clientId}/assignments`);
  await page.getByRole('link', { name: 'Assign to people' }).click();
  await page.getByLabel('Search people').fill('linus');
  await page.getByRole('button', { name: 'Search' }).click();
  await page.getByRole('button', { name: `Assign ${LINUS.name}` }).click();
  await expect(page.getByRole('status')).toContainText('The person was assigned.');
  await app.goto('/');
  await app.getByRole('button', { name: 'Sign in', exact: true }).click(); // the session is still there
  await expect(app.getByRole('button', { name: 'Sign out' })).toBeVisible();

  await page.getByRole('link', { name: 'Done' }).click();
  await page.getByRole('button', { name: `Remove ${LINUS.name}` }).click();
  await expect(page.getByRole('status')).toContainText('were revoked');
  await app.goto('/users');
  await expect(app.getByRole('button', { name: 'Sign in again' })).toBeVisible();
  await context.close();
});

test('a persistent refresh token comes back from each refresh', async ({ page, place, wire }) => {
  await openApp(page, place, 'DPoP practice app');
  await page.getByRole('link', { name: 'Edit General Settings' }).click();
  await page.getByLabel('Use persistent token').check();
  await page.getByLabel('Grace period for token rotation').fill('0');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('status')).toContainText('Saved.');
  await expect(page.getByRole('main')).toContainText('Use persistent token');
  await page.getByRole('button', { name: 'Sign out' }).click();

  // Tokens that are to be renewed after a second: okta-auth-js does so 30 seconds early.
  const switches = await fetch(`${place.org}/practice/v1/switches`, {
    method: 'PATCH',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ accessTokenLifetime: 31 }),
  });
  expect(switches.status).toBe(200);
  await signIn(page, ADA);
  const refreshTokens = async (): Promise<unknown[]> =>
    (await wire.to('/oauth2/v1/token')).flatMap(({ json }) => json?.['refresh_token'] ?? []);
  await expect(async () => {
    await page.goto('/users');
    await expect(page.getByRole('table').getByRole('row')).toHaveCount(21);
    expect((await refreshTokens()).length).toBeGreaterThan(2);
  }).toPass();
  expect(new Set(await refreshTokens()).size).toBe(1);
});
