import { chromium } from '@playwright/test';
import { join } from 'node:path';
import { findBrowser } from './browser/browser.js';
import { ADA } from './people.js';
import { openPlace } from './place.js';
import { signIn } from './sign-in.js';

/** `npm run screenshot`: docs/screenshot.png, the users as an administrator sees them. */
const place = await openPlace();
place.configure(place.config);
const browser = await chromium.launch({ ...(await findBrowser()), chromiumSandbox: true });
try {
  const page = await browser.newPage({
    baseURL: place.app,
    colorScheme: 'light',
    viewport: { width: 1280, height: 780 },
    deviceScaleFactor: 2,
  });
  await signIn(page, ADA);
  await page.getByRole('link', { name: 'Users', exact: true }).click();
  await page.getByRole('cell').first().waitFor();
  await page.screenshot({ path: join(import.meta.dirname, '../docs/screenshot.png') });
} finally {
  await browser.close();
  await place.close();
}
