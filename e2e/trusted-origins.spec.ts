import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Page } from '@playwright/test';
import type { OktaAuth } from '@okta/okta-auth-js';
import { openConsole } from './console.js';
import { openPlace } from './place.js';
import { test as base, expect } from './test.js';

/** okta-auth-js, as a script tag loads it. */
const AUTH_JS = readFileSync(
  join(dirname(createRequire(import.meta.url).resolve('@okta/okta-auth-js/package.json')), 'dist/okta-auth-js.min.js'),
);

interface Fixtures {
  /** Two origins at localhost, each with a page that has okta-auth-js. */
  shop: string;
  stranger: string;
}

/** An origin of its own, whose every page has okta-auth-js. */
async function serveAuthJs(use: (origin: string) => Promise<void>): Promise<void> {
  const server = createServer((request, response) => {
    const isScript = request.url === '/okta-auth-js.js';
    response.setHeader('Content-Type', isScript ? 'text/javascript' : 'text/html; charset=utf-8');
    response.end(isScript ? AUTH_JS : '<!doctype html><title>A shop</title><script src="/okta-auth-js.js"></script>');
  });
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  await use(`http://localhost:${(server.address() as AddressInfo).port}`);
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}

/** These tests change what the org trusts, so each has an org of its own. */
const test = base.extend<Fixtures>({
  // eslint-disable-next-line no-empty-pattern -- Playwright reads from the pattern what a fixture needs.
  place: async ({}, use) => {
    const place = await openPlace();
    await use(place);
    await place.close();
  },
  // eslint-disable-next-line no-empty-pattern -- as above
  shop: async ({}, use) => serveAuthJs(use),
  // eslint-disable-next-line no-empty-pattern -- as above
  stranger: async ({}, use) => serveAuthJs(use),
});

/** What okta-auth-js makes of the session at the org, on a page of an origin. */
async function sessionAt(page: Page, origin: string, issuer: string): Promise<{ exists: boolean; login?: string }> {
  await page.goto(origin);
  return page.evaluate(async (org) => {
    const { OktaAuth: Auth } = window as unknown as { OktaAuth: typeof OktaAuth };
    const { session } = new Auth({ issuer: org, clientId: 'x', redirectUri: location.origin });
    const { login } = (await session.get()) as { login?: string };
    return { exists: await session.exists(), ...(login !== undefined && { login }) };
  }, issuer);
}

/** Ends the session by okta-auth-js; what came of it. */
async function closeAt(page: Page, origin: string, issuer: string): Promise<string> {
  await page.goto(origin);
  return page.evaluate(async (org) => {
    const { OktaAuth: Auth } = window as unknown as { OktaAuth: typeof OktaAuth };
    const { session } = new Auth({ issuer: org, clientId: 'x', redirectUri: location.origin });
    return session.close().then(
      () => 'closed',
      () => 'refused',
    );
  }, issuer);
}

test('a Trusted Origin is added in the console: okta-auth-js finds the session from there, and from nowhere else', async ({
  page,
  place,
  shop,
  stranger,
  complaints,
}) => {
  complaints.push(/blocked by CORS policy/, /Failed to load resource/);
  await openConsole(page, place, 'Security');
  await expect(page.getByText('There are no Trusted Origins yet.')).toBeVisible();
  expect(await sessionAt(page, shop, place.org)).toEqual({ exists: false });

  await openConsole(page, place, 'Security');
  await page.getByRole('link', { name: 'Add origin' }).click();
  await page.getByLabel('Name').fill('Shop');
  await page.getByLabel('Origin URL').fill(`${shop}/login/callback`);
  await page.getByLabel('CORS').check();
  await page.getByLabel('Redirect').check();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('alert')).toContainText('Origin value is not valid.');
  await expect(page.getByLabel('CORS')).toBeChecked();
  await page.getByLabel('Origin URL').fill(shop);
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('status')).toContainText('The origin was added.');
  await expect(page.getByRole('row').filter({ hasText: shop })).toContainText(/CORS\s*Redirect/);

  expect(await sessionAt(page, shop, place.org)).toEqual({ exists: true, login: 'ada@example.com' });
  expect(await sessionAt(page, stranger, place.org)).toEqual({ exists: false });
  expect(await closeAt(page, stranger, place.org)).toBe('refused');
  expect(await sessionAt(page, shop, place.org)).toMatchObject({ exists: true });

  await openConsole(page, place, 'Security');
  await page.getByRole('link', { name: 'Shop' }).click();
  await page.getByRole('link', { name: 'Edit Origin' }).click();
  await page.getByLabel('CORS').uncheck();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('status')).toContainText('Saved.');
  expect(await sessionAt(page, shop, place.org)).toEqual({ exists: false });

  await openConsole(page, place, 'Security');
  await page.getByRole('link', { name: 'Shop' }).click();
  await page.getByRole('link', { name: 'Edit Origin' }).click();
  await page.getByLabel('CORS').check();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('status')).toContainText('Saved.');
  expect(await closeAt(page, shop, place.org)).toBe('closed');
  expect(await sessionAt(page, shop, place.org)).toEqual({ exists: false });
  await page.goto(`${place.org}/admin`);
  await expect(page.getByLabel('Username')).toBeVisible();
});
