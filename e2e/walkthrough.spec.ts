import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Locator, Page } from '@playwright/test';
import { readAppConfig } from '../start/app-config.js';
import { PROOF_OF_POSSESSION, requireProof } from './console.js';
import { expectGoodView } from './good-view.js';
import { ADA } from './people.js';
import type { Place } from './place.js';
import { enterCredentials } from './sign-in.js';
import { expect, test } from './test.js';

const root = join(import.meta.dirname, '..');

test.use({ complaints: [/status of 40[01]/], contextOptions: { reducedMotion: 'reduce' } });

/** The panel, as a user reads and presses it. */
class Panel {
  readonly panel: Locator;

  constructor(readonly page: Page) {
    this.panel = page.getByRole('complementary', { name: 'Walkthrough' });
  }

  /** Waits until so many steps are ticked, and says that they are no more. */
  async ticked(count: number): Promise<void> {
    await expect(this.panel.getByText(new RegExp(`^${count} of 18 done`))).toBeVisible();
  }

  press(name: string): Promise<void> {
    return this.panel.getByRole('button', { name, exact: true }).click();
  }

  next(): Promise<void> {
    return this.panel.getByRole('button', { name: /^Next: / }).click();
  }

  /** What the step gives to be run in a terminal. */
  async copied(name: string): Promise<string> {
    await this.press(name);
    await expect(this.panel.getByRole('status').filter({ hasText: 'copied' })).toBeVisible();
    return this.page.evaluate(() => navigator.clipboard.readText());
  }

  /** Opens the Admin Console in its tab. */
  async admin(): Promise<Page> {
    const opening = this.page.context().waitForEvent('page');
    await this.panel.getByRole('link', { name: 'Open the Admin Console' }).click();
    const tab = await opening;
    await tab.waitForLoadState();
    if (await tab.getByLabel('Username').isVisible()) await enterCredentials(tab, ADA);
    await expect(tab.getByRole('heading', { name: 'General Settings' })).toBeVisible();
    return tab;
  }
}

/** Runs a command as a terminal would, whatever comes of it. */
async function terminal(command: string, env: NodeJS.ProcessEnv = {}): Promise<string> {
  // A user's terminal is not that of a CI, where the service takes the local org only by choice.
  const options = { cwd: root, env: { ...process.env, CI: undefined, NO_COLOR: '1', ...env } };
  const failed = (error: unknown): { stdout: string; stderr: string } => error as { stdout: string; stderr: string };
  const { stdout, stderr } = await promisify(execFile)('sh', ['-c', command], options).catch(failed);
  return stdout + stderr;
}

/** The panel looks at the org, twice, and nothing ticks. */
async function nothingTicks(walk: Panel, count: number): Promise<void> {
  const { page } = walk;
  for (let times = 0; times < 2; times++) {
    const looked = page.waitForResponse(/\/practice\/v1\/decisions/);
    await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
    await looked;
  }
  await walk.ticked(count);
}

async function signInAgain(page: Page): Promise<void> {
  await enterCredentials(page, ADA);
  await expect(page.getByRole('banner').getByRole('button', { name: 'Sign out' })).toBeVisible();
}

async function proofRequired(place: Place): Promise<boolean[]> {
  const answer = await fetch(`${place.org}/practice/v1/settings`);
  const { apps } = (await answer.json()) as { apps: { dpop_bound_access_tokens: boolean }[] };
  return apps.map((app) => app.dpop_bound_access_tokens);
}

test('both tutorials, from a fresh org to the end: each step ticks when it really happened, and not before', async ({
  page,
  place,
  context,
}) => {
  test.slow();
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  place.configure(readAppConfig(join(root, 'public/okta.config.json'), place.org));
  const keys = mkdtempSync(join(tmpdir(), 'walkthrough-'));
  const service = { SERVICE_KEYS_DIR: keys };
  const seeded = await proofRequired(place);
  const walk = new Panel(page);

  await test.step('it opens on the page that is shown, by its link and by its key', async () => {
    await page.goto('/');
    await page.getByRole('link', { name: 'Walkthrough' }).click();
    await expect(walk.panel.getByRole('heading', { name: 'Walkthrough' })).toBeFocused();
    await expect(page).toHaveURL(`${place.app}/`);
    await page.keyboard.press('w');
    await expect(walk.panel).toBeHidden();
    await page.keyboard.press('w');
    await walk.ticked(0);
    const row = (name: string): Locator => walk.panel.getByRole('button', { name });
    await row('Sign in, with a bearer token').focus();
    await page.keyboard.press('ArrowDown');
    await expect(row('Look at the token')).toBeFocused();
    await page.keyboard.press('Escape');
    await expect(walk.panel).toBeHidden();
    await expect(page.getByRole('link', { name: 'Walkthrough' })).toBeFocused();
    await page.keyboard.press('w');
    await expectGoodView(page, 'walkthrough-first');
    await page.setViewportSize({ width: 1600, height: 900 });
  });

  await test.step('sign in, with a bearer token', async () => {
    await page.reload();
    await page.getByRole('link', { name: 'Inspector' }).click();
    await nothingTicks(walk, 0);
    await page.getByRole('link', { name: 'Home' }).click();
    await walk.press('Switch to Bearer');
    await expect(page.getByRole('heading', { level: 1 })).toContainText('whoever holds it');
    await walk.press('Sign in');
    await signInAgain(page);
    await walk.ticked(1);
  });

  await test.step('look at the token', async () => {
    await page.reload();
    await walk.next();
    await page.getByRole('link', { name: 'Profile', exact: true }).click();
    await nothingTicks(walk, 1);
    await walk.press('Show the token');
    await expect(walk.panel.getByRole('definition').filter({ hasText: ADA.login })).toBeVisible();
    await walk.ticked(2);
  });

  await test.step('steal it, use it elsewhere', async () => {
    await walk.next();
    // The app reads the users itself, and gives up one of its requests.
    await page.getByRole('link', { name: 'Users', exact: true }).click();
    await expect(page.getByRole('table').getByRole('row')).toHaveCount(21);
    await page.getByRole('searchbox').pressSequentially('lin', { delay: 300 });
    await nothingTicks(walk, 2);
    await expect(walk.panel.getByLabel('Commands for a terminal')).not.toContainText('eyJ');
    const answers = await terminal(await walk.copied('Copy as curl'));
    expect(answers.match(/HTTP\/1\.1 200/g)).toHaveLength(2);
    await walk.ticked(3);
  });

  await test.step('require proof in the Admin Console', async () => {
    await walk.next();
    const tab = await walk.admin();
    await tab.getByRole('link', { name: 'Edit General Settings' }).click();
    await tab.getByLabel(PROOF_OF_POSSESSION).check();
    await tab.getByRole('link', { name: 'Cancel' }).click();
    await nothingTicks(walk, 3);
    await requireProof(tab, true);
    await tab.close();
    await walk.ticked(4);
  });

  await test.step('see the sign-in fail', async () => {
    await walk.next();
    await page.reload();
    await nothingTicks(walk, 4);
    await walk.press('Sign in again');
    await expect(page.getByRole('alert')).toContainText('The DPoP proof JWT header is missing.');
    await walk.ticked(5);
    await expect(walk.panel.getByText('The DPoP proof JWT header is missing.')).toHaveCount(2);
  });

  await test.step('switch the app to DPoP: 400, nonce, 200', async () => {
    await walk.next();
    await walk.press('Switch to DPoP');
    await expect(page.getByRole('heading', { level: 1 })).toContainText('be worth nothing');
    await nothingTicks(walk, 5);
    await walk.press('Sign in');
    await walk.ticked(6);
    await walk.panel.getByRole('link', { name: 'The two proofs side by side' }).click();
    await expect(page.getByRole('row', { name: '≠ changed' }).getByRole('rowheader')).toContainText(['jti', 'nonce', 'signature']); // prettier-ignore
  });

  await test.step('see an API call with Bearer refused', async () => {
    await walk.next();
    // The next step first.
    await page.getByRole('link', { name: 'Users', exact: true }).click();
    await expect(page.getByRole('table').getByRole('row')).toHaveCount(21);
    await page.getByRole('button', { name: 'Next page' }).click();
    await expect(page.getByText('Page 2')).toBeVisible();
    await nothingTicks(walk, 6);
    await walk.press('Send it as Bearer');
    await walk.ticked(7);
    await expect(walk.panel.getByText('The resource request requires a DPoP proof.')).toBeVisible();
  });

  await test.step('send the token and its proof', async () => {
    await walk.next();
    await nothingTicks(walk, 7);
    await walk.press('Go to the search box');
    await expect(page.getByRole('searchbox')).toBeFocused();
    await page.keyboard.type('ada');
    await expect(page.getByRole('table').getByRole('row')).toHaveCount(3);
    await page.getByRole('searchbox').fill('grace');
    await walk.ticked(8);
    await expectGoodView(page, 'walkthrough-middle');
    await page.setViewportSize({ width: 1600, height: 900 });
  });

  await test.step('steal again, and fail twice', async () => {
    await walk.next();
    const answers = await terminal(await walk.copied('Copy as curl'));
    expect(answers).toMatch(/'htu' claim[^]*already been used/);
    await walk.ticked(9);
  });

  await test.step('look at the key, try to export it', async () => {
    await walk.next();
    await page.goto('/inspector?view=keys');
    await nothingTicks(walk, 9);
    await walk.press('Try to export the private key');
    await walk.ticked(10);
  });

  await test.step('sign out, and see it gone', async () => {
    await walk.next();
    await page.reload();
    await nothingTicks(walk, 10);
    await walk.press('Sign out');
    await walk.ticked(11);
  });

  await test.step('what DPoP does not stop', async () => {
    await walk.next();
    await walk.press('Sign in');
    await signInAgain(page);
    await nothingTicks(walk, 11);
    await walk.press('Run the script');
    await walk.ticked(12);
  });

  await test.step('the service, with a bearer token', async () => {
    await walk.next();
    expect(await terminal(await walk.copied('Copy the command'), service)).toContain('71 users');
    await walk.ticked(13);
  });

  await test.step('turn DPoP on for it', async () => {
    await walk.next();
    const tab = await walk.admin();
    await requireProof(tab, true);
    await tab.close();
    await nothingTicks(walk, 13);
    expect(await terminal(await walk.copied('Copy the command'), service)).toContain('proof');
    await walk.ticked(14);
  });

  await test.step('a token, but no proof at the API', async () => {
    await walk.next();
    // The last step first, which also gets a bound token.
    await terminal('npm run service', { ...service, ORG_PORT: new URL(place.org).port });
    await nothingTicks(walk, 14);
    await terminal(await walk.copied('Copy the command'), service);
    await walk.ticked(15);
  });

  await test.step('a nonce, and a new assertion', async () => {
    await walk.next();
    await nothingTicks(walk, 15);
    await terminal(await walk.copied('Copy the command'), service);
    await walk.ticked(16);
  });

  await test.step('the hash of the token', async () => {
    await walk.next();
    expect(await terminal(await walk.copied('Copy the command'), service)).toContain('ath');
    await walk.ticked(17);
  });

  await test.step('the list of users', async () => {
    await walk.next();
    await nothingTicks(walk, 17);
    expect(await terminal(await walk.copied('Copy the command'), service)).toContain('71 users');
    await walk.ticked(18);
    await expect(walk.panel.getByRole('heading', { name: 'That is all of it' })).toBeVisible();
  });

  await test.step('start over', async () => {
    expect(await proofRequired(place)).not.toEqual(seeded);
    expect(await page.evaluate(() => JSON.stringify(Object.entries(sessionStorage)))).not.toContain('eyJ');
    await walk.press('Start over');
    await walk.panel.getByRole('region', { name: 'Start over?' }).getByRole('button', { name: 'Start over' }).click();
    await walk.ticked(0);
    expect(await proofRequired(place)).toEqual(seeded);
  });
  rmSync(keys, { recursive: true, force: true });
});
