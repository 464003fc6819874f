import { createHash } from 'node:crypto';
import { calculateJwkThumbprint, decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeProof } from '../../dpop/make-proof.js';
import { generateProofKey } from '../../dpop/proof-key.js';
import { openConsole } from '../console/testing/console.js';
import { TestBrowser } from '../testing/browser.js';
import {
  clientAssertion,
  credentialsForm,
  SERVICE_APP,
  serviceAppOf,
  serviceKey,
  serviceToken,
} from '../testing/service.js';
import {
  authorize,
  authorizeAddress,
  postToken,
  REDIRECT_URI,
  requestTokens,
  signIn,
  tokenProof,
  type SignedIn,
} from '../testing/sign-in.js';
import { BEARER_APP, DPOP_APP, PEOPLE, startTestOrg, type TestOrg } from '../testing/test-org.js';
import { SystemLog } from './system-log.js';

const SCOPES = ['openid', 'offline_access', 'okta.users.read', 'okta.logs.read'];
const API = 'practice.api.access';
const TOKEN = 'app.oauth2.token.grant';

interface Check {
  check: string;
  passed: boolean;
  expected: unknown;
  actual: unknown;
}

interface Event {
  uuid: string;
  displayMessage: string;
  published: string;
  eventType: string;
  severity: string;
  actor: { id: string; type: string; alternateId: string; displayName: string };
  client: { id: string | null; ipAddress: string; userAgent: { rawUserAgent: string } };
  outcome: { result: string; reason: string | null };
  target: { id: string; type: string }[] | null;
  transaction: { type: string; id: string };
  debugContext: { debugData: Record<string, string> & { dpopChecks?: string } };
}

const service = await serviceKey();
/** Extractable, so that a test can look for it in the log. */
const adaKey = await generateProofKey('ES256', { extractable: true });
let org: TestOrg;
let ada: SignedIn;
beforeAll(async () => {
  org = await startTestOrg({ seed: (seed) => (serviceAppOf(seed).jwks.keys = [service.jwk]) });
  ada = await signIn(org, { scopes: SCOPES, key: adaKey });
});
afterAll(() => org.close());

/** A GET with somebody's token and a fresh proof. */
async function get(path: string, someone: SignedIn = ada, claims: object = {}): Promise<Response> {
  const { pathname } = new URL(path, org.origin);
  const ath = createHash('sha256').update(someone.accessToken).digest('base64url');
  const proof = { htm: 'GET', htu: org.origin + pathname, ath, iat: org.now(), ...claims };
  const DPoP = await makeProof(someone.key, proof);
  return fetch(new URL(path, org.origin), { headers: { Authorization: `DPoP ${someone.accessToken}`, DPoP } });
}

const logs = async (query = 'limit=1000'): Promise<Event[]> =>
  (await (await get(`/api/v1/logs?${query}`)).json()) as Event[];

/** What was logged for an answer, by the id that the answer names. */
async function eventOf(answer: Response): Promise<Event> {
  const events = await logs();
  return events.find(({ transaction }) => transaction.id === answer.headers.get('x-okta-request-id'))!;
}

const checksOf = (event: Event): Check[] => JSON.parse(event.debugContext.debugData.dpopChecks ?? '[]') as Check[];

const codeRequest = { grant_type: 'authorization_code', client_id: DPOP_APP, redirect_uri: REDIRECT_URI };

describe('sign-in', () => {
  const submit = async (form: Record<string, string>): Promise<Response> => {
    const browser = new TestBrowser(org.origin);
    const { response } = await browser.follow(await browser.open(authorizeAddress(org, { verifier: 'v'.repeat(43) })));
    return browser.open(new URL(response.url).pathname, form);
  };

  test('is recorded with the user', async () => {
    const event = await eventOf(await submit({ username: 'GRACE@example.com', password: PEOPLE['grace@example.com'] }));
    expect(event).toMatchObject({
      eventType: 'user.session.start',
      outcome: { result: 'SUCCESS', reason: null },
      severity: 'INFO',
      actor: { type: 'User', alternateId: 'grace@example.com', displayName: 'Grace Hopper' },
      debugContext: { debugData: { requestUri: '/signin', statusCode: '303' } },
    });
  });

  test('with a wrong password is a failure of that user', async () => {
    const event = await eventOf(await submit({ username: 'grace@example.com', password: 'wrong-password-1' }));
    expect(event).toMatchObject({
      eventType: 'user.session.start',
      outcome: { result: 'FAILURE', reason: 'INVALID_CREDENTIALS' },
      severity: 'WARN',
      actor: { alternateId: 'grace@example.com' },
    });
  });

  test('of nobody does not show what was typed in, which may be a password', async () => {
    const event = await eventOf(await submit({ username: PEOPLE['ada@example.com'], password: 'ada@example.com' }));
    expect(event).toMatchObject({ outcome: { result: 'FAILURE' }, actor: { id: 'unknown', alternateId: 'unknown' } });
    expect(JSON.stringify(event)).not.toContain(PEOPLE['ada@example.com']);
  });

  test('that was never begun says so', async () => {
    const answer = await fetch(`${org.origin}/signin/abc`);
    expect(await eventOf(answer)).toMatchObject({
      eventType: 'user.session.start',
      outcome: { result: 'FAILURE', reason: 'Request expired, please start over and try again.' },
    });
  });
});

describe('an authorization request', () => {
  const send = (parameters: Record<string, string | undefined>): Promise<Response> =>
    new TestBrowser(org.origin).open(authorizeAddress(org, { verifier: 'v'.repeat(43) }, parameters));

  test.each([
    [{ state: undefined }, "The authentication request has an invalid 'state' parameter."],
    [{ redirect_uri: 'http://evil.example/' }, "The 'redirect_uri' parameter must be a Login redirect URI in the client app settings."], // prettier-ignore
  ])('that is refused is recorded: %o', async (parameters, reason) => {
    expect(await eventOf(await send(parameters))).toMatchObject({
      eventType: 'app.oauth2.authorize.code',
      outcome: { result: 'FAILURE', reason },
      client: { id: DPOP_APP },
    });
  });
});

describe('the token endpoint', () => {
  test('records challenge, grant and refusal with the checks in order', async () => {
    const { code, verifier } = await authorize(org, { scopes: SCOPES });
    const form = { ...codeRequest, code, code_verifier: verifier };
    const key = await generateProofKey();

    const missing = await eventOf(await postToken(org, form));
    expect(missing).toMatchObject({
      eventType: TOKEN,
      outcome: { result: 'FAILURE', reason: 'The DPoP proof JWT header is missing.' },
      actor: { id: DPOP_APP, type: 'PublicClientApp' },
      client: { id: DPOP_APP, ipAddress: expect.stringMatching(/127\.0\.0\.1|::1/) as string },
      debugContext: { debugData: { requestUri: '/oauth2/v1/token', requestMethod: 'POST', statusCode: '400' } },
    });
    expect(checksOf(missing)).toEqual([
      {
        check: 'proof',
        section: 'RFC 9449 section 4.3 (1)',
        why: expect.stringMatching(/\.$/) as string,
        passed: false,
        expected: 1,
        actual: 0,
        fault: 'no-proof',
      },
    ]);

    const answer = await postToken(org, form, { DPoP: await tokenProof(org, key) });
    const challenge = await eventOf(answer);
    expect(challenge).toMatchObject({ eventType: TOKEN, outcome: { result: 'CHALLENGE' }, severity: 'INFO' });
    expect(checksOf(challenge).at(-1)).toMatchObject({ check: 'nonce', passed: false, actual: 'missing' });

    const nonce = answer.headers.get('DPoP-Nonce')!;
    const refused = await eventOf(
      await postToken(org, form, { DPoP: await tokenProof(org, key, { nonce, htm: 'GET' }) }),
    );
    expect(refused.outcome).toEqual({ result: 'FAILURE', reason: "'htm' claim in the DPoP proof JWT is invalid." });
    expect(checksOf(refused).map(({ check, passed }) => [check, passed])).toEqual([
      ['proof', true],
      ['syntax', true],
      ['typ', true],
      ['alg', true],
      ['jwk', true],
      ['signature', true],
      ['htm', false],
    ]);
    expect(checksOf(refused).at(-1)).toMatchObject({ expected: 'POST', actual: 'GET' });

    const granted = await eventOf(await requestTokens(org, form, key, nonce));
    expect(granted).toMatchObject({
      eventType: 'app.oauth2.token.grant.access_token',
      outcome: { result: 'SUCCESS' },
      actor: { id: DPOP_APP },
    });
    expect(granted.target!.map(({ type }) => type)).toEqual(['User', 'access_token', 'id_token', 'refresh_token']);
    expect(granted.target![0]!.id).toBe(decodeJwt(ada.accessToken)['uid']);
    expect(checksOf(granted).every(({ passed }) => passed)).toBe(true);

    const again = await eventOf(await requestTokens(org, form, key, nonce));
    expect(again.outcome).toEqual({ result: 'FAILURE', reason: 'The authorization code is invalid or has expired.' });
  });

  test('records a client that it does not know', async () => {
    const event = await eventOf(await postToken(org, { ...codeRequest, client_id: '0oanobody00000000000' }));
    expect(event).toMatchObject({
      eventType: 'app.oauth2.invalid_client_credentials',
      outcome: { result: 'FAILURE', reason: "Invalid value for 'client_id' parameter." },
      actor: { id: 'unknown' },
    });
  });
});

describe('what fails after the proof has passed is a check like the others', () => {
  const key = generateProofKey();
  let nonce: string;
  beforeAll(async () => {
    const answer = await postToken(org, codeRequest, { DPoP: await tokenProof(org, await key) });
    nonce = answer.headers.get('DPoP-Nonce')!;
  });
  const request = async (form: Record<string, string>, by = key): Promise<Event> =>
    eventOf(await requestTokens(org, form, await by, nonce));
  const exchange = async (change: (form: Record<string, string>) => object = () => ({})): Promise<Event> => {
    const { code, verifier } = await authorize(org, { scopes: SCOPES });
    const form = { ...codeRequest, code, code_verifier: verifier };
    return request({ ...form, ...change(form) });
  };
  const challengeOf = (verifier: string): string => createHash('sha256').update(verifier).digest('base64url');

  test('an unknown code', async () => {
    expect(checksOf(await exchange(() => ({ code: 'no-such-code' }))).at(-1)).toEqual({
      check: 'code',
      section: 'RFC 6749 section 4.1.3',
      why: expect.stringMatching(/\.$/) as string,
      passed: false,
      expected: 'issued less than 300 seconds ago',
      actual: 'unknown or expired',
    });
  });

  test('an expired code', async () => {
    const { code, verifier } = await authorize(org, { scopes: SCOPES });
    org.advance(301);
    ada = await signIn(org, { scopes: SCOPES, key: adaKey });
    const event = await request({ ...codeRequest, code, code_verifier: verifier });
    expect(event.outcome.reason).toBe('The authorization code is invalid or has expired.');
    expect(checksOf(event).at(-1)).toMatchObject({ check: 'code', passed: false });
  });

  test('another code verifier', async () => {
    let right = '';
    const event = await exchange(({ code_verifier }) => {
      right = code_verifier!;
      return { code_verifier: 'w'.repeat(43) };
    });
    expect(event.outcome.reason).toBe('PKCE verification failed.');
    expect(checksOf(event).at(-1)).toMatchObject({
      check: 'code_verifier',
      passed: false,
      expected: `one whose challenge is ${challengeOf(right)}`,
      actual: `one whose challenge is ${challengeOf('w'.repeat(43))}`,
    });
  });

  test('another redirect_uri', async () => {
    expect(checksOf(await exchange(() => ({ redirect_uri: 'http://localhost:4200/other' }))).at(-1)).toMatchObject({
      check: 'redirect_uri',
      passed: false,
      expected: REDIRECT_URI,
      actual: 'http://localhost:4200/other',
    });
  });

  test('a code that was used', async () => {
    const { code, verifier } = await authorize(org, { scopes: SCOPES });
    const form = { ...codeRequest, code, code_verifier: verifier };
    await request(form);
    expect(checksOf(await request(form)).at(-1)).toMatchObject({ check: 'single use', passed: false });
  });

  test('the key that a refresh token is bound to', async () => {
    const other = generateProofKey();
    const form = { grant_type: 'refresh_token', client_id: DPOP_APP, refresh_token: ada.refreshToken! };
    const event = await request(form, other);
    expect(event.outcome.reason).toBe('Invalid DPoP Public Key binding in refresh token');
    const [expected, actual] = await Promise.all(
      [ada.key.jwk, (await other).jwk].map((jwk) => calculateJwkThumbprint(jwk)),
    );
    expect(checksOf(event).at(-1)).toMatchObject({ check: 'jkt', passed: false, expected, actual });
  });

  test('scopes that were not granted', async () => {
    const form = { grant_type: 'refresh_token', client_id: DPOP_APP, refresh_token: ada.refreshToken!, scope: 'openid okta.apps.read' }; // prettier-ignore
    const event = await request(form, Promise.resolve(ada.key));
    expect(checksOf(event).at(-1)).toMatchObject({ check: 'scope', passed: false, actual: 'openid okta.apps.read' });
  });

  test('a refresh token that is used a second time', async () => {
    const someone = await signIn(org, { scopes: SCOPES });
    const form = { grant_type: 'refresh_token', client_id: DPOP_APP, refresh_token: someone.refreshToken! };
    await request(form, Promise.resolve(someone.key));
    org.advance(31);
    const event = await request(form, Promise.resolve(someone.key));
    expect(event).toMatchObject({
      eventType: 'app.oauth2.token.detect_reuse',
      outcome: { result: 'FAILURE', reason: 'The refresh token is invalid or expired.' },
    });
    expect(checksOf(event).at(-1)).toMatchObject({ check: 'reuse', passed: false });
  });

  test('a client assertion', async () => {
    const event = await eventOf(
      await postToken(org, credentialsForm(await clientAssertion(org, service, { aud: `${org.origin}/oauth2/token` }))),
    );
    expect(event).toMatchObject({
      eventType: 'app.oauth2.invalid_client_credentials',
      outcome: { result: 'FAILURE' },
      client: { id: SERVICE_APP },
    });
    expect(checksOf(event).at(-1)).toMatchObject({
      check: 'assertion aud',
      passed: false,
      expected: `${org.origin}/oauth2/v1/token`,
      actual: `${org.origin}/oauth2/token`,
    });
  });

  test('scopes that a service is not granted', async () => {
    const { response } = await serviceToken(org, service, { scope: 'okta.groups.read' });
    expect(checksOf(await eventOf(response)).at(-1)).toMatchObject({
      check: 'scope',
      passed: false,
      expected: expect.stringContaining('okta.users.read') as string,
      actual: 'okta.groups.read',
    });
  });
});

describe('what goes well at the other endpoints is recorded, too', () => {
  const send = (path: string, form: Record<string, string>): Promise<Response> =>
    fetch(org.origin + path, { method: 'POST', body: new URLSearchParams({ client_id: DPOP_APP, ...form }) });

  test.each(['query', 'fragment', 'form_post', 'okta_post_message'])(
    'an authorization request, with the answer by %s',
    async (response_mode) => {
      const address = authorizeAddress(org, { verifier: 'v'.repeat(43) }, { response_mode });
      expect(await eventOf(await ada.browser.open(address))).toMatchObject({
        eventType: 'app.oauth2.authorize.code',
        outcome: { result: 'SUCCESS' },
        actor: { alternateId: 'ada@example.com' },
        client: { id: DPOP_APP },
        target: [{ id: DPOP_APP, type: 'AppInstance' }],
      });
      const refused = await new TestBrowser(org.origin).open(`${address}&prompt=none`);
      expect(await eventOf(refused)).toMatchObject({
        eventType: 'app.oauth2.authorize.code',
        outcome: { result: 'FAILURE', reason: 'The client specified not to prompt, but the user is not logged in.' },
      });
    },
  );

  test('the end of a session', async () => {
    const { idToken, browser } = await signIn(org, { scopes: SCOPES, person: 'grace@example.com' });
    expect(await eventOf(await browser.open(`/oauth2/v1/logout?id_token_hint=${idToken}`))).toMatchObject({
      eventType: 'user.session.end',
      outcome: { result: 'SUCCESS' },
      actor: { alternateId: 'grace@example.com' },
      client: { id: DPOP_APP },
    });
    expect(await eventOf(await browser.open('/oauth2/v1/logout'))).toMatchObject({
      eventType: 'user.session.end',
      outcome: { result: 'FAILURE', reason: "The required parameter 'id_token_hint' is missing." },
    });
  });

  test.each([
    ['/oauth2/v1/revoke', 'app.oauth2.token.revoke'],
    ['/oauth2/v1/introspect', 'practice.token.introspect'],
  ])('a request to %s', async (path, eventType) => {
    const { refreshToken } = await signIn(org, { scopes: SCOPES });
    expect(await eventOf(await send(path, { token: refreshToken! }))).toMatchObject({
      eventType,
      outcome: { result: 'SUCCESS' },
      client: { id: DPOP_APP },
    });
    expect(await eventOf(await send(path, {}))).toMatchObject({
      eventType,
      outcome: { result: 'FAILURE', reason: "The 'token' parameter is required." },
    });
  });

  test('what is changed in the Admin Console', async () => {
    const { browser, token } = await openConsole(org);
    const app = `/admin/apps/${SERVICE_APP}`;
    const { jwk } = await serviceKey('ES256', 'of the log');
    const jkt = await calculateJwkThumbprint(jwk);
    const changes: [path: string, fields: Record<string, string>, eventType: string, target?: string][] = [
      [app, { label: 'Practice service' }, 'application.lifecycle.update', 'dpop_bound_access_tokens'],
      [`${app}/scopes`, { grant: 'okta.groups.read' }, 'app.oauth2.admin.consent.grant', 'okta.groups.read'],
      [`${app}/scopes`, { revoke: 'okta.groups.read' }, 'app.oauth2.admin.consent.revoke', 'okta.groups.read'],
      [`${app}/roles`, { role: 'none' }, 'app.oauth2.client.privilege.revoke', 'READ_ONLY_ADMIN'],
      [`${app}/roles`, { role: 'SUPER_ADMIN' }, 'app.oauth2.client.privilege.grant', 'SUPER_ADMIN'],
      [`${app}/credentials`, { method: 'private_key_jwt', added: JSON.stringify({ ...jwk, kid: 'log' }) }, 'application.lifecycle.update', 'jwks'], // prettier-ignore
      [`${app}/credentials`, { method: 'private_key_jwt', removed: jkt }, 'application.lifecycle.update', 'jwks'],
      [`${app}/credentials`, { method: 'client_secret' }, 'application.lifecycle.update', 'token_endpoint_auth_method'],
      [`${app}/credentials`, { method: 'private_key_jwt' }, 'application.lifecycle.update', 'token_endpoint_auth_method'], // prettier-ignore
      [`${app}/deactivate`, {}, 'application.lifecycle.deactivate'],
      [`${app}/activate`, {}, 'application.lifecycle.activate'],
    ];
    for (const [path, fields, eventType, about] of changes) {
      const event = await eventOf(await browser.open(path, { token, ...fields }));
      expect(event, path).toMatchObject({
        eventType,
        outcome: { result: 'SUCCESS' },
        actor: { alternateId: 'ada@example.com' },
      });
      expect(event.target!.map(({ id }) => id)).toEqual([SERVICE_APP, ...(about ? [about] : [])]);
    }
    const refused = await browser.open(app, { token, label: '' });
    expect([refused.status, await eventOf(refused)]).toEqual([400, undefined]);
    expect(await eventOf(await browser.open('/admin/sign-out', { token }))).toMatchObject({
      eventType: 'user.session.end',
      actor: { alternateId: 'ada@example.com' },
    });
  });
});

describe('a call of the API', () => {
  test('is recorded with its checks when it is answered, and when it finds nothing', async () => {
    const event = await eventOf(await get('/api/v1/users?limit=1'));
    expect(event).toMatchObject({ eventType: API, displayMessage: 'API call', outcome: { result: 'SUCCESS' } });
    expect(checksOf(event).map(({ check }) => check)).toContain('replay');
    expect(checksOf(event).every(({ passed }) => passed)).toBe(true);
    expect(await eventOf(await get('/api/v1/users/nobody'))).toMatchObject({
      displayMessage: 'API call',
      outcome: { result: 'FAILURE' },
    });
  });

  test('of the log itself is not recorded: reading it would never end', async () => {
    expect(await eventOf(await get('/api/v1/logs?limit=1'))).toBeUndefined();
  });

  test('that a switch answers with 503 has failed, and was not refused', async () => {
    await fetch(`${org.origin}/practice/v1/switches`, {
      method: 'PATCH',
      headers: { 'Content-Type': 'application/json' },
      body: '{"serverErrors":1}',
    });
    expect(await eventOf(await get('/api/v1/users?limit=1'))).toMatchObject({
      displayMessage: 'API call failed',
      outcome: { result: 'FAILURE' },
    });
  });

  test('with a bad proof is a failure that says what was expected and what was found', async () => {
    const event = await eventOf(await get('/api/v1/users', ada, { htu: `${org.origin}/api/v1/apps` }));
    expect(event).toMatchObject({
      eventType: API,
      outcome: { result: 'FAILURE', reason: "'htu' claim in the DPoP proof JWT is invalid." },
      actor: { type: 'User', alternateId: 'ada@example.com' },
      client: { id: DPOP_APP },
      debugContext: { debugData: { requestUri: '/api/v1/users', requestMethod: 'GET', statusCode: '400' } },
    });
    const checks = checksOf(event);
    expect(checks[0]!.check).toBe('query');
    expect(checks.at(-1)).toMatchObject({
      check: 'htu',
      passed: false,
      expected: `${org.origin}/api/v1/users`,
      actual: `${org.origin}/api/v1/apps`,
    });
    expect(checks.slice(0, -1).every(({ passed }) => passed)).toBe(true);
  });

  test('without the scope, or without the role, is denied', async () => {
    const noScope = await eventOf(await get('/api/v1/apps'));
    expect(noScope.outcome.result).toBe('DENY');
    expect(checksOf(noScope).at(-1)).toMatchObject({ check: 'scope', passed: false, expected: 'okta.apps.read' });

    const linus = await signIn(org, { person: 'linus@example.com' });
    const noRole = await eventOf(await get('/api/v1/apps', linus));
    expect(noRole).toMatchObject({
      outcome: { result: 'DENY', reason: 'You do not have permission to perform the requested action' },
      actor: { alternateId: 'linus@example.com' },
    });
    expect(checksOf(noRole).at(-1)).toMatchObject({ check: 'role', passed: false, actual: 'no role' });
  });

  test('without any token is recorded, too', async () => {
    const event = await eventOf(await fetch(`${org.origin}/api/v1/users`));
    expect(event).toMatchObject({ outcome: { reason: 'Invalid session' }, actor: { id: 'unknown' } });
    expect(checksOf(event).at(-1)).toMatchObject({ check: 'authorization', passed: false, actual: 'none' });
  });
});

test('what the switches do stands in the log', async () => {
  const set = (body: object): Promise<Response> =>
    fetch(`${org.origin}/practice/v1/switches`, {
      method: 'PATCH',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
  await set({ apiNonce: true });
  const challenge = await get('/api/v1/users');
  await set({ apiNonce: false, tooManyRequests: 1 });
  const tooMany = await get('/api/v1/users');
  await set({ serverErrors: 1 });
  const down = await get('/api/v1/users');
  expect(await eventOf(challenge)).toMatchObject({
    eventType: API,
    outcome: { result: 'CHALLENGE', reason: 'Resource server requires nonce in DPoP proof.' },
  });
  expect(await eventOf(tooMany)).toMatchObject({
    eventType: 'system.org.rate_limit.violation',
    outcome: { result: 'DENY' },
    client: { id: DPOP_APP },
  });
  expect(await eventOf(down)).toMatchObject({ eventType: API, outcome: { result: 'FAILURE' } });
});

test('no secret gets into the log, wherever a client puts it', async () => {
  const secrets: string[] = [];
  const proof = async (claims: object = {}): Promise<string> => {
    const made = await tokenProof(org, ada.key, claims);
    secrets.push(made);
    return made;
  };
  const send = async (path: string, headers: Record<string, string>): Promise<Response> => {
    secrets.push(...Object.entries(headers).filter(([name]) => name === 'DPoP').map(([, value]) => value)); // prettier-ignore
    return fetch(org.origin + path, { headers });
  };
  const apiProof = (claims: object): Promise<string> => makeProof(ada.key, { htm: 'GET', iat: org.now(), ...claims });

  const authorized = await authorize(org, { scopes: SCOPES });
  const { code, verifier, browser } = authorized;
  const form = { ...codeRequest, code, code_verifier: verifier };
  const challenge = await postToken(org, form, { DPoP: await proof() });
  const nonce = challenge.headers.get('DPoP-Nonce')!;
  const tokens = (await (await postToken(org, form, { DPoP: await proof({ nonce }) })).json()) as Record<
    string,
    string
  >;
  const { access_token: access = '', refresh_token: refresh = '', id_token: id = '' } = tokens;
  await postToken(org, form, { DPoP: await proof({ nonce }) });
  const refreshForm = { grant_type: 'refresh_token', client_id: DPOP_APP, refresh_token: refresh };
  await postToken(org, refreshForm, { DPoP: await tokenProof(org, await generateProofKey(), { nonce }) });
  const renewed = (await (await postToken(org, refreshForm, { DPoP: await proof({ nonce }) })).json()) as typeof tokens;
  // Secrets in all the wrong places.
  await postToken(org, refreshForm, { DPoP: await proof({ nonce, jti: refresh, htm: 'GET' }) });
  await postToken(org, refreshForm, { DPoP: await proof({ nonce, htm: refresh }) });
  await postToken(org, refreshForm, { DPoP: await proof({ nonce, htu: `${org.origin}/?token=${refresh}` }) });
  await postToken(org, refreshForm, { DPoP: refresh, 'User-Agent': `curl ${refresh}` });
  await postToken(org, { ...form, client_secret: 'a-client-secret', client_assertion: access, client_id: refresh });
  await postToken(org, { ...form, redirect_uri: access, grant_type: refresh, scope: code });
  const DPoP = await apiProof({ htu: `${org.origin}/api/v1/users?access_token=${access}` });
  const authorization = { Authorization: `DPoP ${access}` };
  await send('/api/v1/users', { ...authorization, DPoP });
  await send('/api/v1/users', { ...authorization, DPoP: await apiProof({ htu: access }) });
  await send('/api/v1/users', { ...authorization, DPoP: access });
  await send(`/api/v1/users?access_token=${access}`, { 'User-Agent': access });
  await send(`/api/v1/users/${access}`, { Authorization: `Bearer ${access}` });
  await send('/api/v1/users', { Authorization: `Bearer ${id}` });
  await send('/api/v1/users', { Authorization: 'SSWS 00aSecretApiToken000000000000000000000000' });
  await fetch(authorizeAddress(org, { verifier }, { redirect_uri: `http://evil.example/${access}`, state: refresh }));

  const cookies = await browser.open('/').then(() => browser.cookieNames);
  expect(cookies.length).toBeGreaterThan(0);
  const text = JSON.stringify(await logs());
  const known = { code, verifier, nonce, access, refresh, id, access2: renewed['access_token']!, refresh2: renewed['refresh_token']!, secret: 'a-client-secret', ssws: '00aSecretApiToken', state: authorized.state }; // prettier-ignore
  for (const [name, secret] of Object.entries(known)) expect(text.includes(secret), name).toBe(false);
  for (const secret of [...secrets, ...Object.values(PEOPLE), 'wrong-password-1']) expect(text).not.toContain(secret);
  // Nor a part of one.
  for (const token of [access, id, ...secrets]) {
    for (const part of token.split('.')) expect(part === '' || text.includes(part), part).toBe(false);
  }
  const { d } = await crypto.subtle.exportKey('jwk', ada.key.privateKey);
  expect(text).not.toContain(d);
});

describe('GET /api/v1/logs', () => {
  test('pages by Link, the oldest first', async () => {
    const all = await logs();
    const uuids: string[] = [];
    let path: string | undefined = `/api/v1/logs?limit=5&until=${all.at(-1)!.published.replace('.000', '.999')}`;
    while (path) {
      const answer: Response = await get(path);
      const page = (await answer.json()) as Event[];
      expect(page.length).toBeLessThanOrEqual(5);
      uuids.push(...page.map(({ uuid }) => uuid));
      path = /<([^>]*)>; rel="next"/.exec(answer.headers.get('Link')!)?.[1];
    }
    expect(uuids.slice(0, all.length)).toEqual(all.map(({ uuid }) => uuid));
    expect(all.map(({ published }) => published)).toEqual(all.map(({ published }) => published).toSorted());
    expect((await logs('sortOrder=DESCENDING&limit=1000')).map(({ uuid }) => uuid)).toEqual(uuids.toReversed());
  });

  test('filters by type and outcome, searches words, and keeps to times', async () => {
    const challenges = await logs(
      `filter=${encodeURIComponent(`outcome.result eq "CHALLENGE" and eventType eq "${TOKEN}"`)}`,
    );
    expect(challenges.length).toBeGreaterThan(0);
    for (const { outcome, eventType } of challenges) expect([outcome.result, eventType]).toEqual(['CHALLENGE', TOKEN]);
    const found = await logs('q=grace+invalid_credentials');
    expect(found.map(({ actor }) => actor.alternateId)).toEqual(['grace@example.com']);
    org.advance(5);
    const since = new Date(org.now() * 1000).toISOString();
    await get('/api/v1/apps');
    expect(await logs(`since=${since}`)).toHaveLength(1);
    expect(await logs(`until=${since}&q=nothing-like-it`)).toEqual([]);
  });

  test.each([
    ['since=yesterday', 'E0000001'],
    ['filter=eventType', 'E0000031'],
    ['filter=password eq "x"', 'E0000031'],
    ['after=nothing', 'E0000029'],
    ['limit=-1', 'E0000001'],
  ])('refuses %s', async (query, errorCode) => {
    const answer = await get(`/api/v1/logs?${query}`);
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ errorCode });
  });

  test('asks for scope and role', async () => {
    const linus = await signIn(org, { person: 'linus@example.com', scopes: SCOPES });
    expect((await get('/api/v1/logs', linus)).status).toBe(403);
    const other = await signIn(org);
    const answer = await get('/api/v1/logs', other);
    expect([answer.status, answer.headers.get('WWW-Authenticate')]).toEqual([
      403,
      expect.stringContaining('scope="okta.logs.read"'),
    ]);
    await expect(signIn(org, { clientId: BEARER_APP, scopes: SCOPES })).rejects.toThrow('invalid_scope');
  });
});

test('the log keeps the newest thousand', () => {
  const log = new SystemLog(() => 0);
  const request = { id: '', method: 'GET', path: '/', status: 400 };
  for (let number = 0; number < 1010; number++) {
    log.record({ eventType: String(number), displayMessage: '', outcome: { result: 'FAILURE' }, request });
  }
  expect(log.events()).toHaveLength(1000);
  expect(log.events()[0]!.eventType).toBe('10');
  expect(log.event(log.events().at(-1)!.uuid)!.eventType).toBe('1009');
});
