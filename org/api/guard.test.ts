import { WWWAuthError } from '@okta/okta-auth-js';
import fc from 'fast-check';
import { calculateJwkThumbprint, generateKeyPair, SignJWT } from 'jose';
import * as oauth from 'oauth4webapi';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import cases from '../../dpop/htu-cases.json' with { type: 'json' };
import { makeProof } from '../../dpop/make-proof.js';
import { generateProofKey, type ProofKey } from '../../dpop/proof-key.js';
import { OVER_HTTP } from '../testing/over-http.js';
import { startTestApi, type Answer, type TestApi } from '../testing/test-api.js';
import { LEFT, SUSPENDED } from '../testing/small-seed.js';

const USERS = '/api/v1/users';
const USERINFO = '/oauth2/v1/userinfo';

let api: TestApi;
let otherKey: ProofKey;
let bound: string;
let bearer: string;
beforeAll(async () => {
  api = await startTestApi();
  otherKey = await generateProofKey();
  bound = await api.token();
  bearer = await api.token({ cnf: undefined });
});
afterAll(() => api.close());

/** Okta's challenges, written out as they were recorded (docs/okta-facts.md, section 3.2). */
const recorded = {
  bearer: (scope: string, error: string, description: string, resource: string): string =>
    `Bearer authorization_uri="${api.origin}/oauth2/v1/authorize", realm="${api.origin}", scope="${scope}", error="${error}", error_description="${description}", resource="${resource}"`,
  dpop: (scope: string, error: string, description: string, resource: string): string =>
    `DPoP algs="RS256 RS384 RS512 ES256 ES384 ES512", authorization_uri="${api.origin}/oauth2/v1/authorize", realm="${api.origin}", scope="${scope}", error="${error}", error_description="${description}", resource="${resource}"`,
};

/** The whole of an answer by which Okta refuses: status, challenge, nothing else. */
function expectChallenge(answer: Answer, status: number, challenge: string): void {
  expect(answer.headers['www-authenticate']).toBe(challenge);
  expect(answer.status).toBe(status);
  expect(answer.body).toBe('');
  expect(answer.headers['content-length']).toBe('0');
  expect(answer.headers['content-type']).toBeUndefined();
  expect(answer.headers['dpop-nonce']).toBeUndefined();
  // The client of the tutorials must be able to read it.
  const parsed = WWWAuthError.parseHeader(challenge)!;
  expect(challenge).toContain(`error_description="${parsed.error_description}"`);
  expect(parsed.parameters).toMatchObject({ realm: api.origin, resource: expect.any(String) as string });
}

/** The headers of a request with a token bound to the key of the test; changes to the proof, if any. */
async function dpop(
  claims: object = {},
  header: object = {},
  path = USERS,
  token = bound,
): Promise<Record<string, string>> {
  return { Authorization: `DPoP ${token}`, DPoP: await api.proof(token, path, claims, header) };
}

describe('a request that is as it should be', () => {
  test('passes with a bound token and a proof', async () => {
    expect((await api.send({ path: USERS, headers: await dpop() })).status).toBe(200);
  });

  test('passes with a bearer token', async () => {
    expect((await api.send({ path: USERS, headers: { Authorization: `Bearer ${bearer}` } })).status).toBe(200);
  });

  test('passes with a bearer token and a proof that nobody asked for', async () => {
    const headers = { Authorization: `Bearer ${bearer}`, DPoP: 'whatever' };
    expect((await api.send({ path: USERS, headers })).status).toBe(200);
  });

  test.each(['dpop', 'DPOP', 'DPoP  '])('may write its scheme as "%s"', async (scheme) => {
    const headers = { ...(await dpop()), Authorization: `${scheme} ${bound}` };
    expect((await api.send({ path: USERS, headers })).status).toBe(200);
  });

  test('gets no nonce, and may send one', async () => {
    const answer = await api.send({ path: USERS, headers: await dpop({ nonce: 'from /token' }) });
    expect(answer.status).toBe(200);
    expect(answer.headers['dpop-nonce']).toBeUndefined();
  });

  test.each(['RS256', 'RS384', 'RS512', 'ES256', 'ES384', 'ES512'] as const)(
    'passes with oauth4webapi and %s',
    async (alg) => {
      const pair = await generateKeyPair(alg);
      const DPoP = oauth.DPoP({}, pair);
      const options = { DPoP, ...OVER_HTTP };
      const token = await api.token({ cnf: { jkt: await DPoP.calculateThumbprint() } });
      const statuses = [];
      for (const path of [`${USERS}?limit=1`, USERINFO, `${USERS}/ada@example.com`]) {
        const answer = await oauth.protectedResourceRequest(
          token,
          'GET',
          new URL(path, api.origin),
          undefined,
          undefined,
          options,
        );
        statuses.push(answer.status);
      }
      expect(statuses).toEqual([200, 200, 200]);
    },
  );
});

describe('Bearer', () => {
  const request = (path: string, token: string, headers: Record<string, string> = {}): Promise<Answer> =>
    api.send({ path, headers: { Authorization: `Bearer ${token}`, ...headers } });

  test('with a bound token and no proof is refused', async () => {
    expectChallenge(
      await request(USERS, bound),
      400,
      recorded.bearer('okta.users.read.self', 'invalid_request', 'The resource request requires a DPoP proof.', USERS),
    );
  });

  test('with a bound token and no proof is refused at userinfo', async () => {
    expectChallenge(
      await request(USERINFO, bound),
      400,
      recorded.bearer('openid', 'invalid_request', 'The resource request requires a DPoP proof.', USERINFO),
    );
  });

  test('with a bound token and a good proof is refused', async () => {
    const DPoP = await api.proof(bound, USERS);
    expectChallenge(
      await request(USERS, bound, { DPoP }),
      400,
      recorded.bearer(
        'okta.users.read.self',
        'invalid_request',
        'The resource request must use the DPoP authentication scheme when using a DPoP bound token.',
        USERS,
      ),
    );
  });
});

describe('DPoP', () => {
  const refused = (status: number, error: string, description: string, answer: Answer): void =>
    expectChallenge(answer, status, recorded.dpop('okta.users.read.self', error, description, USERS));

  test('without a proof is refused', async () => {
    const answer = await api.send({ path: USERS, headers: { Authorization: `DPoP ${bound}` } });
    refused(400, 'invalid_request', 'The resource request requires a DPoP proof.', answer);
  });

  test.each([false, true])('with a bearer token is refused (a proof comes along: %s)', async (hasProof) => {
    const proof = hasProof ? { DPoP: await api.proof(bearer, USERS) } : {};
    const answer = await api.send({ path: USERS, headers: { Authorization: `DPoP ${bearer}`, ...proof } });
    refused(401, 'invalid_token', 'The presented access_token is not DPoP bound.', answer);
  });

  test('with a proof by another key is refused', async () => {
    const DPoP = await api.proof(bound, USERS, {}, {}, otherKey);
    const answer = await api.send({ path: USERS, headers: { Authorization: `DPoP ${bound}`, DPoP } });
    refused(400, 'invalid_dpop_proof', 'The access_token is not bound to the provided DPoP proof.', answer);
  });

  test('with two proofs is refused, although both are good', async () => {
    const DPoP = [await api.proof(bound, USERS), await api.proof(bound, USERS)];
    const answer = await api.send({ path: USERS, headers: { Authorization: `DPoP ${bound}`, DPoP } });
    refused(400, 'invalid_dpop_proof', 'Multiple DPoP proof JWT headers are not allowed.', answer);
  });

  const CANNOT_BE_PARSED = 'The DPoP proof JWT cannot be parsed.';
  test.each<[string, string, () => Promise<string>]>([
    ['an empty proof', CANNOT_BE_PARSED, async () => ''],
    ['a proof that is no JWT', CANNOT_BE_PARSED, async () => 'proof'],
    [
      'two proofs in one header',
      CANNOT_BE_PARSED,
      async () => `${await api.proof(bound, USERS)}, ${await api.proof(bound, USERS)}`,
    ],
    ['a jwk as text', CANNOT_BE_PARSED, () => forge({}, { jwk: JSON.stringify(api.key.jwk) })],
    [
      'a private key in the proof',
      'The DPoP proof JWT is invalid.',
      () => forge({}, { jwk: { ...api.key.jwk, d: 'x' } }),
    ],
    ['typ JWT', "'typ' must be 'dpop+jwt' in the DPoP proof JWT.", () => forge({}, { typ: 'JWT' })],
    ['no typ', "'typ' must be 'dpop+jwt' in the DPoP proof JWT.", () => forge({}, { typ: undefined })],
    ['alg none', 'The DPoP proof JWT signature algorithm is invalid.', () => forge({}, { alg: 'none' })],
    ['alg HS256', 'The DPoP proof JWT signature algorithm is invalid.', () => forge({}, { alg: 'HS256' })],
    ['alg PS256', 'The DPoP proof JWT signature algorithm is invalid.', () => forge({}, { alg: 'PS256' })],
    [
      'a signature by another key',
      'The DPoP proof JWT signature is invalid.',
      () => forge({}, { jwk: api.key.jwk }, otherKey),
    ],
    ['no htm', "'htm' claim in the DPoP proof JWT is invalid.", () => forge({ htm: undefined })],
    ['htm of another method', "'htm' claim in the DPoP proof JWT is invalid.", () => forge({ htm: 'POST' })],
    ['htm in lower case', "'htm' claim in the DPoP proof JWT is invalid.", () => forge({ htm: 'get' })],
    ['no htu', "'htu' claim in the DPoP proof JWT is invalid.", () => forge({ htu: undefined })],
    [
      'htu of another endpoint',
      "'htu' claim in the DPoP proof JWT is invalid.",
      () => forge({ htu: `${api.origin}/api/v1/apps` }),
    ],
    [
      'htu of another org',
      "'htu' claim in the DPoP proof JWT is invalid.",
      () => forge({ htu: `https://evil.example${USERS}` }),
    ],
    ['no iat', "'iat' claim in the DPoP proof JWT is invalid.", () => forge({ iat: undefined })],
    ['iat as text', "'iat' claim in the DPoP proof JWT is invalid.", () => forge({ iat: String(api.clock.now) })],
    ['iat in the future', 'The DPoP proof JWT is issued in the future.', () => forge({ iat: api.clock.now + 61 })],
    [
      'iat too long ago',
      'The DPoP proof JWT is issued more than five minutes in the past.',
      () => forge({ iat: api.clock.now - 301 }),
    ],
    ['exp in the past', 'The DPoP proof JWT is expired.', () => forge({ exp: api.clock.now })],
    [
      'no ath',
      "'ath' claim in the DPoP proof does not match the presented access_token.",
      () => forge({ ath: undefined }),
    ],
    [
      'ath of another token',
      "'ath' claim in the DPoP proof does not match the presented access_token.",
      () => api.proof(bearer, USERS),
    ],
    ['no jti', "'jti' claim in the DPoP proof JWT is invalid.", () => forge({ jti: undefined })],
    ['an empty jti', "'jti' claim in the DPoP proof JWT is invalid.", () => forge({ jti: '' })],
  ])('with %s is refused: %s', async (_, description, proof) => {
    const answer = await api.send({ path: USERS, headers: { Authorization: `DPoP ${bound}`, DPoP: await proof() } });
    refused(400, 'invalid_dpop_proof', description, answer);
  });

  /** A proof for the users with a bound token and something wrong; the signature is good for `by`. */
  async function forge(claims: object, header: object = {}, by = api.key): Promise<string> {
    const ath = Buffer.from(await crypto.subtle.digest('SHA-256', Buffer.from(bound))).toString('base64url');
    return makeProof(by, { htm: 'GET', htu: api.origin + USERS, iat: api.clock.now, ath, ...claims }, { header });
  }

  test.each([-8, 0, 8, 60])('with an iat %i seconds ahead of the server passes', async (ahead) => {
    expect((await api.send({ path: USERS, headers: await dpop({ iat: api.clock.now + ahead }) })).status).toBe(200);
  });

  test('with a wrong ath at userinfo is refused as recorded', async () => {
    expectChallenge(
      await api.send({ path: USERINFO, headers: await dpop({ ath: 'x' }, {}, USERINFO) }),
      400,
      recorded.dpop(
        'openid',
        'invalid_dpop_proof',
        "'ath' claim in the DPoP proof does not match the presented access_token.",
        USERINFO,
      ),
    );
  });

  test('with a stolen token and proof gets no further', async () => {
    const headers = await dpop();
    expect((await api.send({ path: USERS, headers })).status).toBe(200);
    expectChallenge(
      await api.send({ path: '/api/v1/apps', headers }),
      400,
      recorded.dpop(
        'okta.apps.read',
        'invalid_dpop_proof',
        "'htu' claim in the DPoP proof JWT is invalid.",
        '/api/v1/apps',
      ),
    );
    refused(
      400,
      'invalid_dpop_proof',
      'The DPoP proof JWT has already been used.',
      await api.send({ path: USERS, headers }),
    );
    expectChallenge(
      await api.send({ path: USERS, headers: { Authorization: `Bearer ${bound}` } }),
      400,
      recorded.bearer('okta.users.read.self', 'invalid_request', 'The resource request requires a DPoP proof.', USERS),
    );
  });
});

describe('replay', () => {
  test('of six identical requests at once, exactly one passes', async () => {
    const headers = await dpop();
    const answers = await Promise.all(Array.from({ length: 6 }, () => api.send({ path: USERS, headers })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 400, 400, 400, 400, 400]);
  });

  test('is told by jti and key, whatever else differs', async () => {
    const jti = crypto.randomUUID();
    const statusOf = async (headers: Record<string, string>): Promise<number> =>
      (await api.send({ path: USERS, headers })).status;
    expect(await statusOf(await dpop({ jti }))).toBe(200);
    expect(await statusOf(await dpop({ jti, iat: api.clock.now - 5 }))).toBe(400);

    const token = await api.token({ cnf: { jkt: await calculateJwkThumbprint(otherKey.jwk) } });
    const DPoP = await api.proof(token, USERS, { jti }, {}, otherKey);
    expect(await statusOf({ Authorization: `DPoP ${token}`, DPoP })).toBe(200);
  });

  test('is told as long as the proof could pass, and a refused proof is not used up', async () => {
    const headers = await dpop();
    api.clock.now -= 61;
    expect((await api.send({ path: USERS, headers })).headers['www-authenticate']).toContain('issued in the future');
    api.clock.now += 61;
    expect((await api.send({ path: USERS, headers })).status).toBe(200);
    api.clock.now += 300;
    expect((await api.send({ path: USERS, headers })).headers['www-authenticate']).toContain('already been used');
    api.clock.now += 1;
    expect((await api.send({ path: USERS, headers })).headers['www-authenticate']).toContain(
      'five minutes in the past',
    );
    api.clock.now -= 301;
  });
});

describe('the access token', () => {
  const schemes = ['Bearer', 'DPoP'] as const;
  const each = schemes.flatMap((scheme): [string, string, object | string, (typeof schemes)[number]][] => [
    ['that has expired', 'The token has expired.', { exp: 0 }, scheme],
    ['that is no JWT', 'The access token is invalid.', 'undefined', scheme],
    [
      'of another custom authorization server',
      'The access token provided is not intended for Okta.',
      { aud: 'api://default' },
      scheme,
    ],
    ['of another issuer', 'The access token provided has an invalid issuer.', { iss: 'https://other.example' }, scheme],
    ['of a user who left', 'The access token is invalid.', { uid: LEFT.id }, scheme],
    ['of a suspended user', 'The access token is invalid.', { uid: SUSPENDED.id }, scheme],
    ['of nobody who is known', 'The access token is invalid.', { uid: '00uunknown0000000000' }, scheme],
  ]);

  test.each(each)('%s is refused: %s', async (_, description, token, scheme) => {
    const value =
      typeof token === 'string' ? token : await api.token({ ...(scheme === 'Bearer' && { cnf: undefined }), ...token });
    const proof = scheme === 'DPoP' ? { DPoP: await api.proof(value, USERS) } : {};
    const answer = await api.send({ path: USERS, headers: { Authorization: `${scheme} ${value}`, ...proof } });
    const challenge = scheme === 'DPoP' ? recorded.dpop : recorded.bearer;
    expectChallenge(answer, 401, challenge('okta.users.read.self', 'invalid_token', description, USERS));
  });

  test('signed by another key is refused', async () => {
    const { privateKey } = await generateKeyPair('RS256');
    const token = await new SignJWT({ iss: api.origin, aud: api.origin, exp: api.clock.now + 100, scp: [] })
      .setProtectedHeader({ alg: 'RS256' })
      .sign(privateKey);
    expectChallenge(
      await api.send({ path: USERS, headers: { Authorization: `Bearer ${token}` } }),
      401,
      recorded.bearer('okta.users.read.self', 'invalid_token', 'The access token is invalid.', USERS),
    );
  });

  test('passes until the second in which it expires', async () => {
    const token = await api.token({ cnf: undefined, exp: api.clock.now + 1 });
    const headers = { Authorization: `Bearer ${token}` };
    expect((await api.send({ path: USERS, headers })).status).toBe(200);
    api.clock.now += 1;
    expect((await api.send({ path: USERS, headers })).status).toBe(401);
    api.clock.now -= 1;
  });

  test('that was revoked is refused', async () => {
    const token = await api.token({ cnf: undefined });
    const body = new URLSearchParams({ token, client_id: '0oaspa0000000000spa1' }).toString();
    const form = { 'Content-Type': 'application/x-www-form-urlencoded' };
    expect((await api.send({ method: 'POST', path: '/oauth2/v1/revoke', headers: form, body })).status).toBe(200);
    expectChallenge(
      await api.send({ path: USERS, headers: { Authorization: `Bearer ${token}` } }),
      401,
      recorded.bearer('okta.users.read.self', 'invalid_token', 'The access token has been revoked.', USERS),
    );
  });

  test.each([USERS, USERINFO])('in the query is refused at %s, even with a good one in the header', async (path) => {
    const scope = path === USERS ? 'okta.users.read.self' : 'openid';
    expectChallenge(
      await api.send({ path: `${path}?access_token=${bearer}`, headers: { Authorization: `Bearer ${bearer}` } }),
      400,
      recorded.bearer(scope, 'invalid_request', 'The access token cannot be presented in a query string.', path),
    );
  });

  test('that lacks the scope is refused, by the scheme it came with', async () => {
    const description = 'The access token provided does not contain the required scopes.';
    const bearer = await api.token({ cnf: undefined, scp: ['okta.apps.read'] });
    expectChallenge(
      await api.send({ path: USERINFO, headers: { Authorization: `Bearer ${bearer}` } }),
      403,
      recorded.bearer('openid', 'insufficient_scope', description, USERINFO),
    );
    const bound = await api.token({ scp: ['openid'] });
    expectChallenge(
      await api.send({ path: USERS, headers: await dpop({}, {}, USERS, bound) }),
      403,
      recorded.dpop('okta.users.read.self', 'insufficient_scope', description, USERS),
    );
  });

  test.each([
    ['/api/v1/users', 'okta.users.read.self', 200],
    ['/api/v1/users', 'okta.users.read', 200],
    ['/api/v1/users', 'okta.users.manage', 200],
    ['/api/v1/users', 'okta.users.manage.self', 200],
    ['/api/v1/users', 'okta.apps.read', 403],
    ['/api/v1/users', 'okta.users.readx', 403],
    ['/api/v1/apps', 'okta.apps.read', 200],
    ['/api/v1/apps', 'okta.apps.manage', 200],
    ['/api/v1/apps', 'okta.users.read', 403],
    ['/oauth2/v1/userinfo', 'openid', 200],
    ['/oauth2/v1/userinfo', 'profile', 403],
  ])('reads %s with %s: %i', async (path, scope, status) => {
    const token = await api.token({ cnf: undefined, scp: [scope] });
    expect((await api.send({ path, headers: { Authorization: `Bearer ${token}` } })).status).toBe(status);
  });
});

describe('a request without an access token', () => {
  test.each([
    ['no Authorization', {}],
    ['Basic', { Authorization: 'Basic bWU6aXQ=' }],
    ['two of them', { Authorization: ['Bearer a', 'Bearer b'] }],
    ['a proof alone', { DPoP: 'proof' }],
  ])('(%s) is answered with Invalid session at the API', async (_, headers) => {
    const answer = await api.send({ path: USERS, headers });
    expect(answer.status).toBe(403);
    expect(answer.headers['www-authenticate']).toBeUndefined();
    expect(JSON.parse(answer.body)).toMatchObject({ errorCode: 'E0000005', errorSummary: 'Invalid session' });
  });

  test.each([{}, { Authorization: 'Basic bWU6aXQ=' }])('(%j) is challenged at userinfo', async (headers) => {
    const challenge = recorded.bearer('openid', 'invalid_request', 'The access token is missing.', USERINFO);
    expectChallenge(await api.send({ path: USERINFO, headers }), 401, challenge);
  });

  test('but with an API token is answered with Invalid token provided', async () => {
    const answer = await api.send({ path: USERS, headers: { Authorization: 'SSWS 00abc' } });
    expect(answer.status).toBe(401);
    expect(answer.headers['www-authenticate']).toBeUndefined();
    expect(JSON.parse(answer.body)).toMatchObject({ errorCode: 'E0000011', errorSummary: 'Invalid token provided' });
  });

  test.each(['Bearer', 'DPoP'])('but with "%s" alone is told that its token is invalid', async (scheme) => {
    const answer = await api.send({ path: USERS, headers: { Authorization: scheme } });
    expect(answer.status).toBe(401);
    expect(answer.headers['www-authenticate']).toContain('The access token is invalid.');
  });
});

describe('of two faults the first one is told', () => {
  const told = async (headers: Record<string, string>, path = USERS): Promise<string | undefined> =>
    WWWAuthError.parseHeader((await api.send({ path, headers })).headers['www-authenticate']!)?.error_description;

  test('an expired token before the scheme', async () => {
    const token = await api.token({ exp: 1 });
    expect(await told({ Authorization: `Bearer ${token}` })).toBe('The token has expired.');
  });
  test('an expired token before a bad proof', async () => {
    const token = await api.token({ exp: 1 });
    expect(await told({ Authorization: `DPoP ${token}`, DPoP: 'bad' })).toBe('The token has expired.');
  });
  test('the scheme before a bad proof', async () => {
    expect(await told({ Authorization: `Bearer ${bound}`, DPoP: 'bad' })).toMatch(/must use the DPoP/);
  });
  test('a bad signature before htm', async () => {
    const headers = await dpop({ htm: 'POST' });
    expect(await told({ ...headers, DPoP: headers['DPoP']!.slice(0, -4) + 'AAAA' })).toMatch(/signature is invalid/);
  });
  test('htm before htu', async () => expect(await told(await dpop({ htm: 'POST', htu: 'x' }))).toMatch(/'htm'/));
  test('htu before iat', async () => expect(await told(await dpop({ htu: 'x', iat: 1 }))).toMatch(/'htu'/));
  test('iat before ath', async () => expect(await told(await dpop({ iat: 1, ath: 'x' }))).toMatch(/five minutes/));
  test('ath before another key', async () => {
    const DPoP = await api.proof(bound, USERS, { ath: 'x' }, {}, otherKey);
    expect(await told({ Authorization: `DPoP ${bound}`, DPoP })).toMatch(/'ath'/);
  });
  test('ath before replay', async () => {
    const jti = crypto.randomUUID();
    await api.send({ path: USERS, headers: await dpop({ jti }) });
    expect(await told(await dpop({ jti, ath: 'x' }))).toMatch(/'ath'/);
  });
  test('htu before replay, as in the tutorial', async () => {
    const headers = await dpop();
    await api.send({ path: USERS, headers });
    expect(await told(headers, '/api/v1/apps')).toMatch(/'htu'/);
  });
  test('replay before the scope', async () => {
    const token = await api.token({ scp: ['openid'] });
    const headers = await dpop({}, {}, USERS, token);
    expect(await told(headers)).toMatch(/required scopes/);
    expect(await told(headers)).toMatch(/already been used/);
  });
});

describe('htu', () => {
  const USER = '/api/v1/users/ada@example.com';
  const statusOf = async (path: string, htu: string): Promise<number> =>
    (await api.send({ path, headers: await dpop({ htu }, {}, path) })).status;

  test.each([
    ['has no query although the request has one', `${USERS}?limit=2&q=a`, USERS],
    ['has the decoded path', '/api/v1/users/ada%40example.com', USER],
    ['has the path as it came, where nothing is encoded', USER, USER],
    ['has a space for %20', '/api/v1/users/a%20b', '/api/v1/users/a b'],
    ['has %20 for %20', '/api/v1/users/a%20b', '/api/v1/users/a%20b'],
    ['has a plus for a plus', '/api/v1/users/a+b@example.com', '/api/v1/users/a+b@example.com'],
    ['has the decoded letters', '/api/v1/users/S%C3%B8ren', '/api/v1/users/Søren'],
    ['has what a URL cannot hold encoded', '/api/v1/users/a%3Fb%23c', '/api/v1/users/a%3Fb%23c'],
  ])('%s', async (_, path, htu) => {
    expect([200, 404]).toContain(await statusOf(path, api.origin + htu));
  });

  test.each([
    ['the encoded path', '/api/v1/users/ada%40example.com', '/api/v1/users/ada%40example.com'],
    ['the encoded path of a request that is not encoded', USER, '/api/v1/users/ada%40example.com'],
    ['the query of the request', `${USERS}?limit=2`, `${USERS}?limit=2`],
    ['an empty query', USERS, `${USERS}?`],
    ['a fragment', USERS, `${USERS}#`],
    ['a slash at the end', USERS, `${USERS}/`],
    ['two slashes', USERS, '//api/v1/users'],
    ['a path template', '/api/v1/users/00uada00000000000ada', '/api/v1/users/{userId}'],
    ['another case in the path', USERS, '/api/v1/Users'],
    ['what another request decodes to', '/api/v1/users/a%252540', '/api/v1/users/a@'],
  ])('must not be %s', async (_, path, htu) => {
    expect(await statusOf(path, api.origin + htu)).toBe(400);
  });

  /** The cases that dpop and the service are held to, as a client sends them; those of the API's paths. */
  const atThisOrg = cases
    .map(({ name, address, okta, rfc }) => {
      const { pathname, search } = new URL(address);
      const pathOf = (htu: string | null): string | undefined => htu?.slice('https://org.example'.length);
      return { name, path: pathname + search, okta: pathOf(okta), rfc: pathOf(rfc) };
    })
    // No endpoint ends in a slash.
    .filter(({ path }) => /^\/+api\/.*[^/]$/.test(path));

  test.each(atThisOrg)('of $name is that of the table', async ({ path, okta, rfc }) => {
    if (okta !== undefined) {
      const { status, body } = await api.send({ path, headers: await dpop({ htu: api.origin + okta }) });
      // What is not found is looked for behind the guard.
      expect([status, (JSON.parse(body) as { errorCode?: string }).errorCode]).toEqual(
        status === 200 ? [200, undefined] : [404, 'E0000007'],
      );
    }
    if (rfc !== undefined && rfc !== okta) expect(await statusOf(path, api.origin + rfc)).toBe(400);
  });

  test.each(atThisOrg.filter(({ okta }) => okta === undefined))(
    'does not exist for $name: the path is refused, whatever the proof is for',
    async ({ path }) => {
      for (const htu of [path, '/api/v1/apps', USERS, new URL(path, api.origin).pathname]) {
        const answer = await api.send({ path, headers: await dpop({ htu: api.origin + htu }) });
        expect([answer.status, JSON.parse(answer.body)]).toMatchObject([400, { errorCode: 'E0000001' }]);
      }
    },
  );

  test('may have the host in another case', async () => {
    expect(await statusOf(USERS, api.origin.replace('http://localhost', 'HTTP://LocalHost') + USERS)).toBe(200);
  });

  test('of an SDK that sends two slashes does not match, and the challenge names the path with one', async () => {
    const answer = await api.send({
      path: '//api/v1/users',
      headers: await dpop({ htu: `${api.origin}//api/v1/users` }),
    });
    expectChallenge(
      answer,
      400,
      recorded.dpop(
        'okta.users.read.self',
        'invalid_dpop_proof',
        "'htu' claim in the DPoP proof JWT is invalid.",
        USERS,
      ),
    );
  });

  test.each([
    ['ada@example.com', 'ada%40example.com'],
    ['x%22,y=1', 'x%22,y%3D1'],
    ['a%20b(c)', 'a%20b%28c%29'],
    ['S%C3%B8ren', 'S%C3%B8ren'],
  ])('is refused with a challenge that okta-auth-js can read, for /users/%s', async (id, shown) => {
    const answer = await api.send({ path: `/api/v1/users/${id}`, headers: await dpop({ htu: 'x' }) });
    const parsed = WWWAuthError.parseHeader(answer.headers['www-authenticate']!)!;
    expect(parsed.parameters['resource']).toBe(`/api/v1/users/${shown}`);
  });
});

describe('htm', () => {
  test('is that of a POST to userinfo', async () => {
    const headers = await dpop({ htm: 'POST' }, {}, USERINFO);
    expect((await api.send({ method: 'POST', path: USERINFO, headers, body: '' })).status).toBe(200);
  });

  test('is that of a HEAD', async () => {
    const answer = await api.send({ method: 'HEAD', path: USERS, headers: await dpop({ htm: 'HEAD' }) });
    expect([answer.status, answer.body]).toEqual([200, '']);
    expect((await api.send({ method: 'HEAD', path: USERS, headers: await dpop() })).status).toBe(400);
  });
});

describe('the decision', () => {
  interface Check {
    check: string;
    passed: boolean;
  }
  const checksOf = async (answer: Answer): Promise<Check[]> =>
    JSON.parse((await api.loggedFor(answer)).debugContext.debugData.dpopChecks) as Check[];

  test('is logged, check by check in order, with the user', async () => {
    const token = await api.token({ scp: ['openid'] });
    const answer = await api.send({ path: USERS, headers: await dpop({}, {}, USERS, token) });
    expect((await checksOf(answer)).map(({ check }) => check)).toEqual(
      ['query', 'authorization', 'token', 'issuer', 'audience', 'expiry', 'revocation', 'user', 'scheme', 'cnf', 'proof',
       'syntax', 'typ', 'alg', 'jwk', 'signature', 'htm', 'htu', 'iat', 'ath', 'jkt', 'jti', 'replay', 'scope'], // prettier-ignore
    );
    expect((await checksOf(answer)).map(({ passed }) => passed).lastIndexOf(true)).toBe(22);
    expect((await api.loggedFor(answer)).actor.alternateId).toBe('ada@example.com');
  });

  test('ends with the check that failed', async () => {
    const answer = await api.send({ path: USERS, headers: await dpop({ htu: 'https://evil.example/' }) });
    expect((await checksOf(answer)).at(-1)).toMatchObject({
      check: 'htu',
      passed: false,
      expected: api.origin + USERS,
      actual: 'https://evil.example/',
    });
    expect(answer.status).toBe(400);
    expect(answer.headers['www-authenticate']).toContain('error="invalid_dpop_proof"');
  });

  test('holds no token and no proof: nothing of it has to be redacted in the log', async () => {
    const headers = await dpop();
    await api.send({ path: USERS, headers });
    for (const Authorization of [headers['Authorization']!, `Basic ${bound}`]) {
      const answer = await api.send({ path: USERS, headers: { ...headers, Authorization } });
      const text = JSON.stringify(await checksOf(answer));
      expect(text).not.toContain(bound);
      expect(text).not.toContain(headers['DPoP']);
      expect(text).not.toContain('…');
    }
  });
});

describe('whatever comes', () => {
  const good = async (): Promise<number> => (await api.send({ path: USERS, headers: await dpop() })).status;

  test('as a proof, it is no 5xx and never passes, and a good proof passes afterwards', async () => {
    const proof = await api.proof(bound, USERS);
    const mutated = fc
      .tuple(fc.nat(proof.length - 1), fc.base64String({ maxLength: 4 }), fc.nat(6))
      .map(([at, piece, cut]) => proof.slice(0, at) + piece + proof.slice(at + cut))
      .filter((compact) => !sameBytes(compact, proof));
    const segment = fc.oneof(
      fc.json().map((json) => Buffer.from(json).toString('base64url')),
      fc.base64String(),
    );
    const joined = fc.array(segment, { minLength: 1, maxLength: 5 }).map((segments) => segments.join('.'));
    const truncated = fc.nat(proof.length - 2).map((length) => proof.slice(0, length));
    const latin1 = fc.string({ unit: fc.integer({ min: 0x20, max: 0xff }).map((code) => String.fromCharCode(code)) });
    const printable = latin1.filter((text) => !/[\x7f]/.test(text));
    await fc.assert(
      fc.asyncProperty(fc.oneof(mutated, joined, truncated, printable), async (DPoP) => {
        const answer = await api.send({ path: USERS, headers: { Authorization: `DPoP ${bound}`, DPoP } });
        expect(answer.status).toBe(400);
        expect(answer.body).toBe('');
      }),
      { numRuns: 300 },
    );
    expect(await good()).toBe(200);
  });

  test('in the header and the claims of a signed proof, it is no 5xx', async () => {
    const members = fc.dictionary(
      fc.constantFrom('typ', 'alg', 'jwk', 'crit', 'b64', 'zip', 'htm', 'htu', 'iat', 'exp', 'nonce', 'ath', 'jti'),
      fc.jsonValue({ maxDepth: 3 }),
      { maxKeys: 3 },
    );
    await fc.assert(
      fc.asyncProperty(members, members, async (header, claims) => {
        const ath = Buffer.from(await crypto.subtle.digest('SHA-256', Buffer.from(bound))).toString('base64url');
        const all = { htm: 'GET', htu: api.origin + USERS, iat: api.clock.now, ath, ...claims };
        const DPoP = await makeProof(api.key, all, { header });
        expect([200, 400]).toContain(
          (await api.send({ path: USERS, headers: { Authorization: `DPoP ${bound}`, DPoP } })).status,
        );
      }),
      { numRuns: 300 },
    );
    expect(await good()).toBe(200);
  });

  test('as Authorization, it is no 5xx', async () => {
    const value = fc.string({ unit: 'grapheme-ascii', maxLength: 300 });
    const values = fc.oneof(
      value,
      fc.tuple(fc.constantFrom('Bearer ', 'DPoP ', 'SSWS '), value).map((pair) => pair.join('')),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(values, { maxLength: 3 }), async (Authorization) => {
        expect([401, 403]).toContain((await api.send({ path: USERS, headers: { Authorization } })).status);
      }),
      { numRuns: 300 },
    );
    expect(await good()).toBe(200);
  });

  test('in the path, it is no 5xx', async () => {
    const piece = fc.oneof(
      fc.constantFrom('%', '%4', '%zz', '%00', '%0a', '%2f', '%2e%2e', '..', '.', '//', '\\', '%5c', '@', '%40', '"', '%22', ';', '%ff', '%c3%b8', '[', '#', '?'), // prettier-ignore
      fc.stringMatching(/^[!-~]{0,5}$/),
    );
    const paths = fc.array(piece, { maxLength: 8 }).map((pieces) => `/api/v1/users/${pieces.join('')}`);
    await fc.assert(
      fc.asyncProperty(paths, async (path) => {
        expect((await api.send({ path, headers: { Authorization: `DPoP ${bound}`, DPoP: 'x' } })).status).toBeLessThan(
          500,
        );
      }),
      { numRuns: 500 },
    );
    expect(await good()).toBe(200);
  });

  test.each([
    ['10,000 characters', 'a'.repeat(10_000)],
    ['5,000 dots', '.'.repeat(5000)],
    ['10,000 nested lists', `e30.${Buffer.from('['.repeat(5000)).toString('base64url')}.e30`],
  ])('as a proof of %s, it is refused', async (_, DPoP) => {
    const answer = await api.send({ path: USERS, headers: { Authorization: `DPoP ${bound}`, DPoP } });
    expect(answer.headers['www-authenticate']).toContain('The DPoP proof JWT cannot be parsed.');
    expect(await good()).toBe(200);
  });

  // More than Node's limit of 16 KiB, but what one read takes in: Node 24 resets the connection when more is waiting.
  test('as a proof of 20,000 characters, it is refused by the server before anybody looks', async () => {
    const answer = await api.send({
      path: USERS,
      headers: { Authorization: `DPoP ${bound}`, DPoP: 'a'.repeat(20_000) },
    });
    expect(answer.status).toBe(431);
    expect(await good()).toBe(200);
  });

  test('as bytes in the header, it is no 5xx', async () => {
    const { host } = new URL(api.origin);
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 60 }), async (bytes) => {
        const head = `GET ${USERS} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\nAuthorization: DPoP ${bound}\r\nDPoP: `;
        const status = await api.sendRaw(Buffer.concat([Buffer.from(head), bytes, Buffer.from('\r\n\r\n')]));
        expect(status).toBeGreaterThanOrEqual(400);
        expect(status).toBeLessThan(500);
      }),
      { numRuns: 200 },
    );
    expect(await good()).toBe(200);
  });
});

/** Whether two JWTs differ at most in the unused bits of the last character of a segment. */
function sameBytes(a: string, b: string): boolean {
  const bytesOf = (compact: string): string =>
    compact.split('.').map((segment) => Buffer.from(segment, 'base64url').toString('hex')).join('.'); // prettier-ignore
  return bytesOf(a) === bytesOf(b);
}
