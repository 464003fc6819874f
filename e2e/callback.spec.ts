import type { Page } from '@playwright/test';
import { ADA } from './people.js';
import { enterCredentials } from './sign-in.js';
import { BEARER, expect, test } from './test.js';

/** Starts at the button and stops at the org's sign-in page. */
async function beginSignIn(page: Page): Promise<void> {
  await page.goto('/');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page.getByLabel('Username')).toBeVisible();
}

/** The app says what went wrong, and the button of the callback leads to a sign-in that works. */
async function expectWayOut(page: Page, title: string, { asked = true } = {}): Promise<void> {
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Sign-in did not finish');
  await expect(page.getByRole('alert').getByRole('heading')).toHaveText(title);
  await page.getByRole('button', { name: 'Sign in again' }).click();
  if (asked) await enterCredentials(page, ADA);
  await expect(page.getByRole('button', { name: 'Sign out' })).toBeVisible();
  await page.getByRole('link', { name: 'Users', exact: true }).click();
  await expect(page.getByRole('table').getByRole('row')).toHaveCount(21);
}

test('a sign-in that was cancelled', async ({ page }) => {
  await beginSignIn(page);
  await page.getByRole('button', { name: 'Cancel' }).click();
  await expect(page.getByRole('alert')).toContainText('access_denied');
  await expectWayOut(page, 'Sign-in was cancelled');
});

test('a wrong state', async ({ page }) => {
  await beginSignIn(page);
  await page.goto('/login/callback?code=stolen&state=of-somebody-else');
  await expectWayOut(page, 'The answer belongs to another sign-in');
});

test('the callback address without an answer', async ({ page }) => {
  await page.goto('/login/callback');
  await expectWayOut(page, 'Nothing to finish here');
});

test('an org that does not answer the button', async ({ page, place, complaints }) => {
  complaints.push(/ERR_CONNECTION_REFUSED/);
  await page.goto('/');
  await place.stopOrg();
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page.getByRole('alert')).toContainText('The org did not answer');
  await place.startOrg();
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await enterCredentials(page, ADA);
  await expect(page.getByRole('button', { name: 'Sign out' })).toBeVisible();
});

test.describe('an app that requires DPoP, configured for bearer tokens', () => {
  test.use({ config: { dpop: false } });

  test('is told to send proofs', async ({ page }) => {
    await beginSignIn(page);
    await enterCredentials(page, ADA);
    await expect(page.getByRole('alert').getByRole('heading')).toContainText('The app requires DPoP');
    await expect(page.getByRole('alert')).toContainText('The DPoP proof JWT header is missing.');
  });
});

test.describe('an app that issues bearer tokens, configured for DPoP', () => {
  test.use({ config: { ...BEARER, dpop: true } });

  test('is told so', async ({ page }) => {
    await beginSignIn(page);
    await enterCredentials(page, ADA);
    await expect(page.getByRole('alert').getByRole('heading')).toHaveText('The org issued a bearer token');
  });
});

test.describe('a scope that is not granted', () => {
  test.use({ config: { scopes: ['openid', 'okta.users.manage'] } });

  test('is named', async ({ page }) => {
    await page.goto('/');
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await expect(page.getByRole('alert').getByRole('heading')).toHaveText(/scope/);
  });
});
