import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, request, Agent } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startOrg, type OrgOptions } from './org.js';
import type { Seed } from './model/seed.js';
import { freePort } from './testing/free-port.js';
import { LOOPBACK_ADDRESSES } from './testing/loopback-addresses.js';
import { authorize, requestTokens, signIn } from './testing/sign-in.js';
import { DPOP_APP, startTestOrg, type TestOrg } from './testing/test-org.js';

const SEED = join(import.meta.dirname, 'seed.json');

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'org-'));
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

function options(changes: Partial<OrgOptions> = {}): OrgOptions {
  return { port: 0, appPort: 4200, seedPath: SEED, stateDir: join(folder, 'state'), ...changes };
}

describe('an org that runs', () => {
  let org: TestOrg;

  beforeAll(async () => {
    org = await startTestOrg();
  });

  afterAll(() => org.close());

  test('answers at localhost by IPv4 and IPv6, and says what it is', async () => {
    for (const host of ['127.0.0.1', '[::1]']) {
      const answer = await get(`http://${host}:${org.port}/`, { Host: `localhost:${org.port}` });
      expect(answer.status).toBe(200);
      expect(answer.body).toContain(org.origin);
    }
  });

  test.each([
    '/',
    '/oauth2/v1/authorize',
    '/.well-known/openid-configuration',
    '/oauth2/v1/keys',
    '/signin/x',
    '/assets/org.css',
    '/api/v1/users',
  ])('refuses another Host before anything else: %s', async (path) => {
    const answer = await get(`http://127.0.0.1:${org.port}${path}`, { Host: 'evil.example' });
    expect(answer.status).toBe(421);
    expect(answer.body).toContain(`This org answers at ${org.origin} only`);
  });

  test.each([
    '/',
    '/admin',
    '/nowhere',
    '/oauth2/v1/authorize',
    '/oauth2/v1/token',
    '/oauth2/v1/userinfo',
    '/oauth2/v1/keys',
    '/oauth2/v1/logout',
    '/.well-known/openid-configuration',
    '/.well-known/okta-organization',
    '/api/v1/users',
    '/api/v1/nowhere',
  ])('gives the answer at %s a request id of its own', async (path) => {
    const idOf = async (): Promise<string> =>
      (await fetch(org.origin + path, { redirect: 'manual' })).headers.get('X-Okta-Request-Id') ?? '';
    const [first, second] = [await idOf(), await idOf()];
    expect(first).toMatch(/^[0-9a-f]{32}$/);
    expect(second).toMatch(/^[0-9a-f]{32}$/);
    expect(second).not.toBe(first);
  });

  test('does not take a token request for another Host', async () => {
    const sent = request(`http://127.0.0.1:${org.port}/oauth2/v1/token`, {
      method: 'POST',
      headers: { Host: 'evil.example' },
    });
    const status = await new Promise((resolve) => sent.on('response', ({ statusCode }) => resolve(statusCode)).end());
    expect(status).toBe(421);
  });

  test('serves its style sheet, icon and script', async () => {
    for (const [path, type] of [
      ['/assets/org.css', 'text/css'],
      ['/assets/icon.svg', 'image/svg+xml'],
      ['/assets/copy.js', 'text/javascript'],
    ] as const) {
      expect((await get(`${org.origin}${path}`)).type).toContain(type);
    }
    expect((await get(`${org.origin}/assets/constructor`)).status).toBe(404);
    expect((await get(`${org.origin}/assets/../seed.json`)).status).toBe(404);
  });

  test.each([
    ['GET', '/%'],
    ['GET', '/signin/%E0%A4%A'],
    ['GET', '/signin/__proto__'],
    ['GET', '/oauth2/v1/authorize?scope=a&scope=b&client_id=x&client_id=y'],
    ['GET', '/oauth2/v1/authorize/made-up'],
    ['GET', '/oauth2/v1/logout?id_token_hint=a&id_token_hint=b'],
    ['GET', '/oauth2/v1/logout?id_token_hint=%00'],
    ['POST', '/oauth2/v1/logout/confirm'],
    ['POST', '/oauth2/v1/token'],
    ['POST', '/oauth2/v1/authorize'],
    ['PUT', '/signin/x'],
    ['DELETE', '/oauth2/v1/keys'],
  ])('answers %s %s with a client error', async (method, path) => {
    const response = await fetch(`${org.origin}${path}`, { method, redirect: 'manual' });
    expect(response.status).toBeGreaterThanOrEqual(400);
    expect(response.status).toBeLessThan(500);
  });
});

describe('the token endpoint, to faulty requests,', () => {
  let org: TestOrg;

  beforeAll(async () => {
    org = await startTestOrg();
  });

  afterAll(() => org.close());

  const VALID = 'authorization_code, refresh_token';

  test.each<[what: string, parameters: string, status: number, error: string, description: string]>([
    ['nothing', '', 401, 'invalid_client', 'No client credentials found.'],
    ['an unknown client', 'client_id=x', 401, 'invalid_client', "Invalid value for 'client_id' parameter."],
    [
      'a secret of an app that has none',
      `client_id=${DPOP_APP}&client_secret=x`,
      401,
      'invalid_client',
      'Client authentication failed. Either the client or the client credentials are invalid.',
    ],
    [
      'no grant type',
      `client_id=${DPOP_APP}`,
      400,
      'invalid_request',
      `The token request must specify a 'grant_type'. Valid values: [${VALID}, client_credentials]`,
    ],
    [
      'an unknown grant type',
      `client_id=${DPOP_APP}&grant_type=password`,
      400,
      'unsupported_grant_type',
      `The authorization grant type is not supported by the authorization server. Configured grant types: [${VALID}].`,
    ],
    [
      'a parameter twice',
      `client_id=${DPOP_APP}&grant_type=a&grant_type=b`,
      400,
      'invalid_request',
      'The request contained multiple parameters with the same name.',
    ],
  ])('%s', async (_, parameters, status, error, error_description) => {
    const body = new URLSearchParams(parameters);
    const headers = { Accept: 'text/html' }; // it answers with JSON all the same
    const response = await fetch(`${org.origin}/oauth2/v1/token`, { method: 'POST', body, headers });
    expect(response.status).toBe(status);
    expect(response.headers.get('Content-Type')).toBe('application/json');
    expect(await response.text()).toBe(JSON.stringify({ error, error_description }));
  });

  test.each(['Basic bm8tY29sb24=', `Basic ${btoa(`${DPOP_APP}:secret`)}`, 'Bearer x'])(
    'credentials that no app has: %s',
    async (authorization) => {
      const headers = { Authorization: authorization };
      const body = new URLSearchParams({ grant_type: 'refresh_token', refresh_token: 'x' });
      const response = await fetch(`${org.origin}/oauth2/v1/token`, { method: 'POST', headers, body });
      expect(response.status).toBe(401);
      expect(response.headers.get('WWW-Authenticate')).toBe(`Basic realm="${org.origin}"`);
      expect(await response.json()).toMatchObject({ error: 'invalid_client' });
    },
  );

  test('lets an app use only its own grant types', async () => {
    const strict = await startTestOrg({
      seed: (seed) => {
        seed.apps[0]!.grant_types = ['authorization_code'];
      },
    });
    try {
      const { refreshToken } = await signIn(strict);
      expect(refreshToken).toBeUndefined();
      const body = new URLSearchParams({ client_id: DPOP_APP, grant_type: 'refresh_token', refresh_token: 'x' });
      const response = await fetch(`${strict.origin}/oauth2/v1/token`, { method: 'POST', body });
      expect(await response.json()).toEqual({
        error: 'unauthorized_client',
        error_description:
          'The client is not authorized to use the provided grant type. Configured grant types: [authorization_code].',
      });
    } finally {
      await strict.close();
    }
  });

  test('answers pages of the app, and no others', async () => {
    const { code, verifier } = await authorize(org);
    const body = (): URLSearchParams =>
      new URLSearchParams({ client_id: DPOP_APP, grant_type: 'authorization_code', code, code_verifier: verifier });
    const from = (origin: string): Promise<Response> =>
      fetch(`${org.origin}/oauth2/v1/token`, { method: 'POST', body: body(), headers: { Origin: origin } });
    const own = await from('http://localhost:4200');
    expect(own.headers.get('Access-Control-Allow-Origin')).toBe('http://localhost:4200');
    expect(own.headers.get('Access-Control-Expose-Headers')).toContain('DPoP-Nonce');
    const other = await from('http://elsewhere.example');
    expect(other.headers.get('Access-Control-Allow-Origin')).toBeNull();
    expect(await other.json()).toEqual({
      error: 'invalid_request',
      error_description:
        'Browser requests to the token endpoint must be part of at least one whitelisted redirect_uri.',
    });
  });

  test('does not let a page of one app ask in the name of another', async () => {
    const two = await startTestOrg({
      seed: (seed) => {
        seed.apps[1]!.redirect_uris = ['http://localhost:5555/callback'];
      },
    });
    try {
      const body = new URLSearchParams({ client_id: DPOP_APP, grant_type: 'authorization_code', code: 'x' });
      const headers = { Origin: 'http://localhost:5555' };
      const response = await fetch(`${two.origin}/oauth2/v1/token`, { method: 'POST', body, headers });
      expect(response.status).toBe(400);
      expect(await response.text()).toContain('whitelisted redirect_uri');
      expect(response.headers.has('Access-Control-Allow-Origin')).toBe(false);
    } finally {
      await two.close();
    }
  });
});

describe('a restart', () => {
  test('keeps sessions, keys, nonces and tokens', async () => {
    const org = await startTestOrg();
    try {
      const { browser, refreshToken, accessToken, key } = await signIn(org);
      const keys = await (await fetch(`${org.origin}/oauth2/v1/keys`)).text();
      const started = await authorize(org);
      await org.restart();

      expect(await (await fetch(`${org.origin}/oauth2/v1/keys`)).text()).toBe(keys);
      // No form is shown: the browser, with its cookie of before, is still signed in.
      expect((await signIn(org, { browser })).tokenType).toBe('DPoP');
      const redeemed = await requestTokens(
        org,
        {
          grant_type: 'authorization_code',
          client_id: DPOP_APP,
          redirect_uri: 'http://localhost:4200/login/callback',
          code: started.code,
          code_verifier: started.verifier,
        },
        key,
      );
      expect(redeemed.status).toBe(200);
      const body = new URLSearchParams({ client_id: DPOP_APP, token: accessToken });
      const response = await fetch(`${org.origin}/oauth2/v1/introspect`, { method: 'POST', body });
      expect(await response.json()).toMatchObject({ active: true });
      const parameters = { grant_type: 'refresh_token', client_id: DPOP_APP, refresh_token: refreshToken! };
      expect((await requestTokens(org, parameters, key)).status).toBe(200);
    } finally {
      await org.close();
    }
  });

  test('does not bring back a token that was revoked', async () => {
    const org = await startTestOrg();
    try {
      const { accessToken } = await signIn(org);
      const body = new URLSearchParams({ client_id: DPOP_APP, token: accessToken });
      await fetch(`${org.origin}/oauth2/v1/revoke`, { method: 'POST', body });
      await org.restart();
      const response = await fetch(`${org.origin}/oauth2/v1/introspect`, { method: 'POST', body });
      expect(await response.json()).toEqual({ active: false });
    } finally {
      await org.close();
    }
  });
});

describe('starting', () => {
  test('makes the registered addresses of localhost:4200 follow the port of the app, and no others', async () => {
    const org = await startTestOrg({
      appPort: 4711,
      seed: (seed) => {
        seed.apps[0]!.redirect_uris.push('http://localhost:42000/x', 'http://127.0.0.1:4200/x');
      },
    });
    try {
      await signIn(org, { redirectUri: 'http://localhost:4711/login/callback' });
      await authorize(org, { redirectUri: 'http://localhost:42000/x' });
      await authorize(org, { redirectUri: 'http://127.0.0.1:4200/x' });
      await expect(authorize(org, { redirectUri: 'http://localhost:4200/login/callback' })).rejects.toThrow();
    } finally {
      await org.close();
    }
  });

  test('is refused at a taken port, whichever address has it', async () => {
    for (const host of LOOPBACK_ADDRESSES) {
      const other = createServer();
      await new Promise<void>((resolve) => other.listen(0, host, resolve));
      const { port } = other.address() as AddressInfo;
      await expect(startOrg(options({ port }))).rejects.toMatchObject({
        code: 'ERR_PORT_TAKEN',
        message: expect.stringMatching(new RegExp(`Port ${port} .*ORG_PORT=${port + 1}`)) as string,
      });
      await new Promise((resolve) => other.close(resolve));
    }
  });

  test('is refused with a wrong seed, which is named by the path of the wrong field', async () => {
    const seed = JSON.parse(readFileSync(SEED, 'utf8')) as Seed;
    Object.assign(seed.users[3]!, { status: 'SLEEPING' });
    Object.assign(seed.apps[1]!, { redirect_uris: ['javascript:alert(1)'] });
    const seedPath = join(folder, 'wrong.json');
    writeFileSync(seedPath, JSON.stringify(seed));
    const error = await startOrg(options({ seedPath })).catch((reason: unknown) => reason as Error);
    expect(error).toMatchObject({ code: 'ERR_SEED' });
    expect((error as Error).message).toContain('users[3].status');
    expect((error as Error).message).toContain('apps[1].redirect_uris[0]');
  });

  test('is refused when the state cannot be kept, and the port is free again', async () => {
    const stateDir = join(folder, 'file');
    writeFileSync(stateDir, '');
    const port = await freePort();
    const origin = `http://localhost:${port}`;
    await expect(startOrg(options({ port, stateDir }))).rejects.toMatchObject({ code: 'ERR_STATE' });
    await expect(fetch(origin)).rejects.toThrow();
  });

  test('does not delete the state of an org that runs', async () => {
    const running = await startOrg(options());
    try {
      const port = Number(new URL(running.origin).port);
      const stateFile = join(options().stateDir!, `localhost-${port}.json`);
      const before = readFileSync(stateFile, 'utf8');
      await expect(startOrg(options({ port, reset: true }))).rejects.toMatchObject({ code: 'ERR_PORT_TAKEN' });
      expect(readFileSync(stateFile, 'utf8')).toBe(before);
    } finally {
      await running.close();
    }
  });

  test('tells whom to sign in as', async () => {
    const org = await startOrg(options());
    await org.close();
    expect(org.accounts).toEqual([
      { login: 'ada@example.com', password: 'Practice-Ada-1', role: 'SUPER_ADMIN', name: 'Ada Lovelace' },
      { login: 'grace@example.com', password: 'Practice-Grace-1', role: 'READ_ONLY_ADMIN', name: 'Grace Hopper' },
      { login: 'linus@example.com', password: 'Practice-Linus-1', role: null, name: 'Linus Sørensen' },
    ]);
  });

  test('the shipped seed has at least 60 people, and no address outside of example.com', () => {
    const seed = JSON.parse(readFileSync(SEED, 'utf8')) as Seed;
    expect(seed.users.length).toBeGreaterThanOrEqual(60);
    for (const { profile } of seed.users) expect(profile.email).toMatch(/@example\.com$/);
    expect(seed.apps.map(({ client_id: id, dpop_bound_access_tokens: bound }) => [id, bound])).toEqual([
      ['0oa1dpopspa00000DPoP', true],
      ['0oa1bearerspa0BEARER', false],
      ['0oa1service00SERVICE', true],
      ['0oa1bearersvc0BEARER', false],
    ]);
  });
});

test('an idle connection lives longer than clients keep theirs, so that none ends just as it is used again', async () => {
  const org = await startOrg(options());
  expect((await fetch(org.origin)).headers.get('Keep-Alive')).toBe('timeout=75');
  await org.close();
});

test('closing ends connections that are kept alive', async () => {
  const org = await startOrg(options());
  const agent = new Agent({ keepAlive: true });
  await get(org.origin, {}, agent);
  await org.close();
  await expect(get(org.origin, {}, agent)).rejects.toThrow();
  agent.destroy();
});

/** Node's own client, since `fetch` sets `Host` by itself. */
function get(
  url: string,
  headers: Record<string, string> = {},
  agent?: Agent,
): Promise<{ status?: number; type?: string; body: string }> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { headers, ...(agent && { agent }) }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text: string) => (body += text));
      response.on('end', () => {
        resolve({ status: response.statusCode, type: response.headers['content-type'], body });
      });
    });
    sent.on('error', reject).end();
  });
}
