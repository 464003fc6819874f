import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ADA } from './people.js';
import { signIn } from './sign-in.js';
import { expect, test } from './test.js';

interface Decision {
  request: { path: string; status: number };
  checks: { check: string; passed: boolean }[];
}

const SINCE = '/practice/v1/decisions?since=2000-01-01T00:00:00Z';

test('a page of the app reads at its own origin how the org decided about its calls', async ({ page }) => {
  await signIn(page, ADA);
  await page.goto('/users');
  await expect(page.getByRole('table').getByRole('row')).toHaveCount(21);
  const decisions = await page.evaluate(async (path) => (await (await fetch(path)).json()) as Decision[], SINCE);
  // The last one: other tests call the same org.
  const call = decisions.findLast(({ request }) => request.path === '/api/v1/users');
  expect(call?.request.status).toBe(200);
  expect(call?.checks.filter(({ passed }) => passed).map(({ check }) => check)).toContain('htu');
});

test.describe('a page of another origin', () => {
  test.use({ complaints: [/CORS|Failed to load resource/] });

  test('gets none, neither at the app nor at the org', async ({ page, place }) => {
    // Without a policy of its own, so that only the org and its answers decide.
    const other = createServer((_, res) => res.setHeader('Content-Type', 'text/html').end('<h1>Another page</h1>'));
    await new Promise<void>((resolve) => other.listen(0, 'localhost', resolve));
    try {
      await page.goto(`http://localhost:${(other.address() as AddressInfo).port}`);
      for (const address of [`${place.app}${SINCE}`, `${place.org}${SINCE}`]) {
        const outcome = await page.evaluate(async (url) => {
          try {
            return (await fetch(url)).status;
          } catch (error) {
            return String(error);
          }
        }, address);
        expect(outcome).toMatch(/TypeError/);
      }
    } finally {
      other.close();
    }
  });
});
