import { BEARER, expect, test } from './test.js';

/** What a browser that cannot do DPoP lacks, and how the app says it. */
const LACKING = {
  'IndexedDB': {
    script: () => Object.defineProperty(window, 'indexedDB', { value: undefined }),
    said: /IndexedDB/,
  },
  'crypto.subtle': {
    script: () => Object.defineProperty(Crypto.prototype, 'subtle', { get: () => undefined }),
    said: /Web Crypto/,
  },
};

for (const [feature, { script, said }] of Object.entries(LACKING)) {
  test.describe(`a browser without ${feature}`, () => {
    for (const link of ['/profile', '/users']) {
      test(`is told so at ${link}, before any redirect`, async ({ page, place, wire }) => {
        await page.addInitScript(script);
        await page.goto(link);
        await expect(page.getByRole('heading', { level: 1 })).toHaveText('This browser cannot do DPoP');
        await expect(page.getByRole('main')).toContainText(said);
        expect((await wire.to()).filter(({ url }) => url.origin === place.org)).toEqual([]);
      });
    }

    test('is told so at the button, before any redirect', async ({ page, place, wire }) => {
      await page.addInitScript(script);
      await page.goto('/');
      await page.getByRole('button', { name: 'Sign in' }).click();
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('This browser cannot do DPoP');
      expect((await wire.to()).filter(({ url }) => url.origin === place.org)).toEqual([]);
    });
  });
}

test('a page that was not loaded securely is told so', async ({ page, place }) => {
  await page.route('http://insecure.example/**', async (route) => {
    const { pathname } = new URL(route.request().url());
    const response = await route.fetch({ url: place.app + pathname });
    await route.fulfill({ response });
  });
  await page.goto('http://insecure.example/users');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('This browser cannot do DPoP');
  await expect(page.getByRole('main')).toContainText('https');
});

test.describe('with bearer tokens', () => {
  test.use({ config: BEARER });

  test('a browser without IndexedDB may go on', async ({ page }) => {
    await page.addInitScript(LACKING.IndexedDB.script);
    await page.goto('/users');
    await expect(page.getByLabel('Username')).toBeVisible();
  });
});

/** Configs that cannot be used, and the fields that the app names. */
const WRONG: Record<string, { config: string | undefined; fields: string[]; complaint?: RegExp }> = {
  'that is missing': { config: undefined, fields: ['The whole file'], complaint: /404 .*okta\.config\.json/ },
  'that is empty': { config: '', fields: ['The whole file'] },
  'that is cut off': { config: '{"issuer": "https://dev-1.okta.com",', fields: ['The whole file'] },
  'that is a list': { config: '[]', fields: ['The whole file'] },
  'with nothing in it': { config: '{}', fields: ['issuer', 'clientId', 'scopes', 'dpop'] },
  'with placeholders': {
    config: '{"issuer":"https://{yourOktaDomain}","clientId":"{yourClientId}","scopes":["openid"],"dpop":true}',
    fields: ['issuer', 'clientId'],
  },
  'with a custom authorization server': {
    config: '{"issuer":"https://dev-1.okta.com/oauth2/default","clientId":"0oa1","scopes":["openid"],"dpop":true}',
    fields: ['issuer'],
  },
  'with an issuer that runs script': {
    config: '{"issuer":"javascript:alert(1)","clientId":"0oa1","scopes":["openid"],"dpop":true}',
    fields: ['issuer'],
  },
  'with values of other types': {
    config: '{"issuer":"https://dev-1.okta.com","clientId":7,"scopes":"openid","dpop":"true"}',
    fields: ['clientId', 'scopes', 'dpop'],
  },
};

for (const [name, { config, fields, complaint }] of Object.entries(WRONG)) {
  test(`a config ${name} is explained`, async ({ page, place, complaints }) => {
    if (complaint) complaints.push(complaint);
    place.configure(config);
    await page.goto('/users');
    await expect(page.getByRole('heading', { level: 1 })).toContainText('okta.config.json');
    const faults = page.getByRole('main').getByRole('listitem').filter({ hasText: 'Put there' });
    await expect(faults.getByRole('heading', { level: 2 })).toHaveText(fields);
  });
}

test('a config that was corrected is taken without a new build', async ({ page, place }) => {
  place.configure('{}');
  await page.goto('/');
  await expect(page.getByRole('heading', { level: 1 })).toContainText('okta.config.json');
  place.configure(place.config);
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByRole('button', { name: 'Sign in' })).toBeVisible();
});
