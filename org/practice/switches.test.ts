import { createHash } from 'node:crypto';
import { decodeJwt } from 'jose';
import * as oauth from 'oauth4webapi';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { makeProof } from '../../dpop/make-proof.js';
import { generateProofKey } from '../../dpop/proof-key.js';
import { OVER_HTTP } from '../testing/over-http.js';
import { postToken, requestTokens, signIn, tokenProof, type SignedIn } from '../testing/sign-in.js';
import { DPOP_APP, startTestOrg, type TestOrg } from '../testing/test-org.js';
import { NORMAL } from './switches/switches.js';

const JSON_TYPE = { 'Content-Type': 'application/json' };
const USERS = '/api/v1/users';

let org: TestOrg;
let ada: SignedIn;
beforeAll(async () => {
  org = await startTestOrg();
  ada = await signIn(org);
});
afterEach(async () => {
  await switches('DELETE');
});
afterAll(() => org.close());

function switches(
  method: string,
  body?: object | string,
  headers: Record<string, string> = JSON_TYPE,
): Promise<Response> {
  const text = typeof body === 'object' ? JSON.stringify(body) : body;
  return fetch(`${org.origin}/practice/v1/switches`, { method, headers, ...(text !== undefined && { body: text }) });
}

async function set(body: object): Promise<void> {
  expect((await switches('PATCH', body)).status).toBe(200);
}

async function apiProof(claims: object = {}, { accessToken, key } = ada): Promise<string> {
  const ath = createHash('sha256').update(accessToken).digest('base64url');
  return makeProof(key, { htm: 'GET', htu: org.origin + USERS, ath, iat: now(), ...claims });
}

const now = (): number => Math.floor(Date.now() / 1000);

async function call(proof?: string, someone = ada): Promise<Response> {
  const DPoP = proof ?? (await apiProof({}, someone));
  return fetch(org.origin + USERS, { headers: { Authorization: `DPoP ${someone.accessToken}`, DPoP } });
}

const refreshForm = ({ refreshToken }: SignedIn): Record<string, string> => ({
  grant_type: 'refresh_token',
  client_id: DPOP_APP,
  refresh_token: refreshToken!,
});

describe('the endpoint', () => {
  test('shows the switches, sets some, and sets all back', async () => {
    expect(await (await switches('GET')).json()).toEqual(NORMAL);
    const answer = await switches('PATCH', { delay: 1, tooManyRequests: 7 });
    expect(answer.headers.get('Content-Type')).toBe('application/json');
    expect(await answer.json()).toEqual({ ...NORMAL, delay: 1, tooManyRequests: 7 });
    expect(await (await switches('PATCH', { delay: 0 })).json()).toEqual({ ...NORMAL, tooManyRequests: 7 });
    expect(await (await switches('DELETE')).json()).toEqual(NORMAL);
    expect(await (await switches('GET')).json()).toEqual(NORMAL);
  });

  test.each<[body: object | string, problem: string]>([
    [{ delay: 30_001 }, 'delay: expected a whole number from 0 to 30000, got 30001.'],
    [{ delay: -1 }, 'delay: expected a whole number from 0 to 30000, got -1.'],
    [{ clockShift: 1.5 }, 'clockShift: expected a whole number from -31536000 to 31536000, got 1.5.'],
    [{ accessTokenLifetime: '60' }, 'accessTokenLifetime: expected a whole number from 1 to 86400, got "60".'],
    [{ tooManyRequests: null }, 'tooManyRequests: expected a whole number from 0 to 1000, got null.'],
    [{ serverErrors: [1] }, 'serverErrors: expected a whole number from 0 to 1000, got a list.'],
    [{ apiNonce: 'yes' }, 'apiNonce: expected true or false, got "yes".'],
    [{ rotateNonce: false }, 'rotateNonce: expected true: it is done once, got false.'],
    [{ signOut: 'nobody@example.com' }, 'signOut: there is no user with this login or id.'],
    [{ latency: 5 }, '"latency" is no switch. Expected some of apiNonce, clockShift,'],
    ['{"delay": 5', 'The body is no JSON. Expected an object such as {"apiNonce": true}.'],
    ['[]', 'Expected an object such as {"apiNonce": true}, got a list.'],
    ['{"__proto__": {"delay": 5}, "constructor": 1}', '"constructor" is no switch.'],
  ])('refuses %j and changes nothing', async (body, problem) => {
    const wrong = typeof body === 'string' ? body : { apiNonce: true, ...body };
    const answer = await switches('PATCH', wrong);
    expect(answer.status).toBe(400);
    const { problems } = (await answer.json()) as { problems: string[] };
    expect(problems.join('\n')).toContain(problem);
    expect(await (await switches('GET')).json()).toEqual(NORMAL);
  });

  test.each<[why: string, status: number, headers: Record<string, string>]>([
    ['a page of another origin', 403, { ...JSON_TYPE, Origin: 'http://localhost:4200' }],
    ['a page without an origin', 403, { ...JSON_TYPE, Origin: 'null' }],
    ['a page of the same site', 403, { ...JSON_TYPE, 'Sec-Fetch-Site': 'same-site' }],
    ['a form', 415, { 'Content-Type': 'text/plain' }],
    ['a form that pretends', 415, { 'Content-Type': 'text/plain; application/json' }],
  ])('refuses %s', async (_, status, headers) => {
    const answer = await switches('PATCH', { apiNonce: true }, headers);
    expect(answer.status).toBe(status);
    expect(answer.headers.get('Access-Control-Allow-Origin')).toBeNull();
    expect(await (await switches('GET')).json()).toEqual(NORMAL);
  });

  test('lets pages of the org itself use it, and answers no preflight of others', async () => {
    const own = { ...JSON_TYPE, 'Origin': org.origin, 'Sec-Fetch-Site': 'same-origin' };
    expect((await switches('PATCH', { delay: 0 }, own)).status).toBe(200);
    const preflight = { 'Origin': 'http://localhost:4200', 'Access-Control-Request-Method': 'PATCH' };
    const answer = await switches('OPTIONS', undefined, preflight);
    expect(answer.headers.get('Access-Control-Allow-Origin')).toBeNull();
    expect(answer.headers.get('Access-Control-Allow-Methods')).toBeNull();
  });

  test('refuses other methods, long bodies, and is not part of the API', async () => {
    const put = await switches('PUT', {});
    expect([put.status, put.headers.get('Allow')]).toEqual([405, 'GET, HEAD, PATCH, DELETE']);
    expect((await switches('PATCH', `{"delay":${' '.repeat(70_000)}1}`)).status).toBe(413);
    expect((await fetch(`${org.origin}/api/v1/switches`)).status).toBe(404);
  });
});

test('serverTiming: the API answers with its checks, for the Network panel', async () => {
  const timing = async (): Promise<string | null> =>
    (await fetch(`${org.origin}/api/v1/users`, { headers: { Authorization: 'DPoP x', DPoP: 'y' } })).headers.get(
      'Server-Timing',
    );
  expect(await timing()).toBeNull();
  await set({ serverTiming: true });
  expect(await timing()).toBe(
    'query;desc="query: passed", authorization;desc="authorization: passed", token;desc="token: failed"',
  );
  await set({ serverTiming: false });
});

describe('apiNonce', () => {
  test('asks for a nonce at the API, and brings the next one with every answer', async () => {
    await set({ apiNonce: true });
    const challenge = await call();
    expect([challenge.status, await challenge.text()]).toEqual([401, '']);
    expect(challenge.headers.get('WWW-Authenticate')).toBe(
      `DPoP algs="RS256 RS384 RS512 ES256 ES384 ES512", authorization_uri="${org.origin}/oauth2/v1/authorize", realm="${org.origin}", scope="okta.users.read.self", error="use_dpop_nonce", error_description="Resource server requires nonce in DPoP proof.", resource="/api/v1/users"`,
    );
    const nonce = challenge.headers.get('DPoP-Nonce')!;
    expect((await call(await apiProof({ nonce: 'A'.repeat(32) }))).status).toBe(401);
    const answer = await call(await apiProof({ nonce }));
    expect([answer.status, answer.headers.get('DPoP-Nonce')]).toEqual([200, nonce]);
  });

  test('is understood by oauth4webapi, which comes again with the nonce', async () => {
    await set({ apiNonce: true });
    const DPoP = oauth.DPoP({}, ada.key);
    const request = (): Promise<Response> =>
      oauth.protectedResourceRequest(ada.accessToken, 'GET', new URL(org.origin + USERS), undefined, null, { DPoP, ...OVER_HTTP }); // prettier-ignore
    const error: unknown = await request().catch((reason: unknown) => reason);
    expect(oauth.isDPoPNonceError(error)).toBe(true);
    expect((await request()).status).toBe(200);
  });

  test('is off normally: no nonce is needed, none comes, and one that is sent does not matter', async () => {
    const answer = await call(await apiProof({ nonce: 'whatever' }));
    expect([answer.status, answer.headers.get('DPoP-Nonce')]).toEqual([200, null]);
  });
});

test('rotateNonce makes the nonces that were handed out worthless', async () => {
  const key = await generateProofKey();
  const ask = async (nonce?: string): Promise<Response> =>
    postToken(org, { ...refreshForm(ada), refresh_token: 'x' }, { DPoP: await tokenProof(org, key, { nonce }) });
  const old = (await ask()).headers.get('DPoP-Nonce')!;
  expect(await (await ask(old)).json()).toMatchObject({ error: 'invalid_grant' });
  await set({ rotateNonce: true });
  const answer = await ask(old);
  expect(await answer.json()).toMatchObject({ error: 'use_dpop_nonce' });
  const fresh = answer.headers.get('DPoP-Nonce')!;
  expect(fresh).not.toBe(old);
  expect(await (await ask(fresh)).json()).toMatchObject({ error: 'invalid_grant' });
});

test('clockShift moves the clock of the org: proofs, headers and all', async () => {
  await set({ clockShift: 400 });
  const answer = await call();
  expect(answer.headers.get('WWW-Authenticate')).toContain('issued more than five minutes in the past');
  const date = Date.parse(answer.headers.get('Date')!) / 1000;
  expect(Math.abs(date - now() - 400)).toBeLessThan(10);
  expect(Number(answer.headers.get('x-rate-limit-reset')) - date).toBe(60);
  expect((await call(await apiProof({ iat: now() + 400 }))).status).toBe(200);
  await set({ clockShift: -400 });
  expect((await call()).headers.get('WWW-Authenticate')).toContain('issued in the future');
});

test('accessTokenLifetime is that of new tokens, which end then', async () => {
  await set({ accessTokenLifetime: 2 });
  const someone = await signIn(org);
  const { iat, exp } = decodeJwt(someone.accessToken);
  expect(exp! - iat!).toBe(2);
  await set({ clockShift: 3 });
  const answer = await call(await apiProof({ iat: now() + 3 }, someone), someone);
  expect([answer.status, answer.headers.get('WWW-Authenticate')]).toEqual([401, expect.stringContaining('expired')]);
  const response = await requestTokens({ origin: org.origin, now: () => now() + 3 }, refreshForm(someone), someone.key);
  expect(await response.json()).toMatchObject({ expires_in: 2 });
});

describe('tooManyRequests', () => {
  test('refuses as many calls of the API with 429, and says when to come again', async () => {
    await set({ tooManyRequests: 2 });
    for (const left of [1, 0]) {
      const answer = await call();
      expect(answer.status).toBe(429);
      expect(await answer.json()).toMatchObject({
        errorCode: 'E0000047',
        errorSummary: 'API call exceeded rate limit due to too many requests.',
        errorCauses: [],
      });
      expect(answer.headers.get('x-rate-limit-remaining')).toBe('0');
      const wait = Number(answer.headers.get('x-rate-limit-reset')) - Date.parse(answer.headers.get('Date')!) / 1000;
      expect(wait).toBeGreaterThan(0);
      expect(wait).toBeLessThanOrEqual(60);
      expect(await (await switches('GET')).json()).toMatchObject({ tooManyRequests: left });
    }
    expect((await call()).status).toBe(200);
  });

  test('takes the proof all the same: who comes again needs a new one', async () => {
    await set({ tooManyRequests: 1 });
    const proof = await apiProof();
    expect((await call(proof)).status).toBe(429);
    expect((await call(proof)).headers.get('WWW-Authenticate')).toContain('already been used');
  });

  test('refuses token requests, and costs no code or refresh token', async () => {
    const someone = await signIn(org);
    await set({ tooManyRequests: 1 });
    const refused = await postToken(org, refreshForm(someone), { DPoP: await tokenProof(org, someone.key) });
    expect([refused.status, refused.headers.get('x-rate-limit-remaining')]).toEqual([429, '0']);
    expect((await requestTokens(org, refreshForm(someone), someone.key)).status).toBe(200);
  });
});

test('serverErrors answers as many calls with 503', async () => {
  await set({ serverErrors: 2 });
  const answers = [await call(), await postToken(org, {}), await call()];
  expect(answers.map(({ status }) => status)).toEqual([503, 503, 200]);
  expect(await answers[0]!.json()).toMatchObject({ errorCode: 'E0000010' });
});

test('serverErrors takes the proof all the same: who comes again needs a new one', async () => {
  await set({ serverErrors: 1 });
  const proof = await apiProof();
  expect((await call(proof)).status).toBe(503);
  expect((await call(proof)).headers.get('WWW-Authenticate')).toContain('already been used');
});

test('delay holds an answer back when all is done, and other answers pass', async () => {
  await set({ delay: 600 });
  const order: string[] = [];
  const proof = await apiProof();
  await Promise.all([
    call(proof).then((answer) => order.push(`API ${answer.status}`)),
    fetch(org.origin).then(() => order.push('page')),
  ]);
  expect(order).toEqual(['page', 'API 200']);
});

test('forgetProofs lets a proof pass once more', async () => {
  const proof = await apiProof();
  expect((await call(proof)).status).toBe(200);
  expect((await call(proof)).status).toBe(400);
  await set({ forgetProofs: true });
  expect((await call(proof)).status).toBe(200);
  expect((await call(proof)).status).toBe(400);
});

test('signOut ends the sessions and the tokens of one person', async () => {
  const grace = await signIn(org, { person: 'grace@example.com' });
  await signIn(org, { person: 'grace@example.com', browser: grace.browser }); // without a form
  await set({ signOut: 'Grace@example.com' });
  const answer = await call(undefined, grace);
  expect([answer.status, answer.headers.get('WWW-Authenticate')]).toEqual([401, expect.stringContaining('revoked')]);
  expect(await (await requestTokens(org, refreshForm(grace), grace.key)).json()).toMatchObject({
    error: 'invalid_grant',
  });
  // The browser is shown the form again: it takes the password of whoever signs in now.
  const next = await signIn(org, { person: 'ada@example.com', browser: grace.browser });
  expect(decodeJwt(next.accessToken).sub).toBe('ada@example.com');
  expect((await call()).status).toBe(200);
});
