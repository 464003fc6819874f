import { readFileSync } from 'node:fs';
import type { Locator, Page } from '@playwright/test';
import { importPKCS8 } from 'jose';
import { generateKey, openApp, openApps, PROOF_OF_POSSESSION, requireProof, saveCredentials } from './console.js';
import { ADA } from './people.js';
import { openPlace } from './place.js';
import { athOf } from './proof.js';
import { ServiceApp } from './service-app.js';
import { enterCredentials, signOut } from './sign-in.js';
import { test as base, expect } from './test.js';
import { JOURNEY } from './tags.js';

// The console steps of both tutorials, each in one journey. The rest of the console is tested over HTTP, in org/.

/** These tests make apps, so each has an org of its own. */
const test = base.extend({
  // eslint-disable-next-line no-empty-pattern -- Playwright reads from the pattern what a fixture needs.
  place: async ({}, use) => {
    const place = await openPlace();
    await use(place);
    await place.close();
  },
});

/** Signs in to the app as somebody whose session the org knows. */
async function signInAgain(page: Page): Promise<void> {
  await page.goto('/');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Sign out' })).toBeVisible();
}

test(
  'a single-page app is made, goes from bearer tokens to DPoP, and is ended',
  JOURNEY,
  async ({ page, place, wire, complaints }) => {
    complaints.push(/status of 40[01]/);
    await openApps(page, place);
    await page.getByRole('link', { name: 'Create App Integration' }).click();
    await page.getByLabel('OIDC – OpenID Connect, Single-Page Application').check();
    await page.getByRole('button', { name: 'Next' }).click();
    await expect(page.getByLabel('Authorization Code')).toBeDisabled();
    await expect(page.getByLabel(PROOF_OF_POSSESSION)).not.toBeChecked();
    await page.getByLabel('App integration name').fill('Made in the browser');
    await page.getByLabel('Refresh Token').check();
    await page.getByLabel('Sign-in redirect URIs').fill(`${place.app}/login/callback`);
    await page.getByLabel('Sign-out redirect URIs').fill(place.app);
    await page.getByRole('button', { name: 'Create' }).click();
    await expect(page.getByRole('status')).toContainText('The application was created.');
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Made in the browser');
    const app = page.url().replace(/\?.*/, '');
    await page.getByRole('link', { name: 'Okta API Scopes' }).click();
    await page.getByRole('button', { name: 'Grant okta.users.read', exact: true }).click();
    await expect(page.getByRole('status')).toContainText('The scope was granted.');

    const readUsers = async (): Promise<void> => {
      await page.getByRole('link', { name: 'Users', exact: true }).click();
      await expect(page.getByRole('table').getByRole('row')).toHaveCount(21);
    };
    const lastToken = async (): Promise<unknown> => (await wire.to('/oauth2/v1/token')).at(-1)?.json;
    const scopes = ['openid', 'profile', 'offline_access', 'okta.users.read'];
    const config = { ...place.config, clientId: app.split('/').at(-1)!, scopes };
    place.configure({ ...config, dpop: false });
    await signInAgain(page); // the session is that of the console
    expect(await lastToken()).toMatchObject({ token_type: 'Bearer', refresh_token: expect.any(String) });
    await readUsers();
    await signOut(page);

    await page.goto(app);
    await enterCredentials(page, ADA);
    await requireProof(page, true);
    await page.goto('/');
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await expect(page.getByRole('alert')).toContainText('The DPoP proof JWT header is missing.');
    expect(await lastToken()).toMatchObject({ error: 'invalid_dpop_proof' });

    // The reason is one click away in the System Log.
    await page.goto(`${place.org}/admin/log`);
    await page.getByRole('row').filter({ hasText: 'The DPoP proof JWT header is missing.' }).getByRole('link').click();
    await expect(page.getByRole('main')).toContainText('The DPoP proof JWT header is missing.');

    place.configure({ ...config, dpop: true });
    await signInAgain(page);
    expect(await lastToken()).toMatchObject({ token_type: 'DPoP' });
    await readUsers();

    await page.goto(app);
    await page.getByRole('link', { name: 'Deactivate' }).click();
    await page.getByRole('button', { name: 'Deactivate application' }).click();
    await expect(page.getByRole('status')).toContainText('The application was deactivated');
    await page.getByRole('link', { name: 'Delete' }).click();
    await page.getByRole('button', { name: 'Delete application' }).click();
    await expect(page.getByRole('status')).toContainText('The application was deleted.');
    await expect(page.getByRole('link', { name: 'Made in the browser' })).toBeHidden();
    const authorize = new URLSearchParams({ client_id: config.clientId, redirect_uri: `${place.app}/login/callback` });
    await page.goto(`${place.org}/oauth2/v1/authorize?${String(authorize)}`);
    await expect(page.getByRole('alert')).toHaveText("Invalid value for 'client_id' parameter.");
  },
);

test(
  'a service app is made with a secret, gets a key by two steps, goes from bearer tokens to DPoP, and lists users',
  JOURNEY,
  async ({ page, place }) => {
    await openApps(page, place);
    await page.getByRole('link', { name: 'Create App Integration' }).click();
    await page.getByLabel('API Services').check();
    await page.getByRole('button', { name: 'Next' }).click();
    await expect(page.getByLabel(PROOF_OF_POSSESSION)).toBeChecked();
    await page.getByLabel('App integration name').fill('Report');
    await page.getByRole('button', { name: 'Create' }).click();
    const id = /0oa\w+/.exec(page.url())![0];

    await page.getByRole('button', { name: 'Show client secret' }).click();
    const secret = await page.locator('#secret').innerText();
    await page.getByRole('link', { name: 'Hide' }).click();
    const form = { grant_type: 'client_credentials', scope: 'okta.users.read', client_id: id, client_secret: secret };
    const refused = await fetch(`${place.org}/oauth2/v1/token`, { method: 'POST', body: new URLSearchParams(form) });
    expect([refused.status, await refused.json()]).toMatchObject([
      401,
      { error_description: expect.stringContaining('must use the private_key_jwt token_endpoint_auth_method') },
    ]);

    // Who leaves after Done has no key: the form around it was not saved.
    const { pem: lost } = await generateKey(page);
    await page.getByRole('link', { name: 'Cancel' }).click();
    const without = new ServiceApp(place.org, id, await importPKCS8(lost, 'RS256'));
    expect((await without.token()).body['error_description']).toBe(
      'The client does not have a JWKSet configured, but the client_assertion requires one.',
    );

    const { pem, kid } = await generateKey(page);
    await saveCredentials(page);
    await expect(page.getByRole('button', { name: 'Show client secret' })).toBeHidden();
    await expect(page.getByRole('table', { name: 'Public keys' })).toContainText(kid);
    await expect(page.getByRole('table', { name: 'Public keys' })).toContainText('RSA, 2048 bits');

    const tab = (name: string): Locator => page.getByRole('navigation', { name: 'Report' }).getByRole('link', { name });
    await tab('Okta API Scopes').click();
    await page.getByRole('button', { name: 'Grant okta.users.read', exact: true }).click();
    await page.getByRole('button', { name: 'Revoke okta.users.read', exact: true }).click();
    await page.getByRole('button', { name: 'Grant okta.users.read', exact: true }).click();
    await expect(page.getByRole('status')).toContainText('The scope was granted.');
    await tab('Admin roles').click();
    await page.getByRole('link', { name: 'Edit assignments' }).click();
    await page.getByLabel('Read-only Administrator').check();
    await page.getByRole('button', { name: 'Save Changes' }).click();
    await expect(page.getByRole('status')).toContainText('The admin role was saved.');
    await tab('General').click();

    const service = new ServiceApp(place.org, id, await importPKCS8(pem, 'RS256'));
    const address = `${place.org}/api/v1/users`;
    await requireProof(page, false);
    const bearer = await service.token();
    expect(bearer.body).toMatchObject({ token_type: 'Bearer', scope: 'okta.users.read' });
    const Authorization = `Bearer ${String(bearer.body['access_token'])}`;
    expect((await fetch(address, { headers: { Authorization } })).status).toBe(200);

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
    const DPoP = await service.proof('GET', address, { ath: athOf(token) });
    const users = await fetch(address, { headers: { Authorization: `DPoP ${token}`, DPoP } });
    expect(users.status).toBe(200);
    expect(await users.json()).not.toHaveLength(0);
  },
);

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

test('a generated key is copied and downloaded, as PEM and as JWK', async ({ page, place, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: place.org });
  await openApp(page, place, 'Practice service');
  await page.getByRole('link', { name: 'Edit Client Credentials' }).click();
  await page.getByRole('button', { name: 'Add key' }).click();
  await page.getByRole('button', { name: 'Generate new key' }).click();
  for (const name of ['private key as PEM', 'private key as JWK', 'public key as JWK']) {
    await page.getByRole('button', { name: `Copy ${name}` }).click();
    await expect(page.locator('.output', { hasText: `Copy ${name}` }).getByRole('status')).toHaveText('Copied.');
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    const downloading = page.waitForEvent('download');
    await page.getByRole('link', { name: `Download ${name}` }).click();
    expect(readFileSync(await (await downloading).path(), 'utf8')).toBe(copied);
    await page.getByText(`Show ${name}`).click();
    await expect(page.getByRole('group', { name })).toHaveText(copied);
  }
});
