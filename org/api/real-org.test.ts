import { createHash } from 'node:crypto';
import { decodeJwt } from 'jose';
import * as oauth from 'oauth4webapi';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeProof } from '../../dpop/make-proof.js';
import { generateProofKey, type ProofKey } from '../../dpop/proof-key.js';
import { USER_STATUSES } from '../model/user.js';
import { OVER_HTTP } from '../testing/over-http.js';
import { signIn, type SignedIn } from '../testing/sign-in.js';
import { BEARER_APP, DPOP_APP, startTestOrg, type TestOrg } from '../testing/test-org.js';

let org: TestOrg;
let ada: SignedIn;
let linus: SignedIn;
let bearer: SignedIn;
beforeAll(async () => {
  org = await startTestOrg();
  [ada, linus, bearer] = await Promise.all([
    signIn(org),
    signIn(org, { person: 'linus@example.com' }),
    signIn(org, { clientId: BEARER_APP }),
  ]);
});
afterAll(() => org.close());

/** A good proof for a GET, by jose alone. */
async function proofFor(htu: string, { accessToken, key }: SignedIn, by: ProofKey = key): Promise<string> {
  const ath = createHash('sha256').update(accessToken).digest('base64url');
  return makeProof(by, { htm: 'GET', htu, ath, iat: org.now() });
}

/** A request with the tokens of somebody who signed in, and a fresh proof. */
async function get(path: string, someone: SignedIn, by?: ProofKey): Promise<Response> {
  const { origin, pathname, href } = new URL(path, org.origin);
  const DPoP = await proofFor(origin + pathname, someone, by);
  return fetch(href, { headers: { Authorization: `DPoP ${someone.accessToken}`, DPoP } });
}

const revoke = (token: string, client: string): Promise<Response> =>
  fetch(`${org.origin}/oauth2/v1/revoke`, {
    method: 'POST',
    // As okta-auth-js does it: Basic without a colon.
    headers: { Authorization: `Basic ${btoa(client)}` },
    body: new URLSearchParams({ token }),
  });

describe('with the tokens of a sign-in', () => {
  test('the users come in pages, and userinfo names the user', async () => {
    const first = await get('/api/v1/users?limit=50', ada);
    expect(first.status).toBe(200);
    expect(await first.json()).toHaveLength(50);
    const next = /<([^>]*)>; rel="next"/.exec(first.headers.get('Link')!)![1]!;
    const second = await get(next, ada);
    expect(((await second.json()) as unknown[]).length).toBeGreaterThanOrEqual(10);
    const me = await get('/oauth2/v1/userinfo', ada);
    expect(await me.json()).toMatchObject({ name: 'Ada Lovelace', email: 'ada@example.com', preferred_username: 'ada@example.com' }); // prettier-ignore
  });

  test('somebody without a role sees no users, no apps, and themselves', async () => {
    // The scopes are given without a look at the role.
    expect(linus.scope).toContain('okta.users.read okta.apps.read');
    const users = await get('/api/v1/users', linus);
    expect([users.status, await users.text()]).toEqual([200, '[]']);
    expect(users.headers.get('Link')).toBe(`<${org.origin}/api/v1/users?limit=200>; rel="self"`);
    const apps = await get('/api/v1/apps', linus);
    expect([apps.status, await apps.json()]).toMatchObject([403, { errorCode: 'E0000006' }]);
    expect(await (await get('/api/v1/users/me', linus)).json()).toMatchObject({
      profile: { login: 'linus@example.com' },
    });
  });

  test('all shipped apps can be read', async () => {
    const apps = (await (await get('/api/v1/apps', ada)).json()) as { id: string }[];
    expect(apps.map(({ id }) => id)).toEqual(expect.arrayContaining([DPOP_APP, BEARER_APP]));
    expect((await get(`/api/v1/apps/${DPOP_APP}`, ada)).status).toBe(200);
  });

  test('a bearer token works for whoever has it', async () => {
    for (const path of ['/api/v1/users', '/api/v1/apps', '/oauth2/v1/userinfo']) {
      const response = await fetch(org.origin + path, { headers: { Authorization: `Bearer ${bearer.accessToken}` } });
      expect(response.status).toBe(200);
    }
  });

  test('a stolen token and proof get nowhere', async () => {
    const DPoP = await proofFor(`${org.origin}/api/v1/users`, ada);
    const stolen = { Authorization: `DPoP ${ada.accessToken}`, DPoP };
    const send = async (path: string, headers: Record<string, string>): Promise<unknown[]> => {
      const response = await fetch(org.origin + path, { headers });
      return [response.status, response.headers.get('WWW-Authenticate'), await response.text()];
    };
    const at = (scheme: string, scope: string, error: string, description: string, path: string): string =>
      `${scheme} authorization_uri="${org.origin}/oauth2/v1/authorize", realm="${org.origin}", scope="${scope}", error="${error}", error_description="${description}", resource="${path}"`;
    const dpop = 'DPoP algs="RS256 RS384 RS512 ES256 ES384 ES512",';

    expect((await send('/api/v1/users', stolen))[0]).toBe(200);
    expect(await send('/api/v1/apps', stolen)).toEqual(
      [400, at(dpop, 'okta.apps.read', 'invalid_dpop_proof', "'htu' claim in the DPoP proof JWT is invalid.", '/api/v1/apps'), ''], // prettier-ignore
    );
    expect(await send('/api/v1/users', stolen)).toEqual(
      [400, at(dpop, 'okta.users.read.self', 'invalid_dpop_proof', 'The DPoP proof JWT has already been used.', '/api/v1/users'), ''], // prettier-ignore
    );
    expect(await send('/api/v1/users', { Authorization: `Bearer ${ada.accessToken}` })).toEqual(
      [400, at('Bearer', 'okta.users.read.self', 'invalid_request', 'The resource request requires a DPoP proof.', '/api/v1/users'), ''], // prettier-ignore
    );
    expect((await get('/api/v1/users', ada, await generateProofKey())).headers.get('WWW-Authenticate')).toBe(
      at(dpop, 'okta.users.read.self', 'invalid_dpop_proof', 'The access_token is not bound to the provided DPoP proof.', '/api/v1/users'), // prettier-ignore
    );
  });

  test('the ID token is no access token', async () => {
    const response = await fetch(`${org.origin}/api/v1/users`, {
      headers: { Authorization: `Bearer ${ada.idToken!}` },
    });
    expect(response.status).toBe(401);
    expect(response.headers.get('WWW-Authenticate')).toContain('The access token is invalid.');
  });

  test('oauth4webapi reads userinfo by what discovery says, and it is about the subject of the ID token', async () => {
    const grace = await signIn(org, { person: 'grace@example.com' });
    const issuer = new URL(org.origin);
    const server = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, OVER_HTTP));
    const client = { client_id: DPOP_APP };
    const DPoP = oauth.DPoP({}, grace.key);
    const userinfo = await oauth.userInfoRequest(server, client, grace.accessToken, { ...OVER_HTTP, DPoP });
    const claims = await oauth.processUserInfoResponse(server, client, decodeJwt(grace.idToken!).sub!, userinfo);
    expect(claims.email).toBe('grace@example.com');
  });
});

describe('after revoke', () => {
  test('an access token is refused', async () => {
    const someone = await signIn(org);
    expect((await revoke(someone.accessToken, DPOP_APP)).status).toBe(200);
    const response = await get('/api/v1/users', someone);
    expect(response.status).toBe(401);
    expect(response.headers.get('WWW-Authenticate')).toContain('The access token has been revoked.');
  });

  test('a refresh token takes its access token along', async () => {
    const someone = await signIn(org);
    expect((await revoke(someone.refreshToken!, BEARER_APP)).status).toBe(200);
    expect((await get('/api/v1/users', someone)).status).toBe(200);
    expect((await revoke(someone.refreshToken!, DPOP_APP)).status).toBe(200);
    expect((await get('/api/v1/users', someone)).status).toBe(401);
  });
});

test('the browser session of an admin is no credential at the API', async () => {
  const path = '/api/v1/users';
  const Cookie = ada.browser.cookieHeader(new URL(path, org.origin));
  expect(Cookie).toContain('sid=');
  const answer = await fetch(org.origin + path, { headers: { Cookie, Origin: 'http://localhost:4200' } });
  expect([answer.status, await answer.json()]).toMatchObject([403, { errorCode: 'E0000005' }]);
  expect(answer.headers.get('Access-Control-Allow-Credentials')).toBeNull();
});

describe('people of every sort', () => {
  let other: TestOrg;
  let token: string;
  const read = async (path: string): Promise<Response> =>
    fetch(other.origin + path, { headers: { Authorization: `Bearer ${token}` } });
  interface UserJson {
    status: string;
    profile: { login: string };
    [date: string]: unknown;
  }
  const users = async (query = ''): Promise<UserJson[]> =>
    (await (await read(`/api/v1/users${query}`)).json()) as UserJson[];

  beforeAll(async () => {
    other = await startTestOrg({
      seed: (seed) => {
        seed.users[0]!.profile.mobilePhone = '+1 555 0100';
        USER_STATUSES.forEach((status, index) => {
          const { profile } = Object.assign(seed.users[10 + index]!, { status });
          profile.login = `${status.toLowerCase()}@example.com`;
        });
      },
    });
    const scopes = ['openid', 'phone', 'address', 'okta.users.read'];
    token = (await signIn(other, { clientId: BEARER_APP, scopes })).accessToken;
  });
  afterAll(() => other.close());

  test.each(USER_STATUSES)('one who is %s is found by that', async (status) => {
    const found = await users(`?search=${encodeURIComponent(`status eq "${status}"`)}`);
    expect(new Set(found.map((user) => user.status))).toEqual(new Set([status]));
    const login = `${status.toLowerCase()}@example.com`;
    expect(found.map(({ profile }) => profile.login)).toContain(login);
    const listed = (await users()).some(({ profile }) => profile.login === login);
    expect(listed).toBe(status !== 'DEPROVISIONED');
  });

  test('have dates to the second, that of a sign-in of just now, too', async () => {
    const DATES = ['created', 'activated', 'statusChanged', 'lastLogin', 'lastUpdated', 'passwordChanged'];
    const all = await users();
    expect(all.find(({ profile }) => profile.login === 'ada@example.com')!['lastLogin']).not.toBeNull();
    for (const user of all) {
      for (const name of DATES) expect(user[name] ?? '2026-01-01T00:00:00.000Z').toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z$/); // prettier-ignore
    }
  });

  test('have a phone number at userinfo, by the scope phone', async () => {
    const claims = (await (await read('/oauth2/v1/userinfo')).json()) as object;
    expect(Object.entries(claims)).toEqual([
      ['sub', decodeJwt(token)['uid']],
      ['phone_number', '+1 555 0100'],
    ]);
  });
});

test('introspection knows the tokens of the org', async () => {
  const introspect = async (token: string): Promise<unknown> => {
    const body = new URLSearchParams({ token, client_id: DPOP_APP });
    return (await fetch(`${org.origin}/oauth2/v1/introspect`, { method: 'POST', body })).json();
  };
  expect(await introspect(ada.accessToken)).toMatchObject({
    active: true,
    username: 'ada@example.com',
    client_id: DPOP_APP,
  });
  expect(await introspect(bearer.accessToken)).toEqual({ active: false });
  expect(await introspect(ada.idToken!)).toEqual({ active: false });
});

test.each([
  '/oauth2/v1/userinfo/',
  '/OAuth2/v1/userinfo',
  '/oauth2/v1/%75serinfo',
  '/oauth2/v1/revoke/',
  '/oauth2/v1/Introspect',
])('%s, another spelling, reaches nothing of oidc-provider', async (path) => {
  for (const method of ['GET', 'POST']) {
    const headers = { Authorization: `Bearer ${bearer.accessToken}` };
    expect((await fetch(org.origin + path, { method, headers })).status).toBe(404);
  }
});

test('an expired token is told so', async () => {
  org.advance(3600);
  const response = await get('/api/v1/users', ada);
  expect(response.status).toBe(401);
  expect(response.headers.get('WWW-Authenticate')).toContain('error_description="The token has expired."');
});
