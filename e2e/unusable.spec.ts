import { expect, test } from './test.js';

test('a page that was not loaded securely is told so', async ({ page, place }) => {
  await page.route('http://insecure.example/**', async (route) => {
    const { pathname } = new URL(route.request().url());
    const response = await route.fetch({ url: place.app + pathname });
    await route.fulfill({ response });
  });
  await page.goto('http://insecure.example/users');
  await expect(page.getByRole('alert').getByRole('heading')).toHaveText('This browser cannot do DPoP');
  await expect(page.getByRole('main')).toContainText('https');
});

/** Configs that cannot be used, and the fields that the app names. */
const WRONG: Record<string, { config: string | undefined; fields: string[]; complaint?: RegExp }> = {
  'that is missing': { config: undefined, fields: ['The whole file'], complaint: /404 .*okta\.config\.json/ },
  'with placeholders': {
    config: '{"issuer":"https://{yourOktaDomain}","clientId":"{yourClientId}","scopes":["openid"],"dpop":true}',
    fields: ['issuer', 'clientId'],
  },
};

for (const [name, { config, fields, complaint }] of Object.entries(WRONG)) {
  test(`a config ${name} is explained`, async ({ page, place, complaints }) => {
    if (complaint) complaints.push(complaint);
    place.configure(config);
    await page.goto('/users');
    await expect(page.getByRole('heading', { level: 1 })).toContainText('okta.config.json');
    const faults = page.getByRole('main').getByRole('listitem').filter({ hasText: 'Expected' });
    await expect(faults.getByRole('heading', { level: 2 })).toHaveText(fields);
  });
}

test('a config that was corrected is taken without a new build', async ({ page, place }) => {
  place.configure('{}');
  await page.goto('/');
  await expect(page.getByRole('heading', { level: 1 })).toContainText('okta.config.json');
  place.configure(place.config);
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByRole('button', { name: 'Sign in', exact: true })).toBeVisible();
});
