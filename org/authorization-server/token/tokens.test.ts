import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestApi, type Answer, type TestApi } from '../../testing/test-api.js';
import { ADA, LINUS, OTHER_SPA, READING_SERVICE, SPA } from '../../testing/small-seed.js';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api.close());

const post = (endpoint: string, form: Record<string, string>, headers: Record<string, string> = {}): Promise<Answer> =>
  api.send({
    method: 'POST',
    path: `/oauth2/v1/${endpoint}`,
    headers: { 'Content-Type': 'application/x-www-form-urlencoded', ...headers },
    body: new URLSearchParams(form).toString(),
  });
const statusWith = async (token: string): Promise<number> => (await api.get('/api/v1/users', token)).status;
const client_id = SPA.client_id;

describe('userinfo', () => {
  const infoWith = async (scp: string[], uid = ADA.id): Promise<unknown> =>
    JSON.parse((await api.get('/oauth2/v1/userinfo', await api.token({ scp, uid }))).body);

  test('says by scope who the user is', async () => {
    const profile = {
      name: 'Ada Lovelace',
      given_name: 'Ada',
      family_name: 'Lovelace',
      preferred_username: 'ada@example.com',
      zoneinfo: 'America/Los_Angeles',
      locale: 'en-US',
      updated_at: Date.UTC(2026, 0, 2, 3, 4, 5) / 1000,
    };
    const email = { email: 'ada@example.com', email_verified: true };
    expect(await infoWith(['openid'])).toEqual({ sub: ADA.id });
    expect(await infoWith(['openid', 'profile'])).toEqual({ sub: ADA.id, ...profile });
    expect(await infoWith(['openid', 'email', 'phone'])).toEqual({ sub: ADA.id, ...email });
    expect(await infoWith(['openid', 'profile', 'email'])).toEqual({ sub: ADA.id, ...profile, ...email });
  });

  test('has nothing to say about a service app', async () => {
    const token = await api.token({ uid: undefined, cid: READING_SERVICE.client_id, scp: ['openid'] });
    expect((await api.get('/oauth2/v1/userinfo', token)).status).toBe(403);
  });

  test('asks for no role', async () => {
    expect(await infoWith(['openid'], LINUS.id)).toEqual({ sub: LINUS.id });
  });
});

describe('revoke', () => {
  const basic = (text: string): Record<string, string> => ({
    Authorization: `Basic ${Buffer.from(text).toString('base64')}`,
  });

  test.each<[string, Record<string, string>, Record<string, string>]>([
    ['as okta-auth-js does, by Basic without a colon', {}, basic(client_id)],
    ['by Basic with an empty secret', {}, basic(`${client_id}:`)],
    ['by client_id in the body', { client_id }, {}],
    ['by both', { client_id }, basic(client_id)],
  ])('ends an access token, %s', async (_, form, headers) => {
    const token = await api.token();
    expect(await statusWith(token)).toBe(200);
    const answer = await post('revoke', { token, token_type_hint: 'access_token', ...form }, headers);
    expect([answer.status, answer.body, answer.headers['content-length']]).toEqual([200, '', '0']);
    expect(await statusWith(token)).toBe(401);
  });

  test('needs no proof for a bound token, and no right hint', async () => {
    const token = await api.token();
    await post('revoke', { token, token_type_hint: 'refresh_token', client_id });
    expect(await statusWith(token)).toBe(401);
  });

  test('leaves the token of another client alone, and says 200', async () => {
    const token = await api.token({ cid: READING_SERVICE.client_id, uid: undefined });
    expect((await post('revoke', { token, client_id })).status).toBe(200);
    expect(await statusWith(token)).toBe(200);
  });

  test.each<[string, [string, string][], Record<string, string>, number, string]>([
    [
      'a parameter twice',
      [
        ['client_id', client_id],
        ['token', 'x'],
        ['token', 'y'],
      ],
      {},
      400,
      'multiple parameters',
    ],
    [
      'two ways to authenticate',
      [
        ['client_id', client_id],
        ['client_secret', 's'],
        ['token', 'x'],
      ],
      basic(client_id),
      401,
      'multiple client credentials',
    ],
    [
      'a secret of an app that has none',
      [
        ['client_id', client_id],
        ['client_secret', 's'],
        ['token', 'x'],
      ],
      {},
      401,
      'Client authentication failed',
    ],
    ['such a secret by Basic', [['token', 'x']], basic(`${client_id}:invented`), 401, 'Client authentication failed'],
    [
      'a deactivated app',
      [
        ['client_id', OTHER_SPA.client_id],
        ['token', 'x'],
      ],
      {},
      401,
      "Invalid value for 'client_id'",
    ],
  ])('refuses %s, as the token endpoint does; and so does introspect', async (_, form, headers, status, text) => {
    for (const path of ['/oauth2/v1/revoke', '/oauth2/v1/introspect']) {
      const type = { 'Content-Type': 'application/x-www-form-urlencoded' };
      const body = new URLSearchParams(form).toString();
      const answer = await api.send({ method: 'POST', path, headers: { ...type, ...headers }, body });
      expect([answer.status, answer.body]).toEqual([status, expect.stringContaining(text)]);
    }
  });

  test.each(['x', 'ÿ', 'a.b.c', 'eyJhbGciOiJub25lIn0.e30.', 'a'.repeat(10_000)])(
    'says 200 to whatever token comes',
    async (token) => {
      const answer = await post('revoke', { token, client_id });
      expect([answer.status, answer.body]).toEqual([200, '']);
    },
  );

  test.each<Record<string, string>>([{}, { token: '' }])('asks for a token (%j)', async (form) => {
    const answer = await post('revoke', { client_id, ...form });
    expect(answer.status).toBe(400);
    expect(answer.body).toBe(`{"error":"invalid_request","error_description":"The 'token' parameter is required."}`);
  });
});

describe.each(['revoke', 'introspect'])('%s', (endpoint) => {
  test.each<[string, Record<string, string>, string]>([
    ['nobody', {}, 'No client credentials found.'],
    ['an unknown client', { client_id: '0oaunknown' }, "Invalid value for 'client_id' parameter."],
    [
      'a service app that does not prove who it is',
      { client_id: READING_SERVICE.client_id },
      'No client credentials found.',
    ],
  ])('asks %s who it is', async (_, form, description) => {
    const token = await api.token();
    const answer = await post(endpoint, { token, ...form });
    expect(answer.status).toBe(401);
    expect(answer.headers['www-authenticate']).toBeUndefined();
    expect(JSON.parse(answer.body)).toEqual({ error: 'invalid_client', error_description: description });
    expect(await statusWith(token)).toBe(200);
  });

  test.each(['Basic eA==', 'Basic !!!', 'Basic /////w=='])(
    'challenges a client that is unknown by "%s"',
    async (Authorization) => {
      const answer = await post(endpoint, { token: 'x' }, { Authorization });
      expect(answer.status).toBe(401);
      expect(answer.headers['www-authenticate']).toBe(`Basic realm="${api.origin}"`);
    },
  );
});

describe('introspect', () => {
  test('says what an access token says', async () => {
    const token = await api.token({ scp: ['openid', 'profile'] });
    const answer = await post('introspect', { token, client_id });
    expect(answer.headers['content-type']).toBe('application/json');
    expect(JSON.parse(answer.body)).toEqual({
      active: true,
      scope: 'openid profile',
      username: 'ada@example.com',
      exp: api.clock.now + 3600,
      iat: api.clock.now,
      sub: 'ada@example.com',
      aud: api.origin,
      iss: api.origin,
      jti: decodeJwt(token).jti,
      token_type: 'Bearer',
      client_id,
      uid: ADA.id,
    });
  });

  test.each<[string, () => Promise<string>]>([
    ['no token', async () => 'x'],
    ['an expired one', () => api.token({ exp: api.clock.now })],
    ['that of another client', () => api.token({ cid: OTHER_SPA.client_id })],
    [
      'a revoked one',
      async () => {
        const token = await api.token();
        await post('revoke', { token, client_id });
        return token;
      },
    ],
  ])('says of %s only that it is not active', async (_, token) => {
    expect((await post('introspect', { token: await token(), client_id })).body).toBe('{"active":false}');
  });

  test('asks for a token', async () => {
    expect((await post('introspect', { client_id })).status).toBe(400);
  });
});
