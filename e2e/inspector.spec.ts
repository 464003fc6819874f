import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import type { Page } from '@playwright/test';
import { expectGoodView } from './good-view.js';
import { ADA } from './people.js';
import type { Place } from './place.js';
import { signIn } from './sign-in.js';
import { expect, test } from './test.js';

test.use({ complaints: [/status of 40[01]|status of 503/], contextOptions: { reducedMotion: 'reduce' } });

/** Signs in, and lets the API ask for its nonce once. */
async function makeTraffic(page: Page, place: Place): Promise<void> {
  await signIn(page, ADA);
  await switchOrg(place, { apiNonce: true });
  await page.getByRole('link', { name: 'Users', exact: true }).click();
  await expect(page.getByRole('table').getByRole('row')).toHaveCount(21);
}

async function switchOrg(place: Place, settings: object): Promise<void> {
  const headers = { 'Content-Type': 'application/json' };
  await fetch(`${place.org}/practice/v1/switches`, { method: 'PATCH', headers, body: JSON.stringify(settings) });
}

test.afterEach(({ place }) => switchOrg(place, { apiNonce: false, serverErrors: 0 }));

test('the panel, the page and each of its views are accessible and fit, by day and by night', async ({
  page,
  place,
}) => {
  test.slow();
  await makeTraffic(page, place);
  await page.getByRole('button', { name: 'Requests' }).click();
  const panel = page.getByRole('complementary', { name: 'Requests of this session' });
  await expect(panel.getByRole('listitem')).not.toHaveCount(0);
  await expect(panel.getByRole('button', { name: 'API, signed by key' }).first()).toBeVisible();
  await expectGoodView(page, 'the panel');

  await page.getByRole('link', { name: 'Inspector', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Inspector' })).toBeVisible();
  await expect(panel).toBeHidden();
  await expectGoodView(page, 'the list');

  await page.getByRole('button', { name: 'to the API, signed' }).first().click();
  await expect(page.getByText('The API asked for its nonce.', { exact: true })).toBeVisible();
  await expect(page.getByText('Verified here and now')).toBeVisible();
  await expect(page.getByText('The org stopped at nonce')).toBeVisible();
  await expect(page.getByText('That is the protocol at work')).toHaveCount(2);
  await expectGoodView(page, 'an exchange');

  await page.getByRole('button', { name: 'Compare with attempt 2' }).click();
  const changed = page.getByRole('row', { name: '≠ changed' });
  await expect(changed.getByRole('rowheader')).toContainText(['jti', 'nonce', 'signature']);
  await expect(page.getByRole('row', { name: '= stayed' }).getByRole('rowheader')).toContainText(['htm', 'htu', 'ath']);
  await expectGoodView(page, 'two attempts');
});

test('the keyboard alone finds a request, opens it, compares it, and a reload shows it again', async ({
  page,
  place,
}) => {
  await makeTraffic(page, place);
  await page.goto('/inspector');
  await expect(page.getByRole('button', { name: 'to the API, signed' })).toHaveCount(2);
  await page.keyboard.press('/');
  await page.keyboard.type('use_dpop');
  await expect(page.getByRole('button', { name: /attempt 1 of 2/ })).toHaveCount(2);
  // Past kind, outcome and step mode.
  for (let stop = 0; stop < 4; stop++) await page.keyboard.press('Tab');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(page.getByText('The API asked for its nonce.', { exact: true })).toBeVisible();
  await page.keyboard.press(']');
  await expect(page.getByText('The proof is by the key that the token names')).toBeVisible();
  await page.keyboard.press('d');
  // And iat, if a second has passed between the two.
  const changed = page.getByRole('row', { name: '≠ changed' }).getByRole('rowheader');
  await expect(changed).toContainText(['jti', 'nonce', 'signature']);
  await page.reload();
  await expect(changed).toContainText(['jti', 'nonce', 'signature']);
  await page.keyboard.press('d');
  // The whole proof is gone with the page that made it.
  await expect(page.getByText('Verified when it was sent')).toBeVisible();
  await page.keyboard.press('?');
  const keys = page.getByRole('dialog', { name: 'Keys' });
  await expect(keys).toBeVisible();
  await keys.getByLabel('Single letters and signs are keys').uncheck();
  await page.keyboard.press('Escape');
  await page.keyboard.press('?');
  await expect(keys).toBeHidden();
});

test('Home shows the last request, the key and the token of the session', async ({ page, place }) => {
  await page.goto('/');
  await expect(page.getByText('nothing sent yet')).toBeVisible();
  await makeTraffic(page, place);
  await page.getByRole('link', { name: 'Home' }).click();
  const request = page.getByRole('region', { name: 'Your last request' });
  await expect(request).toContainText('/api/v1/users');
  await expect(request).toContainText('with this access token and no other,');
  await expect(page.getByRole('region', { name: 'Your access token' })).toContainText('left');
  await expect(page.getByRole('heading', { name: 'What to do next' })).toBeHidden();
  await expectGoodView(page, 'home, signed in');
  await page.getByRole('link', { name: 'try to export it' }).click();
  await expect(page.getByRole('button', { name: 'Try to export the private key' })).toBeVisible();
  await page.getByRole('link', { name: 'Home' }).click();
  await request.getByRole('link', { name: 'Open in the inspector' }).click();
  await expect(page.getByText('Answered.', { exact: true })).toBeVisible();
});

test('what leaves the inspector has no secret, and its curl command passes once', async ({
  page,
  place,
  wire,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const clipboard = (): Promise<string> => page.evaluate(() => navigator.clipboard.readText());
  await makeTraffic(page, place);
  await page.getByRole('link', { name: 'Inspector', exact: true }).click();

  const save = async (name: string): Promise<string> => {
    const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name }).click()]);
    return readFileSync(await file.path(), 'utf8');
  };
  await page.getByText('Export', { exact: true }).click();
  const har = await save('Save as HAR');
  const json = await save('Save as JSON');
  await page.getByRole('button', { name: 'Copy as Mermaid' }).click();
  await expect(page.getByText('The text of a diagram copied')).toBeVisible();
  const mermaid = await clipboard();
  expect((JSON.parse(har) as { log: { entries: unknown[] } }).log.entries).toHaveLength(6);
  expect(JSON.parse(json)).toHaveLength(10);
  expect(mermaid).toMatch(/^sequenceDiagram/);

  const exchanges = await wire.to();
  const proofs = exchanges.flatMap(({ requestHeaders }) => requestHeaders['dpop'] ?? []);
  const secrets = exchanges.flatMap(({ requestHeaders, responseHeaders, body, json: answer }) => [
    requestHeaders['dpop']?.split('.')[2],
    /^DPoP (.*)/.exec(requestHeaders['authorization'] ?? '')?.[1],
    new URLSearchParams(body ?? '').get('code'),
    responseHeaders['dpop-nonce'],
    answer?.['access_token'],
    answer?.['refresh_token'],
  ]);
  const known = secrets.filter((secret) => typeof secret === 'string' && secret !== '') as string[];
  expect(known.length).toBeGreaterThan(8);
  for (const secret of known) for (const text of [har, json, mermaid]) expect(text.includes(secret)).toBe(false);

  // Unless it is asked for.
  await page.getByLabel('With the signatures of proofs').check();
  const whole = await save('Save as HAR');
  for (const proof of proofs) expect(whole).toContain(proof);
  await page.keyboard.press('Escape');

  await page.getByRole('button', { name: 'to the API, signed' }).last().click();
  await page.keyboard.press('c');
  await expect(page.getByText('A command for one call copied')).toBeVisible();
  const command = await clipboard();
  // The org is in this process, so it must not be blocked.
  const run = async (): Promise<string> => (await promisify(execFile)('sh', ['-c', command])).stdout;
  expect(await run()).toMatch(/^HTTP\/1.1 200 /);
  expect(await run()).toMatch(/^HTTP\/1.1 400 [\s\S]*already been used/);
});

test('tokens and keys: decoded, running down, and a private key that the browser does not give away', async ({
  page,
}) => {
  await signIn(page, ADA);
  await page.goto('/inspector?view=keys');
  await expect(page.getByText(/59:\d\d left/).first()).toBeVisible();
  const marks = page.locator('app-tokens-and-keys .i-key code');
  await expect(marks).toHaveCount(2); // the key, and the token that names it
  const [key, jkt] = await marks.allTextContents();
  expect(key).toBe(jkt);
  await page.getByRole('button', { name: 'Try to export the private key' }).click();
  await expect(page.getByText('The browser refuses: InvalidAccessError')).toBeVisible();
  await expectGoodView(page, 'tokens and keys');
});
