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

test('the endpoints themselves answer', async () => {
  const status = async (method: string, path: string): Promise<number> =>
    (await fetch(`${org.origin}${path}`, { method })).status;
  expect(await status('GET', '/oauth2/v1/keys')).toBe(200);
  expect(await status('POST', '/oauth2/v1/token')).not.toBe(404);
  expect(await status('GET', '/oauth2/v1/authorize')).not.toBe(404);
});
