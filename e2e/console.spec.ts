import type { Locator } from '@playwright/test';
import { importPKCS8 } from 'jose';
import { generateKey, openApp, requireProof, saveCredentials } from './console.js';
import { ADA } from './people.js';
import { openPlace } from './place.js';
import { athOf } from './proof.js';
import { ServiceApp } from './service-app.js';
import { enterCredentials, signIn, signOut } from './sign-in.js';
import { BEARER, test as base, expect } from './test.js';

/** These tests change apps, so each has an org of its own. */
const test = base.extend({
  place: async ({ config }, use) => {
    const place = await openPlace();
    place.configure({ ...place.config, ...config });
    await use(place);
    await place.close();
  },
});

test.describe('a single-page app that goes from bearer tokens to DPoP', () => {
  test.use({ config: BEARER });

  test('signs in, is refused once the org requires proofs, and signs in with dpop: true', async ({
    page,
    place,
    wire,
  }) => {
    const readUsers = async (): Promise<void> => {
      await page.getByRole('link', { name: 'Users', exact: true }).click();
      await expect(page.getByRole('table').getByRole('row')).toHaveCount(21);
    };
    const lastToken = async (): Promise<Record<string, unknown> | undefined> =>
      (await wire.to('/oauth2/v1/token')).at(-1)?.json;
    await signIn(page, ADA);
    await readUsers();
    expect(await lastToken()).toMatchObject({ token_type: 'Bearer' });

    await openApp(page, place, 'Bearer practice app');
    await requireProof(page, true);

    await page.goto('/');
    await signOut(page);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await enterCredentials(page, ADA);
    await expect(page.getByRole('alert')).toContainText('The DPoP proof JWT header is missing.');
    expect(await lastToken()).toMatchObject({ error: 'invalid_dpop_proof' });

    // The reason is one click away in the System Log.
    await page.goto(`${place.org}/admin/log`);
    await page.getByRole('row').filter({ hasText: 'The DPoP proof JWT header is missing.' }).getByRole('link').click();
    await expect(page.getByRole('main')).toContainText('The DPoP proof JWT header is missing.');

    place.configure({ ...place.config, ...BEARER, dpop: true });
    await page.goto('/');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await expect(page.getByRole('button', { name: 'Sign out' })).toBeVisible();
    expect(await lastToken()).toMatchObject({ token_type: 'DPoP' });
    await readUsers();
  });
});

test('a service app gets a key, and goes from bearer tokens to DPoP', async ({ page, place }) => {
  await openApp(page, place, 'Practice service');
  const { pem, kid } = await generateKey(page);
  await saveCredentials(page);
  await expect(page.getByRole('table', { name: 'Public keys' })).toContainText(kid);
  await expect(page.getByRole('table', { name: 'Public keys' })).toContainText('RSA, 2048 bits');

  const tab = (name: string): Locator =>
    page.getByRole('navigation', { name: 'Practice service' }).getByRole('link', { name });
  await tab('Okta API Scopes').click();
  await page.getByRole('button', { name: 'Revoke okta.users.read', exact: true }).click();
  await page.getByRole('button', { name: 'Grant okta.users.read', exact: true }).click();
  await expect(page.getByRole('status')).toContainText('The scope was granted.');
  await tab('Admin roles').click();
  await page.getByLabel('Read-only Administrator').check();
  await page.getByRole('button', { name: 'Save' }).click();
  await tab('General').click();
  const service = new ServiceApp(place.org, '0oa1service00SERVICE', await importPKCS8(pem, 'RS256'));

  await requireProof(page, false);
  const bearer = await service.token();
  expect(bearer.body).toMatchObject({ token_type: 'Bearer', scope: 'okta.users.read' });
  const headers = { Authorization: `Bearer ${String(bearer.body['access_token'])}` };
  expect((await fetch(`${place.org}/api/v1/users`, { headers })).status).toBe(200);

  await requireProof(page, true);
  expect(await service.token()).toMatchObject({
    status: 400,
    body: { error: 'invalid_dpop_proof', error_description: 'The DPoP proof JWT header is missing.' },
  });
  const challenge = await service.token({});
  expect(challenge).toMatchObject({ status: 400, body: { error: 'use_dpop_nonce' } });
  const bound = await service.token({ nonce: challenge.nonce });
  expect(bound).toMatchObject({ status: 200, body: { token_type: 'DPoP', scope: 'okta.users.read' } });

  const token = String(bound.body['access_token']);
  const address = `${place.org}/api/v1/users`;
  const DPoP = await service.proof('GET', address, { ath: athOf(token) });
  const users = await fetch(address, { headers: { Authorization: `DPoP ${token}`, DPoP } });
  expect(users.status).toBe(200);
  expect(await users.json()).not.toHaveLength(0);
});

test('what was typed is kept when the session ends before the form is sent', async ({
  page,
  place,
  context,
  complaints,
}) => {
  complaints.push(/status of 4(01|09)/);
  await openApp(page, place, 'DPoP practice app');
  await page.getByLabel('Label').fill('A long name that nobody wants to type again');
  await context.clearCookies();
  await page.getByRole('button', { name: 'Save' }).click();
  const [other] = await Promise.all([
    context.waitForEvent('page'),
    page.getByRole('link', { name: 'Sign in (opens a new tab)' }).click(),
  ]);
  await enterCredentials(other, ADA);
  await expect(other.getByRole('heading', { name: 'Dashboard' })).toBeVisible();
  await page.getByRole('button', { name: 'Send again' }).click();
  await page.getByRole('button', { name: 'Send again' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('A long name that nobody wants to type again');
});

test('the keyboard alone switches something on and back to normal', async ({ page, place }) => {
  await page.goto(`${place.org}/admin/switches`);
  await enterCredentials(page, ADA);
  await expect(page.getByRole('heading', { name: 'Switches', level: 1 })).toBeVisible();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Skip to content' })).toBeFocused();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  await expect(page.getByLabel('Require a nonce at the API')).toBeFocused();
  await page.keyboard.press('Space');
  await page.keyboard.press('Enter');
  const banner = page.getByRole('region', { name: 'Switched on' });
  await expect(banner).toContainText('The API requires a nonce.');
  await banner.getByRole('button', { name: 'Back to normal' }).press('Enter');
  await expect(page.getByRole('status')).toContainText('Everything is back to normal.');
  await expect(banner).toBeHidden();
});
