import { deleteKeys } from './keys.js';
import { ADA, GRACE, LINUS } from './people.js';
import { verifyProof } from './proof.js';
import { enterCredentials, signIn } from './sign-in.js';
import { expect, test } from './test.js';

/** The answer of a resource server that wants a nonce (RFC 9449 section 9), readable for the app. */
function nonceChallenge(app: string, nonce: string): { status: number; headers: Record<string, string> } {
  return {
    status: 401,
    headers: {
      'access-control-allow-origin': app,
      'access-control-expose-headers': 'WWW-Authenticate, DPoP-Nonce',
      'www-authenticate':
        'DPoP error="use_dpop_nonce", error_description="Resource server requires nonce in DPoP proof"',
      'dpop-nonce': nonce,
    },
  };
}

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

  for (const person of [GRACE, LINUS]) {
    test(`${person.name} sees nobody else`, async ({ page }) => {
      await signIn(page, person);
      await page.goto('/users');
      await expect(page.getByRole('table').getByRole('row')).toHaveCount(2);
      await expect(page.getByRole('cell').locator('code')).toHaveText(person.login);
    });
  }
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

test('a session that the org ended is explained, and a new sign-in comes back to the view', async ({
  page,
  place,
  wire,
  complaints,
}) => {
  complaints.push(/401 .*\/api\/v1\/users/, /400 .*\/oauth2\/v1\/token/);
  await signIn(page, ADA);
  await fetch(`${place.org}/practice/v1/switches`, {
    method: 'PATCH',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ signOut: ADA.login }),
  });
  await page.getByRole('link', { name: 'Users', exact: true }).click();
  await expect(page.getByRole('alert')).toContainText('Your session has ended');
  await expect(page.getByRole('alert')).toContainText('invalid_grant');
  expect(await wire.to('/api/v1/users')).toHaveLength(1);
  await page.getByRole('button', { name: 'Sign in again' }).click();
  await enterCredentials(page, ADA);
  await expect(page.getByRole('table').getByRole('row')).toHaveCount(21);
  await expect(page).toHaveURL(/\/users$/);
});

test('a lost key is explained, and a new sign-in helps', async ({ page }) => {
  await signIn(page, ADA);
  await page.evaluate(deleteKeys);
  await page.getByRole('link', { name: 'Users', exact: true }).click();
  await expect(page.getByRole('alert')).toContainText('The key of this session is gone');
  await page.getByRole('button', { name: 'Sign in again' }).click();
  await expect(page.getByRole('table').getByRole('row')).toHaveCount(21);
});

test('a resource server that wants a nonce gets it in a new proof, and from then on', async ({
  page,
  place,
  wire,
  complaints,
}) => {
  complaints.push(/401 .*\/api\/v1\/users/);
  await signIn(page, ADA);
  // Okta's API asks for no nonce, other resource servers do (RFC 9449 section 9): this one answer is made up.
  let challenged = false;
  await page.route(`${place.org}/api/v1/users?**`, async (route) => {
    if (challenged) return route.continue();
    challenged = true;
    return route.fulfill(nonceChallenge(place.app, 'nonce-of-the-resource-server'));
  });
  await page.getByRole('link', { name: 'Users', exact: true }).click();
  await page.getByRole('button', { name: 'Next page' }).click();
  await expect(page.getByText('Page 2')).toBeVisible();

  const proofs = await Promise.all((await wire.to('/api/v1/users')).map(verifyProof));
  expect(proofs.map(({ nonce }) => nonce)).toEqual([
    undefined,
    'nonce-of-the-resource-server',
    'nonce-of-the-resource-server',
  ]);
  expect(new Set(proofs.map(({ jti }) => jti)).size).toBe(3);
});

test('a second challenge in a row is an error, not an endless loop', async ({ page, place, wire, complaints }) => {
  complaints.push(/401 .*\/api\/v1\/users/);
  await signIn(page, ADA);
  await page.route(`${place.org}/api/v1/users?**`, (route) =>
    route.fulfill(nonceChallenge(place.app, 'never-good-enough')),
  );
  await page.getByRole('link', { name: 'Users', exact: true }).click();
  await expect(page.getByRole('alert')).toContainText('use_dpop_nonce');
  expect(await wire.to('/api/v1/users')).toHaveLength(2);
});
