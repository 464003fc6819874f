import { expect, type Page } from '@playwright/test';
import type { Person } from './people.js';

/** Fills in the org's sign-in page, wherever it was reached from. */
export async function enterCredentials(page: Page, { login, password }: Person): Promise<void> {
  await page.getByLabel('Username').fill(login);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

/** Opens the app and signs in by its button. */
export async function signIn(page: Page, person: Person): Promise<void> {
  await page.goto('/');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await enterCredentials(page, person);
  await expect(page.getByRole('button', { name: 'Sign out' })).toBeVisible();
}

/** Signs out, and waits until the org has led back to the app. */
export async function signOut(page: Page): Promise<void> {
  const back = page.waitForEvent('load');
  await page.getByRole('button', { name: 'Sign out' }).click();
  await back;
  await expect(page.getByRole('button', { name: 'Sign in', exact: true })).toBeVisible();
}
