import { expect as expectOf, type Page } from '@playwright/test';
import { ADA } from './people.js';
import type { AppConfig } from './place.js';
import { accessTokenOf, athOf, jktOf, verifyProof } from './proof.js';
import { signIn, signOut } from './sign-in.js';
import { BEARER, expect, test } from './test.js';
import { Wire, type Exchange } from './wire.js';
import { JOURNEY } from './tags.js';

/** Where the app may send a token or a proof. */
const SIGNABLE = /^\/(api\/v1\/.+|oauth2\/v1\/userinfo)$/;

/** Everything that the app does: sign in, profile, two pages of users, a search, sign out. */
async function useTheApp(page: Page): Promise<void> {
  await signIn(page, ADA);
  await page.getByRole('link', { name: 'Profile', exact: true }).click();
  await expectOf(page.getByRole('main')).toContainText(ADA.login);
  await page.getByRole('link', { name: 'Users', exact: true }).click();
  await page.getByRole('button', { name: 'Next page' }).click();
  await expectOf(page.getByText('Page 2')).toBeVisible();
  await page.getByLabel('Search').fill('a');
  await expectOf(page.getByText('Page 1')).toBeVisible();
  await signOut(page);
}

const isSigned = ({ requestHeaders }: Exchange): boolean =>
  'authorization' in requestHeaders || 'dpop' in requestHeaders;

test('the token endpoint challenges for a nonce, then issues a DPoP token', JOURNEY, async ({ page, place, wire }) => {
  await signIn(page, ADA);
  const [first, second, ...more] = await wire.to('/oauth2/v1/token');
  expect(more).toEqual([]);

  expect(first).toMatchObject({ status: 400, json: { error: 'use_dpop_nonce' } });
  expect(second).toMatchObject({ status: 200, json: { token_type: 'DPoP' } });

  const proofs = await Promise.all([verifyProof(first!), verifyProof(second!)]);
  for (const proof of proofs) expect(proof).toMatchObject({ htm: 'POST', htu: `${place.org}/oauth2/v1/token` });
  expect(proofs[0].nonce).toBeUndefined();
  expect(proofs[1].nonce).toBe(first!.responseHeaders['dpop-nonce']);
  expect(proofs[1].jkt).toBe(proofs[0].jkt);
  expect(jktOf(String(second!.json!['access_token']))).toBe(proofs[1].jkt);
});

/** What the browser sends in a whole visit; one for all tests of a mode, since they only look at it. */
function recordVisit(config: Partial<AppConfig>): () => Exchange[] {
  let exchanges: Exchange[] = [];
  test.describe.configure({ mode: 'default' });
  test.beforeAll(async ({ browser, opened }) => {
    opened.configure({ ...opened.config, ...config });
    const context = await browser.newContext({ baseURL: opened.app });
    const wire = new Wire(context);
    await useTheApp(await context.newPage());
    exchanges = await wire.to();
    await context.close();
  });
  return () => exchanges;
}

const to = (path: string, exchanges: Exchange[]): Exchange[] => exchanges.filter(({ url }) => url.pathname === path);

for (const [mode, config] of [
  ['DPoP', {}],
  ['bearer', BEARER],
] as const) {
  test.describe(`a visit with ${mode} tokens`, () => {
    const visit = recordVisit(config);

    test('token and proof go to the API of the org and nowhere else', async ({ place }) => {
      for (const exchange of visit().filter(isSigned)) {
        const { origin, pathname } = exchange.url;
        expect(origin).toBe(place.org);
        if (pathname === '/oauth2/v1/token') {
          expect(exchange.requestHeaders).not.toHaveProperty('authorization');
        } else if (pathname === '/oauth2/v1/revoke') {
          // okta-auth-js names the client there.
          expect(exchange.requestHeaders['authorization']).toMatch(/^Basic /);
        } else {
          expect(pathname).toMatch(SIGNABLE);
        }
      }
    });

    test('no token, code or proof stands in an address but for the code in the callback', () => {
      const secrets = visit().flatMap(({ requestHeaders, json }) =>
        [
          requestHeaders['dpop'],
          requestHeaders['authorization']?.split(' ')[1],
          json?.['access_token'],
          json?.['refresh_token'],
        ].filter((secret) => typeof secret === 'string'),
      );
      expect(secrets.length).toBeGreaterThan(0);
      for (const { url } of visit()) {
        for (const secret of secrets) expect(url.href).not.toContain(secret);
        if (url.searchParams.has('code')) expect(url.pathname).toBe('/login/callback');
      }
    });

    if (mode === 'DPoP') {
      test('each call of the API has a proof of its own that an independent verifier accepts', JOURNEY, async () => {
        const calls = visit().filter(({ url }) => SIGNABLE.test(url.pathname));
        expect(calls.map(({ url }) => url.pathname)).toEqual(
          expect.arrayContaining(['/oauth2/v1/userinfo', '/api/v1/users', '/api/v1/users']),
        );
        for (const call of calls) {
          expect(call.status).toBe(200);
          expect(call.requestHeaders['authorization']).toMatch(/^DPoP [\w-]+\.[\w-]+\.[\w-]+$/);
          const token = accessTokenOf(call);
          expect(await verifyProof(call)).toMatchObject({
            htm: call.method,
            htu: call.url.origin + call.url.pathname,
            ath: athOf(token),
            jkt: jktOf(token),
          });
        }
      });

      test('no two requests share a jti', JOURNEY, async () => {
        const signed = visit().filter(({ requestHeaders }) => 'dpop' in requestHeaders);
        const jtis = await Promise.all(signed.map(async (exchange) => (await verifyProof(exchange)).jti));
        expect(jtis.length).toBeGreaterThanOrEqual(6);
        expect(new Set(jtis).size).toBe(jtis.length);
      });
    } else {
      test('there is no proof, and one request for the tokens', JOURNEY, () => {
        expect(visit().filter(({ requestHeaders }) => 'dpop' in requestHeaders)).toEqual([]);
        expect(to('/oauth2/v1/token', visit())).toMatchObject([{ status: 200, json: { token_type: 'Bearer' } }]);
        for (const { requestHeaders } of to('/api/v1/users', visit())) {
          expect(requestHeaders['authorization']).toMatch(/^Bearer /);
        }
      });
    }
  });
}

test('a redirect is not followed with a proof on board', async ({ page, place, complaints }) => {
  complaints.push(/ERR_FAILED|redirect/i);
  const elsewhere: string[] = [];
  await page.route('http://elsewhere.example/**', (route) => {
    elsewhere.push(route.request().url());
    return route.fulfill({ body: '[]', headers: { 'access-control-allow-origin': '*' } });
  });
  await signIn(page, ADA);
  await page.route(`${place.org}/api/v1/users?**`, (route) =>
    route.fulfill({
      status: 302,
      headers: { 'location': 'http://elsewhere.example/api/v1/users', 'access-control-allow-origin': place.app },
    }),
  );
  await page.getByRole('link', { name: 'Users', exact: true }).click();
  await expect(page.getByRole('alert')).toContainText('The org did not answer');
  expect(elsewhere).toEqual([]);
});
