import { chromium, type Browser, type Page } from '@playwright/test';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { apng, type Frame } from './apng.js';
import { findBrowser } from './browser/browser.js';
import { ADA } from './people.js';
import { openPlace, type Place } from './place.js';
import { signIn } from './sign-in.js';

const docs = join(import.meta.dirname, '../docs');

/** `npm run screenshot`: the pictures of the README. */
const place = await openPlace();
place.configure(place.config);
const browser = await chromium.launch({ ...(await findBrowser()), chromiumSandbox: true });
try {
  await inspector(browser);
  await film(browser);
} finally {
  await browser.close();
  await place.close();
}

function open(browser: Browser, width: number, height: number, deviceScaleFactor: number): Promise<Page> {
  return browser.newPage({
    baseURL: place.app,
    colorScheme: 'light',
    reducedMotion: 'reduce',
    viewport: { width, height },
    deviceScaleFactor,
  });
}

/** docs/inspector.png: a request that was asked for a nonce, in full. */
async function inspector(browser: Browser): Promise<void> {
  const page = await open(browser, 1440, 900, 1.5);
  await signIn(page, ADA);
  await setNonce(place, true);
  await page.getByRole('link', { name: 'Users', exact: true }).click();
  await page.getByRole('cell').first().waitFor();
  await setNonce(place, false);
  await page.getByRole('link', { name: 'Inspector', exact: true }).click();
  await page.getByRole('button', { name: 'to the API, signed' }).first().click();
  await page.getByText('Verified here and now').waitFor();
  await page.getByText('The org stopped at').waitFor();
  await page.mouse.move(1430, 890);
  await page.evaluate(() => (document.activeElement as HTMLElement).blur());
  await page.screenshot({ path: join(docs, 'inspector.png') });
}

/** docs/sign-in.png: a sign-in with the panel open, as an animated PNG. */
async function film(browser: Browser): Promise<void> {
  const page = await open(browser, 1600, 860, 1);
  const frames: Frame[] = [];
  const take = async (milliseconds: number): Promise<void> => {
    frames.push({ png: await page.screenshot(), milliseconds });
  };
  await page.goto('/');
  await page.getByRole('button', { name: 'Requests' }).click();
  await page.getByText('Nothing was sent yet').waitFor();
  await take(1500);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByLabel('Username').waitFor();
  await take(1500);
  await page.getByRole('button', { name: `Sign in as ${ADA.name}` }).click();
  await page.getByRole('button', { name: 'Sign out' }).waitFor();
  await page.getByRole('button', { name: '/oauth2/v1/keys' }).waitFor();
  await take(2500);
  await page.getByRole('link', { name: 'Profile', exact: true }).click();
  await page.getByText('Raw JSON').waitFor();
  await take(1500);
  await page.getByRole('link', { name: 'Users', exact: true }).click();
  await page.getByRole('cell').first().waitFor();
  await take(1500);
  await setNonce(place, true);
  await page.getByRole('button', { name: 'Next page' }).click();
  await page.getByText('Page 2').waitFor();
  await setNonce(place, false);
  await take(3500);
  writeFileSync(join(docs, 'sign-in.png'), apng(frames));
}

async function setNonce({ org }: Place, apiNonce: boolean): Promise<void> {
  const headers = { 'Content-Type': 'application/json' };
  await fetch(`${org}/practice/v1/switches`, { method: 'PATCH', headers, body: JSON.stringify({ apiNonce }) });
}
