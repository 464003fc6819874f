import { ADA, LINUS } from './people.js';
import { signIn } from './sign-in.js';
import { expect, test } from './test.js';

test.describe('without the scope', () => {
  test.use({ config: { scopes: ['openid', 'profile', 'offline_access'] }, complaints: [/403 .*\/api\/v1\/users/] });

  test('the users view shows what Okta says and what to do', async ({ page }) => {
    await signIn(page, ADA);
    await page.goto('/users');
    const alert = page.getByRole('alert');
    await expect(alert).toContainText('403');
    await expect(alert).toContainText('insufficient_scope');
    await expect(alert).toContainText('The access token provided does not contain the required scopes.');
    await expect(alert).toContainText('okta.config.json');
  });
});

test.describe('with okta.users.read.self alone', () => {
  test.use({ config: { scopes: ['openid', 'profile', 'okta.users.read.self'] } });

  test('a person sees nobody else', async ({ page }) => {
    await signIn(page, LINUS);
    await page.goto('/users');
    await expect(page.getByRole('table').getByRole('row')).toHaveCount(2);
    await expect(page.getByRole('cell').locator('code')).toHaveText(LINUS.login);
  });
});

test('a revoked token is renewed with the same key, without a word', async ({ page, place, wire, complaints }) => {
  complaints.push(/401 .*\/api\/v1\/users/);
  await signIn(page, ADA);
  const token = String((await wire.to('/oauth2/v1/token')).at(-1)!.json!['access_token']);
  const body = new URLSearchParams({ client_id: place.config.clientId, token });
  expect((await fetch(`${place.org}/oauth2/v1/revoke`, { method: 'POST', body })).status).toBe(200);

  await page.getByRole('link', { name: 'Users', exact: true }).click();
  await expect(page.getByRole('table').getByRole('row')).toHaveCount(21);
  expect((await wire.to('/api/v1/users')).map(({ status }) => status)).toEqual([401, 200]);
});
