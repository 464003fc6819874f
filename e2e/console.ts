import { readFileSync } from 'node:fs';
import { expect, type Locator, type Page } from '@playwright/test';
import { ADA } from './people.js';
import type { Place } from './place.js';
import { enterCredentials } from './sign-in.js';

/** The checkbox of that name. */
export const PROOF_OF_POSSESSION = 'Require Demonstrating Proof of Possession (DPoP) header in token requests';

/** Opens a section of the Admin Console, as a person finds it: from the org's front page. */
export async function openConsole(page: Page, place: Place, section: string): Promise<void> {
  await page.goto(place.org);
  await page.getByRole('link', { name: 'Admin Console' }).click();
  await expect(page.getByLabel('Username').or(page.getByRole('heading', { name: 'Dashboard' }))).toBeVisible();
  if (await page.getByLabel('Username').isVisible()) await enterCredentials(page, ADA);
  await sections(page).getByRole('link', { name: section }).click();
}

export async function openApps(page: Page, place: Place): Promise<void> {
  await openConsole(page, place, 'Applications');
}

/** Opens one of the applications. */
export async function openApp(page: Page, place: Place, label: string): Promise<void> {
  await openApps(page, place);
  await page.getByRole('link', { name: label, exact: true }).click();
  await expect(page.getByRole('heading', { level: 1, name: label })).toBeVisible();
}

function sections(page: Page): Locator {
  return page.getByRole('navigation', { name: 'Console' });
}

/** Switches Proof of possession on or off, from an application's General tab. */
export async function requireProof(page: Page, required: boolean): Promise<void> {
  await page.getByRole('link', { name: 'Edit General Settings' }).click();
  await page.getByLabel(PROOF_OF_POSSESSION).setChecked(required);
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('status')).toContainText('Saved.');
  const setting = page.getByRole('definition').filter({ hasText: 'in token requests' });
  await expect(setting).toHaveText(`DPoP header ${required ? 'required' : 'not required'} in token requests`);
}

/**
 * Makes a key pair for a service app, from its General tab to Done in the dialog: the key is not saved yet. The private
 * key is downloaded.
 *
 * @returns the private key in PEM, and the name of the key
 */
export async function generateKey(page: Page): Promise<{ pem: string; kid: string }> {
  await page.getByRole('link', { name: 'Edit Client Credentials' }).click();
  await page.getByLabel('Public key / Private key').check();
  await page.getByRole('button', { name: 'Add key' }).click();
  await page.getByRole('button', { name: 'Generate new key' }).click();
  const downloading = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Download private key as PEM' }).click();
  const download = await downloading;
  expect(download.suggestedFilename()).toBe('private-key.pem');
  const pem = readFileSync(await download.path(), 'utf8');
  const kid = await page.locator('#kid').innerText();
  await page.getByRole('button', { name: 'Done' }).click();
  await expect(page.getByRole('status')).toContainText('1 key is not saved yet.');
  return { pem, kid };
}

/** The outer Save of the Client Credentials. */
export async function saveCredentials(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('status')).toContainText('The client credentials were saved.');
}
