import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Page } from '@playwright/test';
import { run as attack } from '../attack/run.js';
import { runInTest } from '../cli/testing/run-in-test.js';
import { ATTACKS } from '../dpop/attacks/catalogue.js';
import { TOKEN_ATTACKS } from '../dpop/attacks/token-endpoint.js';
import { expectGoodView } from './good-view.js';
import { ADA } from './people.js';
import type { Place } from './place.js';
import { signIn } from './sign-in.js';
import { expect, test } from './test.js';

test.use({ contextOptions: { reducedMotion: 'reduce' } });

interface Attempt {
  outcome: string;
  stoppedBy?: string;
}
type Result = Attempt & { attack: string; bearer?: Attempt };

/** The results of `npm run attack` on the API. */
async function runInTerminal(place: Place): Promise<Result[]> {
  const env = { ORG_PORT: new URL(place.org).port, APP_PORT: new URL(place.app).port };
  const { exitCode, printed } = runInTest(attack, { args: ['--json'], env });
  await exitCode;
  // The page has those on a resource server.
  const results = JSON.parse(printed.stdout) as Result[];
  return results.filter((result) => ATTACKS.some(({ id }) => id === result.attack));
}

/** What the page says of each attack. */
async function shown(page: Page): Promise<[id: string, bearer: string, dpop: string][]> {
  return page.locator('.l-table tr:has([data-attack])').evaluateAll((rows) =>
    rows.map((row): [string, string, string] => {
      const cell = (name: string): string =>
        row.querySelector(`[data-column="${name}"]`)!.textContent.replace(/\s+/g, ' ').trim();
      return [row.querySelector('[data-attack]')!.getAttribute('data-attack')!, cell('Bearer'), cell('DPoP')];
    }),
  );
}

/** What the page has to say of a result. */
function words(attempt: Attempt | undefined, otherwise: string, ignored?: string): string {
  if (!attempt) return otherwise;
  const { outcome, stoppedBy } = attempt;
  if (outcome === 'stopped') {
    return stoppedBy === 'a closed connection' ? 'stopped, connection closed' : `stopped ${stoppedBy}`;
  }
  if (outcome === 'no defence') return 'got through, no defence';
  return outcome === 'got through' && ignored !== undefined ? `got through, ${ignored} is off` : outcome;
}

async function switchOrg({ org }: Place, settings: object): Promise<void> {
  const headers = { 'Content-Type': 'application/json' };
  await fetch(`${org}/practice/v1/switches`, { method: 'PATCH', headers, body: JSON.stringify(settings) });
}

test.afterEach(({ place }) => switchOrg(place, { ignoredCheck: null, apiNonce: false }));

async function runAll(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Run all' }).click();
  await expect(page.getByText(`${ATTACKS.length} run`, { exact: true })).toBeVisible({ timeout: 30_000 });
}

test('an attack with a guess, its curl command, and all attacks: the page shows what the terminal prints', async ({
  page,
  place,
  context,
}) => {
  test.slow();
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await signIn(page, ADA);
  await page.getByRole('link', { name: 'Lab', exact: true }).click();
  const kept = await page.evaluate(() => [Object.keys(localStorage), Object.keys(sessionStorage)]);
  await expectGoodView(page, 'the lab before a run');

  // By the keyboard: a guess, the run, and a command.
  await page.getByRole('button', { name: 'A proof for another address' }).click();
  await page.keyboard.press('2');
  await expect(page.getByRole('radio', { name: 'htu' })).toBeChecked();
  await page.keyboard.press('Enter');
  await expect(page.getByText('Your guess was right.')).toBeVisible();
  await expect(page.locator('.l-compared').last()).toContainText(`${place.org}/api/v1/elsewhere`);
  await page.keyboard.press('c');
  await expect(page.getByText('The command, with the token in it, copied')).toBeVisible();
  const command = await page.evaluate(() => navigator.clipboard.readText());
  const { stdout } = await promisify(execFile)('bash', ['-c', command]);
  expect(stdout).toMatch(/^HTTP\/1.1 400 [\s\S]*'htu' claim in the DPoP proof JWT is invalid/);

  await runAll(page);
  // With a key of another algorithm than that of the browser.
  const terminal = await runInTerminal(place);
  const bearerless = (id: string): string =>
    ATTACKS.find((each) => each.id === id)!.bearer ? 'not applicable' : 'no proof';
  const expected = terminal.map(({ attack: id, bearer, ...dpop }) => [
    id,
    words(bearer, bearerless(id)),
    words(dpop, ''),
  ]);
  // The page groups them by what the thief holds.
  expect((await shown(page)).sort()).toEqual(expected.sort());
  const server = page.getByRole('region', { name: 'At the authorization server' });
  await server.getByRole('button', { name: `Run these ${TOKEN_ATTACKS.length}` }).click();
  await expect(server.getByText(`${TOKEN_ATTACKS.length} run`)).toBeVisible();
  await expect(server.getByText('stopped')).toHaveCount(TOKEN_ATTACKS.length);
  await expectGoodView(page, 'the lab after all attacks');

  expect(await page.evaluate(() => [Object.keys(localStorage), Object.keys(sessionStorage)])).toEqual(kept);
  expect(await page.evaluate(() => JSON.stringify(sessionStorage))).not.toMatch(/eyJ[\w-]+\.eyJ[\w-]+\.[\w-]{40}/);
  expect(page.url()).toBe(`${place.app}/lab?attack=other-address`);
});

test('a check is switched off: exactly the attacks that it stops get through, and every page says so', async ({
  page,
  place,
}) => {
  test.slow();
  await signIn(page, ADA);
  await page.goto('/lab?attack=replay');
  const banner = page.getByText('The org’s guard is broken on purpose.');
  await expect(page.getByRole('heading', { name: 'A proof sent once more' })).toBeVisible();
  await page.getByRole('button', { name: 'htu', exact: true }).click();
  await expect(banner).toBeVisible();
  await runAll(page);
  const through = (await shown(page)).filter(([, , dpop]) => dpop === 'got through, htu is off').map(([id]) => id);
  const terminal = (await runInTerminal(place)).filter(({ outcome }) => outcome === 'got through');
  expect(through.sort()).toEqual(terminal.map(({ attack: id }) => id).sort());
  expect(through).toContain('other-address');
  expect(through.filter((id) => ATTACKS.find((each) => each.id === id)!.stoppedBy !== 'htu')).toEqual([]);
  await expect(page.getByText(`${through.length} attacks that were stopped now get through.`)).toBeVisible();
  await page.getByRole('button', { name: 'A proof for another host' }).first().click();
  await expect(page.getByText('failed, off')).toBeVisible();
  await expectGoodView(page, 'the lab with a broken guard');

  await page.getByRole('link', { name: 'Profile', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await page.getByRole('button', { name: 'Back to normal' }).click();
  await expect(banner).toBeHidden();
  // The console, or a program, has switched one off.
  await switchOrg(place, { ignoredCheck: 'ath' });
  await page.reload();
  await expect(banner).toBeVisible();
  await page.getByRole('button', { name: 'Back to normal' }).click();

  // Each check in turn, which is a matter of seconds.
  await page.goto('/lab?view=map');
  await page.getByRole('button', { name: 'Switch off each in turn' }).click();
  await expect(page.locator('tr[data-check=replay]')).toContainText('Both got through', { timeout: 30_000 });
  await expect(page.getByText('not tried')).toHaveCount(0);
  await expect(page.getByText('None got through.')).toHaveCount(2); // crit, and nonce, which is not asked for
  await expect(banner).toBeHidden();
  await expectGoodView(page, 'the map of the lab');
});

test('without a session, and at a real org, the page says what is not possible, and why', async ({ page, place }) => {
  await page.goto('/lab?attack=other-address');
  await expect(page.getByText('Has to be stopped by htu')).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Sign in, so that there is something to steal' })).toBeVisible();
  await expectGoodView(page, 'the lab without a session');
  place.configure({ ...place.config, issuer: 'https://dev-123456.okta.com' });
  await page.goto('/lab');
  await expect(page.getByRole('heading', { name: 'The lab attacks a local org only' })).toBeVisible();
  await expect(page.getByText('npm run attack -- --resource')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Run all' })).toHaveAttribute('aria-disabled', 'true');
  await expectGoodView(page, 'the lab at a real org');
});
