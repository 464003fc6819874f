import type { Page } from '@playwright/test';
import { ADA } from './people.js';
import type { AppConfig } from './place.js';
import { accessTokenOf, forgeProof } from './proof.js';
import { signIn } from './sign-in.js';
import { BEARER, expect, test } from './test.js';
import { Wire } from './wire.js';
import { JOURNEY } from './tags.js';

interface Loot {
  token: string;
  proof: string | undefined;
  /** The page of the person who was robbed. */
  page: Page;
}

/** What a thief has who read one request of the app. One session is robbed for all tests of a mode. */
function steal(config: Partial<AppConfig>): () => Loot {
  let loot: Loot;
  test.describe.configure({ mode: 'default' });
  test.use({ config });
  test.beforeAll(async ({ browser, opened }) => {
    opened.configure({ ...opened.config, ...config });
    const context = await browser.newContext({ baseURL: opened.app });
    const wire = new Wire(context);
    const page = await context.newPage();
    await signIn(page, ADA);
    await page.getByRole('link', { name: 'Users', exact: true }).click();
    await expect(page.getByRole('table').getByRole('row')).toHaveCount(21);
    const [call] = await wire.to('/api/v1/users');
    loot = { token: accessTokenOf(call!), proof: call!.requestHeaders['dpop'], page };
  });
  test.afterAll(() => loot.page.context().close());
  return () => loot;
}

/** Sends a request as the thief would: from elsewhere. Returns all that Okta says. */
async function replay(
  address: string,
  headers: Record<string, string | undefined>,
): Promise<{ status: number; body: string; challenge: string | null }> {
  const sent = Object.entries(headers).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const response = await fetch(address, { headers: sent });
  return {
    status: response.status,
    body: await response.text(),
    challenge: response.headers.get('www-authenticate'),
  };
}

/** The challenges of Okta's API, to the letter; `realm` and `authorization_uri` print http at any org. */
function challenge(
  scheme: 'DPoP' | 'Bearer',
  org: string,
  facts: { scope: string; error: string; description: string; resource: string },
): string {
  const host = new URL(org).host;
  return [
    `${scheme} ${scheme === 'DPoP' ? 'algs="RS256 RS384 RS512 ES256 ES384 ES512", ' : ''}`,
    `authorization_uri="http://${host}/oauth2/v1/authorize", realm="http://${host}", scope="${facts.scope}", `,
    `error="${facts.error}", error_description="${facts.description}", resource="${facts.resource}"`,
  ].join('');
}

test.describe('a stolen token and its proof', JOURNEY, () => {
  const loot = steal({});

  test('are refused at another address', async ({ place }) => {
    const { token, proof } = loot();
    expect(await replay(`${place.org}/api/v1/apps`, { Authorization: `DPoP ${token}`, DPoP: proof })).toEqual({
      status: 400,
      body: '',
      challenge: challenge('DPoP', place.org, {
        scope: 'okta.apps.read',
        error: 'invalid_dpop_proof',
        description: "'htu' claim in the DPoP proof JWT is invalid.",
        resource: '/api/v1/apps',
      }),
    });
  });

  test('are refused at the same address, as used', async ({ place }) => {
    const { token, proof } = loot();
    expect(await replay(`${place.org}/api/v1/users`, { Authorization: `DPoP ${token}`, DPoP: proof })).toEqual({
      status: 400,
      body: '',
      challenge: challenge('DPoP', place.org, {
        scope: 'okta.users.read.self',
        error: 'invalid_dpop_proof',
        description: 'The DPoP proof JWT has already been used.',
        resource: '/api/v1/users',
      }),
    });
  });

  test('are refused as a bearer token', async ({ place }) => {
    const { token, proof } = loot();
    const refusal = (description: string): object => ({
      status: 400,
      body: '',
      challenge: challenge('Bearer', place.org, {
        scope: 'okta.users.read.self',
        error: 'invalid_request',
        description,
        resource: '/api/v1/users',
      }),
    });
    expect(await replay(`${place.org}/api/v1/users`, { Authorization: `Bearer ${token}` })).toEqual(
      refusal('The resource request requires a DPoP proof.'),
    );
    expect(await replay(`${place.org}/api/v1/users`, { Authorization: `Bearer ${token}`, DPoP: proof })).toEqual(
      refusal('The resource request must use the DPoP authentication scheme when using a DPoP bound token.'),
    );
  });

  test('are refused with a proof by a key of the thief', async ({ place }) => {
    const { token } = loot();
    const address = `${place.org}/api/v1/users`;
    const DPoP = await forgeProof('GET', address, token);
    expect(await replay(address, { Authorization: `DPoP ${token}`, DPoP })).toEqual({
      status: 400,
      body: '',
      challenge: challenge('DPoP', place.org, {
        scope: 'okta.users.read.self',
        error: 'invalid_dpop_proof',
        description: 'The access_token is not bound to the provided DPoP proof.',
        resource: '/api/v1/users',
      }),
    });
  });

  test('do not keep the person who was robbed from working on', async ({ place }) => {
    const { token, proof, page } = loot();
    await replay(`${place.org}/api/v1/users`, { Authorization: `DPoP ${token}`, DPoP: proof });
    await page.getByRole('button', { name: 'Next page' }).click();
    await expect(page.getByText('Page 2')).toBeVisible();
  });
});

test.describe('a stolen bearer token', JOURNEY, () => {
  const loot = steal(BEARER);

  for (const path of ['/api/v1/users', '/api/v1/apps']) {
    test(`works at ${path}`, async ({ place }) => {
      const { token, proof } = loot();
      expect(proof).toBeUndefined();
      const { status, body } = await replay(place.org + path, { Authorization: `Bearer ${token}` });
      expect(status).toBe(200);
      expect(JSON.parse(body)).not.toHaveLength(0);
    });
  }
});
