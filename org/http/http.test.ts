import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import Koa from 'koa';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { startTestApi, type TestApi } from '../testing/test-api.js';
import { errors } from './errors.js';
import { responseHeaders } from './response.js';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api.close());

const host = (): string => new URL(api.origin).host;
const APP = 'http://localhost:43299';
const FORM = { 'Content-Type': 'application/x-www-form-urlencoded' };

describe('Host', () => {
  test.each(['evil.example', 'localhost', 'localhost:1', '127.0.0.1', '', 'localhost:4280.evil.example', '[::1]'])(
    '"%s" is answered with 421 and the address to use',
    async (name) => {
      const answer = await api.send({ path: '/api/v1/users', headers: { Host: name } });
      expect(answer.status).toBe(421);
      expect(answer.headers['content-type']).toMatch(/^text\/plain/);
      expect(answer.body).toBe(
        `This org answers at ${api.origin} only, but the request was for "${name}". Use ${api.origin}.\n`,
      );
    },
  );

  test('is looked at before anything else: a proof for the host that it names does not help', async () => {
    const token = await api.token();
    const DPoP = await api.proof(token, '', { htu: 'http://evil.example/api/v1/users' });
    const headers = { Host: 'evil.example', Authorization: `DPoP ${token}`, DPoP, Origin: APP };
    const answer = await api.send({ path: '/api/v1/users', headers });
    expect(answer.status).toBe(421);
    expect(answer.headers['access-control-allow-origin']).toBeUndefined();
  });

  test('is case-insensitive', async () => {
    expect((await api.send({ path: '/', headers: { Host: host().toUpperCase() } })).status).toBe(200);
  });

  test('must come once', async () => {
    const answer = await api.send({ path: '/', headers: { Host: [host(), 'evil.example'] } });
    expect(answer.status).toBe(400);
    expect(answer.body).toContain(`Host: ${host()}`);
  });

  test.each(['http://evil.example/api/v1/users', `http://localhost/api/v1/users`, '*'])(
    'is not overruled by the request target %s',
    async (target) => {
      const head = `GET ${target} HTTP/1.1\r\nHost: ${host()}\r\nConnection: close\r\n\r\n`;
      expect(await api.sendRaw(Buffer.from(head))).toBe(400);
    },
  );

  test('may be missing in no version of HTTP', async () => {
    expect(await api.sendRaw(Buffer.from('GET / HTTP/1.0\r\n\r\n'))).toBe(400);
  });
});

describe('CORS', () => {
  const preflight = (path: string, origin: string, headers = ''): ReturnType<TestApi['send']> =>
    api.send({
      method: 'OPTIONS',
      path,
      headers: { Origin: origin, 'Access-Control-Request-Method': 'GET', 'Access-Control-Request-Headers': headers },
    });

  test.each([
    '/api/v1/users',
    '/api/v1/apps/0oaspa0000000000spa1',
    '/oauth2/v1/userinfo',
    '/oauth2/v1/revoke',
    '/oauth2/v1/introspect',
    '/oauth2/v1/keys',
    '/.well-known/openid-configuration',
    '/.well-known/oauth-authorization-server',
  ])('a page anywhere may call %s with a proof', async (path) => {
    const answer = await preflight(path, 'https://anywhere.example', 'authorization,dpop,x-okta-user-agent-extended');
    expect(answer.status).toBe(204);
    expect(answer.headers).toMatchObject({
      'access-control-allow-origin': 'https://anywhere.example',
      'access-control-allow-headers': 'Accept, Authorization, Content-Type, DPoP, X-Okta-User-Agent-Extended',
      'access-control-max-age': '600',
      vary: 'Origin',
    });
    expect(answer.headers['access-control-allow-methods']).toContain('POST');
    expect(answer.headers['access-control-allow-credentials']).toBeUndefined();
  });

  test('/token is for the origins of registered redirect URIs', async () => {
    expect((await preflight('/oauth2/v1/token', APP)).headers['access-control-allow-origin']).toBe(APP);
    expect((await preflight('/oauth2/v1/token', api.origin)).headers['access-control-allow-origin']).toBe(api.origin);
  });

  test.each(['https://evil.example', 'http://localhost:43298', 'https://localhost:43299', 'null'])(
    '/token is not for %s',
    async (origin) => {
      expect((await preflight('/oauth2/v1/token', origin)).headers['access-control-allow-origin']).toBeUndefined();
      const answer = await api.send({
        method: 'POST',
        path: '/oauth2/v1/token',
        headers: { Origin: origin },
        body: '',
      });
      expect(answer.headers['access-control-allow-origin']).toBeUndefined();
    },
  );

  test.each([
    '/oauth2/v1/authorize',
    '/oauth2/v1/logout',
    '/sign-in/abc',
    '/',
    '/oauth2/v1/token/',
    '/oauth2/v1/userinfo/x',
  ])('a page elsewhere cannot read %s', async (path) => {
    expect((await preflight(path, APP)).headers['access-control-allow-origin']).toBeUndefined();
    expect((await api.send({ path, headers: { Origin: APP } })).headers['access-control-allow-origin']).toBeUndefined();
  });

  test('every answer of the API can be read with its headers, the refusals, too', async () => {
    const token = await api.token();
    const good = { Authorization: `DPoP ${token}`, DPoP: await api.proof(token, '/api/v1/users') };
    for (const [status, headers] of [
      [200, good],
      [400, good],
      [401, { Authorization: 'Bearer x' }],
      [403, {}],
    ] as const) {
      const answer = await api.send({
        path: '/api/v1/users',
        headers: { ...headers, Origin: 'https://anywhere.example' },
      });
      expect(answer.status).toBe(status);
      expect(answer.headers['access-control-allow-origin']).toBe('https://anywhere.example');
      expect(answer.headers['access-control-expose-headers']).toBe(
        'Date, DPoP-Nonce, Link, WWW-Authenticate, X-Okta-Edge-Log, X-Okta-Request-Id, X-Rate-Limit-Limit, X-Rate-Limit-Remaining, X-Rate-Limit-Reset',
      );
    }
  });

  test('an answer without an Origin says that another one may differ', async () => {
    const answer = await api.get('/api/v1/users');
    expect(answer.headers.vary).toBe('Origin');
    expect(answer.headers['access-control-allow-origin']).toBeUndefined();
  });
});

describe('the headers of every answer', () => {
  test('hold a request id and keep browsers from guessing', async () => {
    const first = await api.get('/api/v1/users');
    const second = await api.send({ path: '/api/v1/unknown' });
    expect(first.headers['x-okta-request-id']).toMatch(/^[0-9a-f]{32}$/);
    expect(second.headers['x-okta-request-id']).toMatch(/^[0-9a-f]{32}$/);
    expect(first.headers['x-okta-request-id']).not.toBe(second.headers['x-okta-request-id']);
    expect(first.headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-xss-protection': '0',
      'referrer-policy': 'strict-origin-when-cross-origin',
      'cache-control': 'no-cache, no-store',
      pragma: 'no-cache',
      expires: '0',
    });
  });

  test.each([
    ['/api/v1/users', '50'],
    ['/api/v1/users/me', '50'],
    ['/api/v1/apps', '10'],
    ['/oauth2/v1/token', '150'],
    ['/oauth2/v1/userinfo', undefined],
  ])('show the rate limit of %s: %s', async (path, limit) => {
    const { headers } = await api.send({ path });
    expect(headers['x-rate-limit-limit']).toBe(limit);
    expect(headers['x-rate-limit-remaining']).toBe(limit && String(Number(limit) - 1));
    // Seconds since the epoch, at the end of a window of a minute.
    expect(headers['x-rate-limit-reset']).toBe(limit && String(api.clock.now + 60));
  });
});

describe('an unexpected error', () => {
  let server: Server;
  let origin: string;
  beforeAll(async () => {
    const app = new Koa();
    app.silent = true;
    app.use(responseHeaders({ now: () => 0 })).use(errors());
    app.use((ctx) => {
      if (ctx.path === '/broken') throw new Error(`This is broken: ${'secret'.repeat(10)}`);
      ctx.body = 'fine';
    });
    const handle = app.callback();
    server = createServer((req, res) => void handle(req, res));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => server.close());
  beforeEach(() => {
    vi.spyOn(console, 'error').mockImplementation(() => undefined);
  });
  afterEach(() => {
    vi.restoreAllMocks();
  });

  test("is Okta's 500 without details, and is logged without what may be a secret", async () => {
    const answer = await fetch(`${origin}/broken?token=abc`);
    expect(answer.status).toBe(500);
    expect(answer.headers.get('x-okta-request-id')).toMatch(/^[0-9a-f]{32}$/);
    expect(await answer.json()).toEqual({
      errorCode: 'E0000009',
      errorSummary: 'Internal Server Error',
      errorLink: 'E0000009',
      errorId: expect.stringMatching(/^oae[\w-]{22}$/) as string,
      errorCauses: [],
    });
    const logged = String(vi.mocked(console.error).mock.calls[0]);
    expect(logged).toContain('GET /broken: Error: This is broken: …');
    expect(logged).not.toMatch(/secretsecret|token=abc/);
  });

  test('does not stop the server', async () => {
    await fetch(`${origin}/broken`);
    expect((await fetch(origin)).status).toBe(200);
  });
});

describe('an error of the API', () => {
  test("is in Okta's envelope, member by member", async () => {
    const answer = await api.send({ path: '/api/v1/unknown' });
    expect(answer.status).toBe(404);
    expect(answer.headers['content-type']).toBe('application/json');
    expect(answer.body).toMatch(
      /^\{"errorCode":"E0000008","errorSummary":"The requested path was not found","errorLink":"E0000008","errorId":"oae[\w-]{22}","errorCauses":\[\]\}$/,
    );
  });

  test.each([
    ['POST', '/api/v1/users'],
    ['DELETE', '/api/v1/users/00uada00000000000ada'],
    ['PATCH', '/api/v1/apps'],
    ['GET', '/oauth2/v1/revoke'],
    ['PROPFIND', '/api/v1/users'],
  ])('%s %s is E0000022, with or without a token', async (method, path) => {
    const answer = await api.send({ method, path });
    expect(answer.status).toBe(405);
    expect(answer.headers.allow).toMatch(/GET|POST/);
    expect(JSON.parse(answer.body)).toMatchObject({
      errorCode: 'E0000022',
      errorSummary: 'The endpoint does not support the provided HTTP method',
    });
  });

  test.each([
    '/api/v1',
    '/api/v1/',
    '/api/v1/Users',
    '/api/v1/users/',
    '/api/v1/users/a/b',
    '/api%2Fv1/users',
    '/api/v1/apps/x/nothing',
  ])('%s is E0000008', async (path) => {
    const answer = await api.send({ path });
    expect([answer.status, (JSON.parse(answer.body) as { errorCode: string }).errorCode]).toEqual([404, 'E0000008']);
  });

  test.each([
    '/api/v1/users/%',
    '/api/v1/users/%zz',
    '/api/v1/users/%ff',
    '/api/v1/users/%00',
    '/api/v1/users/a%0d%0ab',
    '/api/v1/users/..%2fapps',
    '/api/v1/users/%5c',
  ])('%s, which reads in more than one way, is E0000001', async (path) => {
    const answer = await api.send({ path });
    expect([answer.status, (JSON.parse(answer.body) as { errorCode: string }).errorCode]).toEqual([400, 'E0000001']);
  });

  test.each([
    ['/', 200, 'About this org'],
    ['/api/v2/users', 404, 'Not Found'],
    ['/oauth2/v1/userinfo/', 404, 'Not Found'],
    ['/oauth2/v1/keys', 200, '"keys"'],
    ['/oauth2/v1/authorize', 400, 'This request cannot be answered'],
  ])('is not what %s answers: it is outside the API', async (path, status, text) => {
    const answer = await api.send({ path });
    expect([answer.status, answer.body]).toEqual([status, expect.stringContaining(text)]);
  });
});

describe('a form', () => {
  const revoke = (body: string, headers: Record<string, string> = FORM): ReturnType<TestApi['send']> =>
    api.send({ method: 'POST', path: '/oauth2/v1/revoke', headers, body });
  const good = 'token=x&client_id=0oaspa0000000000spa1';

  test('is read up to 64 KiB', async () => {
    expect((await revoke(`${good}&more=${'a'.repeat(60_000)}`)).status).toBe(200);
  });

  test('of more is refused with 413', async () => {
    const answer = await revoke(`${good}&more=${'a'.repeat(70_000)}`);
    expect(answer.status).toBe(413);
    expect(JSON.parse(answer.body)).toEqual({
      error: 'invalid_request',
      error_description: 'The request body must not have more than 65536 bytes.',
    });
  });

  test('of more is refused with 413 also when its length is not told, and while it is still coming', async () => {
    const head = `POST /oauth2/v1/revoke HTTP/1.1\r\nHost: ${host()}\r\nTransfer-Encoding: chunked\r\nContent-Type: application/x-www-form-urlencoded\r\n\r\n`;
    const chunk = `10000\r\n${'a'.repeat(0x10000)}\r\n`;
    expect(await api.sendRaw(Buffer.from(head + chunk + chunk))).toBe(413);
  });

  test.each([
    {},
    { 'Content-Type': 'application/json' },
    { 'Content-Type': 'multipart/form-data; boundary=x' },
    { ...FORM, 'Content-Encoding': 'gzip' },
  ])('under %j is refused with 400', async (headers) => {
    const answer = await revoke(good, headers as Record<string, string>);
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.body)).toMatchObject({ error: 'invalid_request' });
  });

  test('that ends too early takes nothing down', async () => {
    const head = `POST /oauth2/v1/revoke HTTP/1.1\r\nHost: ${host()}\r\nContent-Length: 100\r\nContent-Type: application/x-www-form-urlencoded\r\n\r\ntoken=`;
    const { connect } = await import('node:net');
    await new Promise<void>((resolve) => {
      const socket = connect(Number(new URL(api.origin).port), '127.0.0.1', () =>
        socket.write(head, () => setTimeout(() => socket.destroy(), 50)),
      ).on('close', () => resolve());
    });
    expect((await revoke(good)).status).toBe(200);
  });
});
