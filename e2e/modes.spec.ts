import type { Page } from '@playwright/test';
import { ADA } from './people.js';
import type { Place } from './place.js';
import { enterCredentials, signIn } from './sign-in.js';
import { BEARER, expect, test } from './test.js';
import { storedKeys } from './keys.js';

/** The config as `npm start` gives it to the app (start/app-config.ts). */
function offerModes(place: Place): void {
  const { clientId, dpop } = place.config;
  const modes = [
    { name: 'DPoP', clientId, dpop },
    { name: 'Bearer', ...BEARER },
  ];
  place.configure(JSON.stringify({ ...place.config, modes }));
}

const mode = (page: Page, name: string): ReturnType<Page['getByRole']> =>
  page.getByRole('group', { name: 'Mode' }).getByRole('button', { name, exact: true });

test('one click leads from DPoP to bearer: the session ends, and the next one is the other', async ({
  page,
  place,
  wire,
}) => {
  offerModes(place);
  await signIn(page, ADA);
  await expect(mode(page, 'DPoP')).toHaveAttribute('aria-pressed', 'true');
  const back = page.waitForEvent('load');
  await mode(page, 'Bearer').click();
  await back;
  await expect(mode(page, 'Bearer')).toHaveAttribute('aria-pressed', 'true');
  await expect(page.getByRole('button', { name: 'Sign in', exact: true })).toBeVisible();
  await expect(page.getByRole('alert')).toHaveCount(0);
  expect(await storedKeys(page)).toEqual([]);
  expect((await wire.to('/oauth2/v1/revoke')).map(({ status }) => status)).toEqual([200, 200]);

  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await enterCredentials(page, ADA);
  await page.getByRole('link', { name: 'Users', exact: true }).click();
  await expect(page.getByRole('table').getByRole('row')).toHaveCount(21);
  const [call] = await wire.to('/api/v1/users');
  expect(call!.requestHeaders['authorization']).toMatch(/^Bearer /);
  expect(call!.requestHeaders['dpop']).toBeUndefined();
});

test('without a session one click is enough, there and back', async ({ page, place }) => {
  offerModes(place);
  await page.goto('/');
  await mode(page, 'Bearer').click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('whoever holds it');
  await mode(page, 'DPoP').click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('be worth nothing');
});

test('with a real org there is no switch', async ({ page }) => {
  await page.goto('/');
  await expect(page.getByRole('button', { name: 'Sign in', exact: true })).toBeVisible();
  await expect(page.getByRole('group', { name: 'Mode' })).toHaveCount(0);
});

test('a session of another client is ended at the start, and said in its own words', async ({ page, place }) => {
  await signIn(page, ADA);
  place.configure({ ...place.config, ...BEARER });
  await page.goto('/users');
  await expect(page.getByRole('alert')).toContainText('The app is configured for another client now');
  expect(await storedKeys(page)).toEqual([]);
  await page.getByRole('button', { name: 'Sign in again' }).click();
  await expect(page.getByRole('button', { name: 'Sign out' })).toBeVisible();
});
