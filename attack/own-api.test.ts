import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { auth } from 'express-oauth2-jwt-bearer';
import * as oauth from 'oauth4webapi';
import { afterAll, afterEach, expect, test } from 'vitest';
import { runInTest } from '../cli/testing/run-in-test.js';
import { generateProofKey } from '../dpop/proof-key.js';
import { thumbprint } from '../dpop/thumbprint.js';
import { run } from './run.js';

const folder = mkdtempSync(join(tmpdir(), 'attack-'));
afterAll(() => rmSync(folder, { recursive: true }));
const closing: (() => void)[] = [];
afterEach(() => closing.splice(0).forEach((close) => close()));

/** Starts an API that decides by itself, and writes a token for it, with its key, into files. */
async function startApi(accepts: (request: IncomingMessage, api: Api) => Promise<boolean>): Promise<Api> {
  const server = createServer((request, response) => {
    void accepts(request, api).then(
      (accepted) => response.writeHead(accepted ? 200 : 401).end('{}'),
      () => response.writeHead(401).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => server.close().closeAllConnections());
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const issuerKey = await generateKeyPair('RS256');
  const key = await generateProofKey('ES256', { extractable: true });
  const token = await new SignJWT({ client_id: 'client', cnf: { jkt: await thumbprint(key.jwk) } })
    .setProtectedHeader({ alg: 'RS256', typ: 'at+jwt', kid: 'as' })
    .setIssuer('https://as.example')
    .setSubject('client')
    .setAudience(origin)
    .setIssuedAt()
    .setJti('1')
    .setExpirationTime('1h')
    .sign(issuerKey.privateKey);
  writeFileSync(join(folder, 'token.txt'), `${token}\n`);
  writeFileSync(join(folder, 'key.json'), JSON.stringify(await exportJWK(key.privateKey)));
  const api: Api = { origin, keys: [{ ...(await exportJWK(issuerKey.publicKey)), alg: 'RS256', kid: 'as' }] };
  return api;
}

interface Api {
  origin: string;
  /** What the authorization server publishes. */
  keys: object[];
}

const checkApi = async ({ origin }: Api): Promise<{ code: number; report: string }> => {
  const args = ['--resource', `${origin}/orders`, '--token', 'token.txt', '--key', 'key.json'];
  const { exitCode, printed } = runInTest(run, { args, cwd: folder });
  return { code: await exitCode, report: printed.all };
};

/** Lets oauth4webapi decide, as its documentation says. */
async function byOauth4webapi(request: IncomingMessage, { origin, keys }: Api): Promise<boolean> {
  const { authorization, dpop } = request.headers;
  const headers = new Headers();
  if (authorization !== undefined) headers.set('authorization', authorization);
  if (dpop !== undefined) headers.set('dpop', String(dpop));
  const as = { issuer: 'https://as.example', jwks_uri: 'https://as.example/keys' };
  await oauth.validateJwtAccessToken(as, new Request(origin + request.url!, { headers }), origin, {
    [oauth.customFetch]: () => Promise.resolve(Response.json({ keys })),
  });
  return true;
}

test('of an API that oauth4webapi guards, the report names what it and the HTTP server of Node do not look at', async () => {
  const { code, report } = await checkApi(await startApi(byOauth4webapi));
  expect(report.match(/^Not checked: .*$/gm)).toEqual([
    // Node takes the first of them, and reads a thousand header lines.
    'Not checked: authorization (RFC 9110 section 5.3). Got through: two-authorizations.',
    'Not checked: replay (RFC 9449 section 11.1). Got through: replay, replay-together.',
    'Not checked: jti (RFC 9449 section 4.2). Got through: empty-jti.',
    'Not checked: proof (RFC 9449 section 4.3 (1)). Got through: late-proof.',
  ]);
  expect(code).toBe(1);
});

/** Lets the middleware of Auth0 decide, as its documentation says. It needs few members of an Express request. */
function byExpressOauth2JwtBearer(request: IncomingMessage, { origin, keys }: Api): Promise<boolean> {
  const url = new URL(request.url!, origin);
  const expressRequest = Object.assign(request, {
    protocol: 'http',
    originalUrl: request.url,
    query: Object.fromEntries(url.searchParams),
    get: (name: string) => request.headers[name.toLowerCase()],
    is: () => false,
  });
  const handle = auth({
    issuer: 'https://as.example',
    audience: origin,
    publicKey: { keys },
    tokenSigningAlg: 'RS256',
    dpop: { enabled: true, required: true },
  });
  return new Promise((resolve) => {
    void handle(expressRequest as never, {} as never, (error?: unknown) => resolve(error === undefined));
  });
}

test('of an API that express-oauth2-jwt-bearer guards, the report names what it does not look at', async () => {
  const { code, report } = await checkApi(await startApi(byExpressOauth2JwtBearer));
  expect(report.match(/^Not checked: .*$/gm)).toEqual([
    'Not checked: authorization (RFC 9110 section 5.3). Got through: two-authorizations.',
    'Not checked: replay (RFC 9449 section 11.1). Got through: replay, replay-together.',
    // It compares htm without regard to case.
    'Not checked: htm (RFC 9110 section 9.1). Got through: lower-case-method.',
    'Not checked: proof (RFC 9449 section 4.3 (1)). Got through: late-proof.',
    // It takes the expected address from the Host header.
    'Not checked: host (RFC 9110 section 7.2). Got through: host-header.',
  ]);
  expect(code).toBe(1);
});

test('of an API that accepts everything, the report says that it checks nothing', async () => {
  const { code, report } = await checkApi(await startApi(async () => true));
  // A proof of 200 kB is too much for the HTTP server.
  expect(report.match(/^✓ .*$/gm)).toEqual([expect.stringContaining('huge-proof')]);
  expect(code).toBe(1);
});

test('an API that refuses everything is not called safe', async () => {
  const { code, report } = await checkApi(await startApi(async () => false));
  expect(report).toMatch(/was answered with 401, although token and proof are those of the client/);
  expect(code).toBe(2);
});

test.each([
  [['--token', 'token.txt', '--key', 'wrong.json'], '--key: expected a private JWK of kty RSA or EC in'],
  [
    ['--issuer', 'https://as.example', '--client-id', 'client', '--client-key', 'wrong.json'],
    '--client-key: expected a private JWK of kty RSA or EC in',
  ],
])('a key that is none is told, by the option that names its file: %j', async (args, message) => {
  writeFileSync(join(folder, 'token.txt'), 'a.b.c');
  writeFileSync(join(folder, 'wrong.json'), '{"kty":"oct","k":"c2VjcmV0"}');
  const { exitCode, printed } = runInTest(run, {
    args: ['--resource', 'http://localhost:1/orders', ...args],
    cwd: folder,
  });
  expect([await exitCode, printed.stderr]).toEqual([2, expect.stringContaining(message)]);
});
