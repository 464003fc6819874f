import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer, request } from 'node:http';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { LOOPBACK_ADDRESSES } from '../org/testing/loopback-addresses.js';
import { startAppServer, type AppServer, type AppServerOptions } from './app-server.js';

const directory = mkdtempSync(join(tmpdir(), 'app-server-'));
const servers: AppServer[] = [];

beforeAll(() => {
  writeFileSync(join(directory, 'index.html'), '<title>the app</title>');
  writeFileSync(join(directory, 'main.js'), 'the script');
  writeFileSync(join(directory, 'okta.config.json'), '{"issuer":"https://org.example/"}');
});
afterEach(() => Promise.all(servers.splice(0).map((server) => server.close())));
afterAll(() => rmSync(directory, { recursive: true }));

async function serve(options: Partial<AppServerOptions> = {}): Promise<string> {
  const server = await startAppServer({ directory, port: 0, ...options });
  servers.push(server);
  return server.origin;
}

describe('the app server', () => {
  test('answers files as they are and every route with index.html', async () => {
    const origin = await serve();
    expect(await (await fetch(`${origin}/main.js`)).text()).toBe('the script');
    for (const route of ['/', '/users', '/login/callback?code=c&state=s', '/no/such/route']) {
      const response = await fetch(origin + route);
      expect([response.status, await response.text()]).toEqual([200, '<title>the app</title>']);
    }
  });

  test('answers a missing file with 404, not with index.html', async () => {
    const origin = await serve();
    for (const path of ['/missing.js', '/chunk-ABC123.js.map', '/assets/missing.svg']) {
      expect((await fetch(origin + path)).status).toBe(404);
    }
  });

  test('gives nothing from outside of its directory', async () => {
    const { port } = new URL(await serve());
    for (const path of ['/../../../etc/passwd', '/..%2f..%2f..%2fetc/passwd', '/%2e%2e/%2e%2e/%2e%2e/etc/passwd']) {
      expect(await raw(Number(port), path)).not.toContain('root:');
    }
  });

  test('survives ranges, methods and addresses that make no sense', async () => {
    const origin = await serve();
    for (const range of ['bytes=9-2', 'bytes=x', 'bytes=99-']) {
      expect((await fetch(`${origin}/main.js`, { headers: { range } })).status).toBe(200);
    }
    expect((await fetch(`${origin}/`, { method: 'POST' })).status).toBe(405);
    await raw(Number(new URL(origin).port), '/%');
    expect((await fetch(origin)).status).toBe(200);
  });

  test('answers in both address families', async () => {
    const { port } = new URL(await serve());
    expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(200);
    expect((await fetch(`http://[::1]:${port}/`)).status).toBe(200);
  });

  test('keeps nothing in a cache and shows an edited config at once', async () => {
    const origin = await serve();
    const config = (): Promise<Response> => fetch(`${origin}/okta.config.json`);
    expect((await config()).headers.get('cache-control')).toBe('no-store');
    writeFileSync(join(directory, 'okta.config.json'), '{"issuer":"https://edited.example"}');
    const edited = await config();
    expect(await edited.json()).toEqual({ issuer: 'https://edited.example' });
    expect(edited.headers.get('content-security-policy')).toContain("connect-src 'self' https://edited.example;");
  });

  test('lets the page reach what the config protects, besides the org', async () => {
    const config = '{"issuer":"https://org.example/oauth2/default","protectedResources":["https://api.example/v1/"]}';
    const { headers } = await fetch(await serve({ config: () => config }));
    expect(headers.get('content-security-policy')).toContain(
      "connect-src 'self' https://org.example https://api.example;",
    );
  });

  test('gives the config of its options in place of the file', async () => {
    const origin = await serve({ config: () => '{"issuer":"http://localhost:9999"}' });
    const response = await fetch(`${origin}/okta.config.json?fresh`);
    expect(await response.text()).toBe('{"issuer":"http://localhost:9999"}');
    expect(response.headers.get('content-type')).toContain('application/json');
  });

  test.each([
    '',
    '{',
    'null',
    '{"issuer":7}',
    '{"issuer":"javascript:alert(1)"}',
    '{"issuer":"{yourOktaDomain}"}',
    '{"issuer":"https://{yourOktaDomain}"}',
    '{"issuer":"https://a.example;script-src"}',
  ])('serves the app with an unusable config %j, open to nobody', async (config) => {
    const origin = await serve({ config: () => config });
    const response = await fetch(`${origin}/`);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-security-policy')).toContain("connect-src 'self';");
  });

  test('sends a policy without inline or evaluated code, and no referrer', async () => {
    const { headers } = await fetch(await serve());
    expect(headers.get('content-security-policy')).not.toMatch(/unsafe|\*/);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
  });

  test.each(LOOPBACK_ADDRESSES)('refuses a port that is taken at %s by naming it and its variable', async (host) => {
    const other = createServer();
    const port = await new Promise<number>((resolve) =>
      other.listen({ host, port: 0 }, () => resolve((other.address() as { port: number }).port)),
    );
    await expect(serve({ port })).rejects.toMatchObject({
      code: 'ERR_PORT_TAKEN',
      message: expect.stringMatching(new RegExp(`${port}.*APP_PORT`)) as string,
    });
    other.close();
  });
});

/** A request whose path no client library tidies up. */
function raw(port: number, path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    request({ port, path }, (response) => {
      let body = '';
      response.on('data', (chunk) => (body += String(chunk))).on('end', () => resolve(body));
    })
      .on('error', reject)
      .end();
  });
}

describe('/practice/* of an app with a local org', () => {
  /** Answers with what it was asked. */
  async function serveWithOrg(): Promise<{ app: string; org: AppServer }> {
    const server = createHttpServer((req, res) => {
      let body = '';
      req.on('data', (chunk) => (body += String(chunk)));
      req.on('end', () => res.end(JSON.stringify({ method: req.method, url: req.url, headers: req.headers, body })));
    });
    await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
    const origin = `http://localhost:${(server.address() as AddressInfo).port}`;
    const org = { origin, close: async () => server.close().closeAllConnections() };
    servers.push(org);
    return { app: await serve({ config: () => JSON.stringify({ issuer: origin }) }), org };
  }

  test('is forwarded to the org, for pages of the app as for pages of the org', async () => {
    const { app, org } = await serveWithOrg();
    const answer = await fetch(`${app}/practice/v1/switches?a=b`, {
      method: 'PATCH',
      body: '{"delay":1}',
      headers: { 'Origin': app, 'Content-Type': 'application/json' },
    });
    expect(await answer.json()).toMatchObject({
      method: 'PATCH',
      url: '/practice/v1/switches?a=b',
      body: '{"delay":1}',
      headers: { host: new URL(org.origin).host, origin: org.origin },
    });
  });

  test('is refused to pages of other origins', async () => {
    const { app } = await serveWithOrg();
    const ask = async (headers: Record<string, string>): Promise<number> =>
      (await fetch(`${app}/practice/v1/decisions`, { headers })).status;
    expect(await ask({ Origin: 'http://evil.example' })).toBe(403);
    expect(await ask({ 'Sec-Fetch-Site': 'cross-site' })).toBe(403);
  });

  test('is refused under another name of this machine, as in DNS rebinding', async () => {
    const { app } = await serveWithOrg();
    const { port } = new URL(app);
    const status = await new Promise((resolve, reject) => {
      const headers = { host: `evil.example:${port}` };
      request({ port, host: 'localhost', path: '/practice/v1/decisions', headers }, (answer) =>
        resolve(answer.statusCode),
      )
        .on('error', reject)
        .end();
    });
    expect(status).toBe(421);
  });

  test('is a missing file where the org is not local, and 502 where it does not answer', async () => {
    const remote = await serve({ config: () => '{"issuer":"https://dev-1.okta.com"}' });
    expect((await fetch(`${remote}/practice/v1/switches`, { method: 'PATCH' })).status).toBe(405);
    const { app, org } = await serveWithOrg();
    await org.close();
    expect((await fetch(`${app}/practice/v1/decisions`)).status).toBe(502);
  });
});
