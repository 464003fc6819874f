import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, request as requestOf, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeJwt } from 'jose';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { TOKEN_ATTACKS } from '../dpop/attacks/token-endpoint.js';
import { freePort } from '../org/testing/free-port.js';
import { startTestOrg, type TestOrg } from '../org/testing/test-org.js';
import { startAppServer } from './app-server.js';

const directory = mkdtempSync(join(tmpdir(), 'attack-endpoint-'));
const closing: (() => Promise<unknown>)[] = [];
beforeAll(() => writeFileSync(join(directory, 'index.html'), '<title>the app</title>'));
afterEach(() => Promise.all(closing.splice(0).map((close) => close())));
afterAll(() => rmSync(directory, { recursive: true }));

async function serve(issuer: string): Promise<string> {
  const server = await startAppServer({ directory, port: 0, config: () => JSON.stringify({ issuer }) });
  closing.push(() => server.close());
  return server.origin;
}

/** A server that keeps what it gets, as lines. */
async function startRecorder(): Promise<{ origin: string; got: IncomingMessage[] }> {
  const got: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    got.push(request);
    if (request.url === '/close') request.socket.destroy();
    else response.setHeader('X-Answer', 'yes').end('the body');
  });
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  closing.push(async () => server.close().closeAllConnections());
  return { origin: `http://localhost:${(server.address() as AddressInfo).port}`, got };
}

const JSON_TYPE = { 'Content-Type': 'application/json' };

function send(app: string, attack: unknown, headers: Record<string, string> = JSON_TYPE): Promise<Response> {
  return fetch(`${app}/attack/v1/send`, { method: 'POST', headers, body: JSON.stringify(attack) });
}

describe('POST /attack/v1/send', () => {
  test('sends a request as it is, and to the org only', async () => {
    const { origin, got } = await startRecorder();
    const app = await serve(origin);
    const headers = [
      ['Host', 'evil.example'],
      ['DPoP', 'a'],
      ['DPoP', 'b'],
    ];
    const attack = { method: 'GET', target: '/elsewhere/../x?%2e', headers, origin: 'http://evil.example' };
    const answer = await send(app, attack);
    expect(await answer.json()).toEqual({
      status: 200,
      headers: expect.objectContaining({ 'x-answer': 'yes' }) as unknown,
      body: 'the body',
    });
    expect(got.map(({ url, rawHeaders }) => ({ url, rawHeaders: rawHeaders.slice(0, 6) }))).toEqual([
      { url: '/elsewhere/../x?%2e', rawHeaders: headers.flat() },
    ]);
  });

  test('says when the connection was closed', async () => {
    const app = await serve((await startRecorder()).origin);
    expect(await (await send(app, { method: 'GET', target: '/close', headers: [['Host', 'h']] })).json()).toBeNull();
  });

  test.each<[why: string, status: number, body: unknown, headers: Record<string, string>]>([
    ['a page of another origin', 403, {}, { ...JSON_TYPE, Origin: 'http://evil.example' }],
    ['a page of the same site', 403, {}, { ...JSON_TYPE, 'Sec-Fetch-Site': 'same-site' }],
    ['a form', 415, {}, { 'Content-Type': 'text/plain' }],
    ['what is no request', 400, { method: 'GET', target: '/', headers: ['Host'] }, JSON_TYPE],
    ['what is no object', 400, null, JSON_TYPE],
    ['what is too long', 413, { target: 'x'.repeat(1024 * 1024) }, JSON_TYPE],
  ])('refuses %s, and sends nothing', async (_, status, body, headers) => {
    const { origin, got } = await startRecorder();
    expect((await send(await serve(origin), body, headers)).status).toBe(status);
    expect(got).toEqual([]);
  });

  test('refuses another host, as in DNS rebinding', async () => {
    const { origin, got } = await startRecorder();
    const { port } = new URL(await serve(origin));
    const status = await new Promise((resolve, reject) => {
      const headers = { ...JSON_TYPE, host: `evil.example:${port}` };
      requestOf({ port, host: 'localhost', path: '/attack/v1/send', method: 'POST', headers }, (answer) =>
        resolve(answer.statusCode),
      )
        .on('error', reject)
        .end('{}');
    });
    expect([status, got.length]).toEqual([421, 0]);
  });

  test('is not there for an org that is not on this machine', async () => {
    expect((await send(await serve('https://dev-1.okta.com'), {})).status).toBe(405);
  });
});

describe('with the practice org', () => {
  let org: TestOrg;
  let app: string;
  beforeAll(async () => {
    const port = await freePort();
    org = await startTestOrg({ appPort: port });
    app = (await startAppServer({ directory, port, config: () => JSON.stringify({ issuer: org.origin }) })).origin;
  });
  afterAll(() => org.close());

  test('GET /attack/v1/guard tells which check is ignored, and nothing when the org is down', async () => {
    const guardAt = async (origin: string): Promise<unknown> => (await fetch(`${origin}/attack/v1/guard`)).json();
    expect(await guardAt(app)).toEqual({ ignoredCheck: null, apiNonce: false });
    const body = JSON.stringify({ ignoredCheck: 'htu' });
    await fetch(`${app}/practice/v1/switches`, { method: 'PATCH', headers: JSON_TYPE, body });
    expect(await guardAt(app)).toEqual({ ignoredCheck: 'htu', apiNonce: false });
    expect(await guardAt(await serve('http://localhost:1'))).toEqual({});
  });

  test.each([
    ['grace@example.com', 'grace@example.com'],
    ['someone@example.com', 'ada@example.com'],
  ])('POST /attack/v1/bearer-token signs %s in to the bearer app, as %s', async (login, expected) => {
    const body = JSON.stringify({ login });
    const answer = await fetch(`${app}/attack/v1/bearer-token`, { method: 'POST', headers: JSON_TYPE, body });
    const { accessToken, ...rest } = (await answer.json()) as { accessToken: string; login: string };
    expect(rest).toEqual({ login: expected });
    const { sub, cnf } = decodeJwt(accessToken);
    expect([sub, cnf]).toEqual([expected, undefined]);
  });

  test('POST /attack/v1/authorization-server streams the results of all attacks, each stopped, and its twin passed', async () => {
    const answer = await fetch(`${app}/attack/v1/authorization-server`, {
      method: 'POST',
      headers: JSON_TYPE,
      body: '{}',
    });
    const lines = (await answer.text()).trim().split('\n');
    const results = lines.map((line) => JSON.parse(line) as { attack: string; outcome: string; twin: number });
    expect(results.map(({ attack }) => attack)).toEqual(TOKEN_ATTACKS.map(({ id }) => id));
    expect(new Set(results.map(({ outcome, twin }) => `${outcome} ${twin}`))).toEqual(new Set(['stopped 200']));
    expect(lines.join()).not.toMatch(/eyJ/);
  });
});
