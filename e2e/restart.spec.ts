import { ADA } from './people.js';
import { signIn } from './sign-in.js';
import { BEARER, expect, test } from './test.js';

for (const [mode, config] of [
  ['DPoP', {}],
  ['bearer', BEARER],
] as const) {
  test.describe(`with ${mode} tokens, after a restart of the org`, () => {
    test.use({ config });

    test('the browser stays signed in, and the session at the org is still there', async ({ page, place }) => {
      await signIn(page, ADA);
      await place.stopOrg();
      await place.startOrg();
      await page.goto('/users');
      await expect(page.getByRole('table').getByRole('row')).toHaveCount(21);
      await page.evaluate(() => localStorage.clear());
      await page.goto('/profile');
      await expect(page.getByRole('main')).toContainText(ADA.login);
    });
  });
}
