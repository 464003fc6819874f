import { ADA } from './people.js';
import { signIn } from './sign-in.js';
import { BEARER, expect, test } from './test.js';

for (const [mode, config] of [
  ['DPoP', {}],
  ['bearer', BEARER],
] as const) {
  test.describe(`with ${mode} tokens, after a restart of the org`, () => {
    test.use({ config });

    test('the browser stays signed in', async ({ page, place }) => {
      await signIn(page, ADA);
      await place.stopOrg();
      await place.startOrg();
      await page.goto('/users');
      await expect(page.getByRole('table').getByRole('row')).toHaveCount(21);
      await page.goto('/profile');
      await expect(page.getByRole('main')).toContainText(ADA.login);
    });

    test('the session at the org is still there', async ({ page, place }) => {
      await signIn(page, ADA);
      await place.stopOrg();
      await place.startOrg();
      await page.evaluate(() => localStorage.clear());
      await page.goto('/profile');
      await expect(page.getByRole('main')).toContainText(ADA.login);
    });
  });
}

test('while the org is down the users view says so, and goes on when it is back', async ({
  page,
  place,
  complaints,
}) => {
  complaints.push(/ERR_CONNECTION_REFUSED/);
  await signIn(page, ADA);
  await place.stopOrg();
  await page.getByRole('link', { name: 'Users', exact: true }).click();
  await expect(page.getByRole('alert')).toContainText('The org did not answer');
  await place.startOrg();
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByRole('table').getByRole('row')).toHaveCount(21);
});

test('while the org is down sign-out still deletes what is here', async ({ page, place, complaints }) => {
  complaints.push(/ERR_CONNECTION_REFUSED/);
  await signIn(page, ADA);
  await place.stopOrg();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page.getByRole('alert')).toContainText('the org did not answer');
  await expect(page.getByRole('button', { name: 'Sign in' })).toBeVisible();
  expect(await page.evaluate(() => localStorage.getItem('okta-token-storage') ?? '{}')).toBe('{}');
});
