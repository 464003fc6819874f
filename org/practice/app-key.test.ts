import type { JWK } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  clientAssertion,
  credentialsForm,
  SERVICE_APP,
  serviceKey,
  serviceToken,
  type ServiceKey,
} from '../testing/service.js';
import { postToken } from '../testing/sign-in.js';
import { DPOP_APP, startTestOrg, type TestOrg } from '../testing/test-org.js';

const JSON_TYPE = { 'Content-Type': 'application/json' };

let org: TestOrg;
let key: ServiceKey;
beforeAll(async () => {
  org = await startTestOrg();
  key = await serviceKey('ES256', 'mine');
});
afterAll(() => org.close());

interface Asked {
  app?: string;
  kid?: string;
  method?: string;
  headers?: Record<string, string>;
}

function put(
  body: unknown,
  { app = SERVICE_APP, kid = 'mine', method = 'PUT', headers = JSON_TYPE }: Asked = {},
): Promise<Response> {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const address = `${org.origin}/practice/v1/apps/${app}/keys/${kid}`;
  return fetch(address, { method, headers, ...(method !== 'GET' && { body: text }) });
}

const problem = async (answer: Response): Promise<[number, string]> => {
  const { problems } = (await answer.json()) as { problems: string[] };
  return [answer.status, problems.join(' ')];
};

test('a key that was put authenticates its app, at once and over a restart', async () => {
  expect((await serviceToken(org, key)).answer).toMatchObject({ error: 'invalid_client' });
  const answer = await put(key.jwk);
  expect([answer.status, await answer.json()]).toEqual([200, key.jwk]);
  expect((await serviceToken(org, key)).answer).toMatchObject({ token_type: 'DPoP' });
  await org.restart();
  expect((await serviceToken(org, key)).answer).toMatchObject({ token_type: 'DPoP' });
});

test('putting it again changes nothing; another key with the same kid takes its place', async () => {
  await put(key.jwk);
  await put(key.jwk);
  // An assertion without a kid passes for an app with one key only.
  expect((await serviceToken(org, key)).response.status).toBe(200);
  const other = await serviceKey('RS256', 'mine');
  expect((await put(other.jwk)).status).toBe(200);
  expect((await serviceToken(org, other)).response.status).toBe(200);
  expect((await serviceToken(org, key)).answer['error_description']).toBe('The client_assertion signature is invalid.');
});

test('a key with another kid is added, and named as the address says when it has none', async () => {
  await put(key.jwk);
  const nameless = { ...(await serviceKey('ES384')).jwk, kid: undefined };
  const answer = await put(nameless, { kid: 'second' });
  expect(await answer.json()).toMatchObject({ kid: 'second', crv: 'P-384' });
  const assertion = await clientAssertion(org, key, {}, { kid: 'mine' });
  const response = await postToken(org, credentialsForm(assertion));
  expect(await response.json()).toMatchObject({ error: 'invalid_dpop_proof' }); // the client is authenticated
});

test('a key that is deleted is good for nothing, and deleting it again changes nothing', async () => {
  const third = await serviceKey('ES256', 'third');
  await put(third.jwk, { kid: 'third' });
  const assertion = async (): Promise<Response> =>
    postToken(org, credentialsForm(await clientAssertion(org, third, {}, { kid: 'third' })));
  expect(await (await assertion()).json()).toMatchObject({ error: 'invalid_dpop_proof' }); // the client is authenticated
  for (let time = 0; time < 2; time++) {
    const answer = await put(undefined, { kid: 'third', method: 'DELETE' });
    expect([answer.status, await answer.json()]).toEqual([200, {}]);
    expect(await (await assertion()).json()).toMatchObject({ error: 'invalid_client' });
  }
});

describe('is told what is wrong with', () => {
  test('a private key, which is not repeated', async () => {
    const answer = await put(key.privateJwk);
    const text = await answer.clone().text();
    expect(await problem(answer)).toEqual([
      400,
      'jwks: Expected a public key, but a private one came. Use another key pair.',
    ]);
    expect(text).not.toContain(key.privateJwk.d);
  });

  test.each<[what: string, body: unknown, asked: Asked, status: number, text: string]>([
    ['no JSON', '{', {}, 400, 'The body is no JSON.'],
    ['null', null, {}, 400, 'Expected a JWK: a JSON object.'],
    ['a symmetric key', { kty: 'oct' }, {}, 400, "Expected a key whose 'kty' is RSA or EC."],
    ['half a key', { kty: 'EC', crv: 'P-256' }, {}, 400, 'The members of this key make no valid key.'],
    ['another kid', { kty: 'EC', kid: 'yours' }, {}, 400, "Expected the 'kid' of the key to be that of the address"],
    ['a browser app', {}, { app: DPOP_APP }, 400, 'is no service app.'],
    ['an app that is not there', {}, { app: '0oa1nobody' }, 404, 'There is no app with the client ID 0oa1nobody.'],
    ['another method', {}, { method: 'POST' }, 405, 'Expected PUT or DELETE, got POST.'],
    ['a form', {}, { headers: { 'Content-Type': 'text/plain' } }, 415, 'Expected the header'],
    [
      'a page of another origin',
      {},
      { headers: { ...JSON_TYPE, Origin: 'http://localhost:4200' } },
      403,
      'not for pages',
    ],
    ['a page of the same site', {}, { headers: { ...JSON_TYPE, 'Sec-Fetch-Site': 'same-site' } }, 403, 'not for pages'],
    ['a long body', ' '.repeat(70_000), {}, 413, 'must not have more than'],
  ])('%s', async (_, body, asked, status, text) => {
    expect(await problem(await put(body, asked))).toEqual([status, expect.stringContaining(text)]);
  });

  test('the 51st key', async () => {
    const keys: JWK[] = [];
    for (let number = 0; number < 50; number++) keys.push((await serviceKey('ES256', `key-${number}`)).jwk);
    const answers = await Promise.all(keys.map((jwk) => put(jwk, { app: '0oa1bearersvc0BEARER', kid: jwk.kid! })));
    expect(answers.every(({ ok }) => ok)).toBe(true);
    expect(await problem(await put(key.jwk, { app: '0oa1bearersvc0BEARER' }))).toEqual([400, 'jwks: An app can have at most 50 keys.']); // prettier-ignore
  });
});
