import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestOrg, type TestOrg } from '../testing/test-org.js';

let org: TestOrg;
beforeAll(async () => {
  org = await startTestOrg();
});
afterAll(() => org.close());

test.each([
  ['POST', '/oauth2/v1/TOKEN'],
  ['POST', '/oauth2/v1/token/'],
  ['POST', '/OAuth2/v1/token'],
  ['GET', '/oauth2/v1/Authorize'],
  ['GET', '/oauth2/v1/authorize/'],
  ['GET', '/oauth2/v1/keys/'],
  ['GET', '/oauth2/v1/LOGOUT'],
])('%s %s is another path than the endpoint: 404', async (method, path) => {
  const response = await fetch(`${org.origin}${path}`, { method });
  expect(response.status).toBe(404);
  expect(await response.json()).toMatchObject({ errorCode: 'E0000008' });
});

test.each([
  ['GET', '/oauth2/v1/token', 'POST'],
  ['PUT', '/oauth2/v1/revoke', 'POST'],
  ['POST', '/oauth2/v1/keys', 'GET, HEAD'],
  ['DELETE', '/.well-known/openid-configuration', 'GET, HEAD'],
  ['POST', '/.well-known/oauth-authorization-server', 'GET, HEAD'],
  ['POST', '/.well-known/okta-organization', 'GET, HEAD'],
  ['PUT', '/oauth2/v1/authorize', 'GET, HEAD, POST'],
  ['DELETE', '/oauth2/v1/logout', 'GET, HEAD, POST'],
  ['POST', '/login/signout', 'GET'],
])('%s %s is 405, with the methods that there are', async (method, path, allowed) => {
  const response = await fetch(`${org.origin}${path}`, { method });
  expect([response.status, response.headers.get('Allow')]).toEqual([405, allowed]);
  expect(await response.json()).toMatchObject({ errorCode: 'E0000022' });
});

test.each([
  ['/api/v1/authn', 403, 'errorCauses'],
  ['/oauth2/v1/interact', 400, 'error_description'],
])('direct sign-in at %s is refused with a reason that a page can read', async (path, status, member) => {
  const headers = { Origin: 'https://page.example' };
  const preflight = await fetch(`${org.origin}${path}`, {
    method: 'OPTIONS',
    headers: { ...headers, 'Access-Control-Request-Method': 'POST' },
  });
  const response = await fetch(`${org.origin}${path}`, { method: 'POST', headers });
  for (const { headers: answered } of [preflight, response]) {
    expect(answered.get('Access-Control-Allow-Origin')).toBe('https://page.example');
  }
  expect(response.status).toBe(status);
  expect(JSON.stringify(((await response.json()) as Record<string, unknown>)[member])).toContain('no direct sign-in');
});

test('the endpoints themselves answer', async () => {
  const status = async (method: string, path: string): Promise<number> =>
    (await fetch(`${org.origin}${path}`, { method })).status;
  expect(await status('GET', '/oauth2/v1/keys')).toBe(200);
  expect(await status('POST', '/oauth2/v1/token')).not.toBe(404);
  expect(await status('GET', '/oauth2/v1/authorize')).not.toBe(404);
});
