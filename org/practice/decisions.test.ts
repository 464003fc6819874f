import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeProof } from '../../dpop/make-proof.js';
import { signIn, type SignedIn } from '../testing/sign-in.js';
import { startTestOrg, type TestOrg } from '../testing/test-org.js';

interface Decision {
  request: { id: string; method: string; path: string; status: number };
  outcome: { result: string };
  checks: { check: string; passed: boolean; expected: unknown; actual: unknown; section: string; why: string }[];
}

let org: TestOrg;
let ada: SignedIn;
beforeAll(async () => {
  org = await startTestOrg();
  ada = await signIn(org);
});
afterAll(() => org.close());

async function callApi(htu = `${org.origin}/api/v1/users/me`): Promise<Response> {
  const ath = createHash('sha256').update(ada.accessToken).digest('base64url');
  const DPoP = await makeProof(ada.key, { htm: 'GET', htu, ath, iat: org.now() });
  return fetch(`${org.origin}/api/v1/users/me`, { headers: { Authorization: `DPoP ${ada.accessToken}`, DPoP } });
}

const ask = (query: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${org.origin}/practice/v1/decisions${query}`, { headers });

const decisionOf = async (response: Response): Promise<Decision> =>
  (await (await ask(`?request=${response.headers.get('X-Okta-Request-Id')}`)).json()) as Decision;

describe('the decision about a request', () => {
  test('that passed has all its checks', async () => {
    const { request, outcome, checks } = await decisionOf(await callApi());
    expect(request).toMatchObject({ method: 'GET', path: '/api/v1/users/me', status: 200 });
    expect(outcome).toEqual({ result: 'SUCCESS' });
    expect(checks.every(({ passed }) => passed)).toBe(true);
    expect(checks.map(({ check }) => check)).toEqual(expect.arrayContaining(['htu', 'ath', 'jkt', 'replay', 'scope']));
  });

  test('that was refused ends with the check that failed, and what was expected', async () => {
    const { request, checks } = await decisionOf(await callApi(`${org.origin}/api/v1/apps`));
    expect(request.status).toBe(400);
    expect(checks.at(-1)).toMatchObject({
      check: 'htu',
      passed: false,
      expected: `${org.origin}/api/v1/users/me`,
      actual: `${org.origin}/api/v1/apps`,
      section: expect.stringContaining('RFC 9449') as string,
    });
  });

  test('contains no token and no proof', async () => {
    const answer = await ask(`?request=${(await callApi()).headers.get('X-Okta-Request-Id')}`);
    expect(await answer.text()).not.toMatch(/eyJ/);
  });

  test('is also that of a token request', async () => {
    const list = (await (await ask('?since=2000-01-01T00:00:00Z')).json()) as Decision[];
    expect(list.map(({ request }) => request.path)).toContain('/oauth2/v1/token');
  });
});

test('a list begins at a time', async () => {
  org.advance(60);
  const since = new Date(org.now() * 1000).toISOString();
  await callApi();
  const list = (await (await ask(`?since=${since}`)).json()) as Decision[];
  expect(list.map(({ request }) => request.path)).toEqual(['/api/v1/users/me']);
});

test.each([
  ['', 400, 'Expected either "request"'],
  ['?request=a&since=b', 400, 'Expected either "request"'],
  ['?since=yesterday', 400, 'expected a time'],
  ['?request=unknown', 404, 'no decision'],
])('%s is answered with %i and what was expected', async (query, status, text) => {
  const answer = await ask(query);
  expect(answer.status).toBe(status);
  expect(((await answer.json()) as { problems: string[] }).problems.join()).toContain(text);
});

test('pages of other origins do not get any', async () => {
  const since = '?since=2000-01-01T00:00:00Z';
  expect((await ask(since, { 'Origin': 'http://localhost:4200' })).status).toBe(403);
  expect((await ask(since, { 'Sec-Fetch-Site': 'same-site' })).status).toBe(403);
  expect((await ask(since)).headers.get('Access-Control-Allow-Origin')).toBeNull();
});
