import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { chmodSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { serviceAppOf } from '../../org/testing/service.js';
import { startTestOrg, type TestOrg } from '../../org/testing/test-org.js';
import { readSigningKey } from '../keys/signing-key.js';
import { SERVICE_APP } from '../testing/client-at.js';
import { secretsIn, testCli, type TestCli } from '../testing/test-cli.js';

let org: TestOrg;
let service: TestCli;
/** Waits by the clock before a retry; `service` does not wait. */
let waitingService: TestCli;
beforeAll(async () => {
  org = await startTestOrg();
  service = testCli({ ORG_PORT: String(org.port) });
  waitingService = testCli({ ORG_PORT: String(org.port) }, {});
  await service.run([]);
});
afterEach(async () => {
  await fetch(`${org.origin}/practice/v1/switches`, { method: 'DELETE' });
});
afterAll(async () => {
  await org.close();
  service.close();
  waitingService.close();
});

const JSON_TYPE = { 'Content-Type': 'application/json' };
async function set(switches: object, { origin } = org): Promise<void> {
  await fetch(`${origin}/practice/v1/switches`, { method: 'PATCH', headers: JSON_TYPE, body: JSON.stringify(switches) }); // prettier-ignore
}

describe('at the local org, without any configuration,', () => {
  test('it lists the users as a table, with nothing else on stdout', async () => {
    const { code, stdout, stderr } = await service.run([]);
    const lines = stdout.trimEnd().split('\n');
    expect(code).toBe(0);
    expect(lines[0]).toMatch(/^NAME +LOGIN +STATUS +LAST LOGIN$/);
    expect(lines[1]).toMatch(/^Ada Lovelace +ada@example.com +ACTIVE +/);
    expect(lines).toHaveLength(72);
    expect(stderr).toBe('71 users\n');
  });

  test('it creates two keys that only their owner can read', () => {
    const keys = join(service.folder, 'keys');
    expect(statSync(keys).mode & 0o777).toBe(0o700);
    for (const name of ['client-key.json', 'proof-key.json'])
      expect(statSync(join(keys, name)).mode & 0o777).toBe(0o600);
  });

  test('it lists the same users without DPoP', async () => {
    const [dpop, bearer] = [await service.run([]), await service.run(['--bearer'])];
    expect(bearer).toEqual(dpop);
  });

  test('--no-proof sends the bound token as a bearer token, and explains why the org refuses it', async () => {
    const { code, stdout, stderr } = await service.run(['users', '--no-proof']);
    expect([code, stdout]).toEqual([3, '']);
    const [client, proof] = JSON.parse((await service.run(['keys', 'show', '--json'])).stdout) as {
      thumbprint: string;
    }[];
    const flat = stderr.replaceAll(/\s+/g, ' ');
    for (const text of [
      'The access token is bound to a key, but was sent without a proof.',
      'GET /api/v1/users returned 400 invalid_request: The resource request requires a DPoP proof.',
      'Sent: Authorization: Bearer (hidden), and no DPoP header.',
      'WWW-Authenticate: Bearer authorization_uri=',
      `${proof!.thumbprint}, the thumbprint of the proof key`,
      'RFC 9449 section 7.1',
    ]) expect(flat).toContain(text); // prettier-ignore
    expect(flat).not.toContain(client!.thumbprint);
    const traced = await service.run(['call', 'GET', '/api/v1/users', '--no-proof', '--trace']);
    expect([traced.code, traced.stderr.match(/^ +authorization .*$/gm)]).toEqual([
      3,
      ['   authorization  Bearer (hidden)'],
    ]);
  });

  test('--json prints JSON, also with --trace and after a retry', async () => {
    await set({ serverErrors: 1 });
    const { code, stdout, stderr } = await service.run(['users', '--json', '--trace', '--limit', '20']);
    expect(code).toBe(0);
    expect((JSON.parse(stdout) as { id: string }[]).length).toBe(71);
    expect(stderr).toContain('71 users on 4 pages');
    const commands = [
      ['apps'],
      ['token'],
      ['keys', 'show'],
      ['doctor'],
      ['call', 'GET', '/api/v1/users/ada@example.com'],
    ];
    const outputs = await Promise.all(commands.map((command) => service.run([...command, '--json'])));
    for (const output of outputs) expect(JSON.parse(output.stdout)).toBeTruthy();
  });

  test('--trace shows each request, each response, and the reason for a retry', async () => {
    const { stderr } = await service.run(['--trace']);
    expect(stderr).toMatch(/^1 {2}POST http:\/\/localhost:\d+\/oauth2\/v1\/token$/m);
    expect(stderr).toMatch(/^ {3}response +400 in \d+ ms$/m);
    expect(stderr).toMatch(/DPoP-Nonce +\S{32}/);
    expect(stderr).toContain('↻  Retrying: the org requires a nonce');
    expect(stderr).toMatch(/^ +nonce +\S{32}$/m);
    expect(stderr).toMatch(/^3 {2}GET http:\/\/localhost:\d+\/api\/v1\/users\?limit=200$/m);
    expect(stderr).toMatch(/htu +http:\/\/localhost:\d+\/api\/v1\/users$/m);
    expect(stderr).toMatch(/authorization +DPoP \(hidden\)/);
    expect(stderr).toMatch(/"access_token":\s+"\(hidden\)"/);
  });

  test('--scope and call reach other endpoints', async () => {
    const apps = await service.run(['apps', '--scope', 'okta.apps.read']);
    expect([apps.code, apps.stdout]).toEqual([0, expect.stringContaining('Practice service without DPoP')]);
    const users = await service.run(['users', '--scope', 'okta.apps.read']);
    expect([users.code, users.stdout]).toEqual([3, '']);
    expect(users.stderr).toContain('The access token lacks the scope');
    const call = await service.run(['call', 'get', '/api/v1/users/ada%40example.com']);
    expect(JSON.parse(call.stdout)).toMatchObject({ profile: { login: 'ada@example.com' } });
  });

  test('a call that the org refuses exits with 3 and the error of the org', async () => {
    const missing = await service.run(['call', 'GET', '/api/v1/groups']);
    expect([missing.code, missing.stdout]).toEqual([3, '']);
    expect(missing.stderr).toContain('E0000008');
    const forbidden = await service.run([
      'call',
      'POST',
      `/oauth2/v1/clients/${SERVICE_APP}/roles`,
      '--body',
      '{"type":"SUPER_ADMIN"}',
    ]);
    expect([forbidden.code, forbidden.stderr]).toEqual([3, expect.stringContaining('insufficient_scope')]);
  });

  test('the token is shown decoded, and as it is only with --show-secrets', async () => {
    const { stdout } = await service.run(['token']);
    expect(stdout).toMatch(/^token_type +DPoP$/m);
    expect(stdout).toMatch(/"jkt": "[\w-]{43}"/);
    expect(stdout).toMatch(/^signature +\(hidden\)$/m);
    const withSecrets = testCli({ ORG_PORT: String(org.port) });
    const shown = await withSecrets.run(['token', '--show-secrets', '--trace']);
    expect(shown.stdout).toMatch(/^token +eyJ[\w-]+\.eyJ[\w-]+\.[\w-]+$/m);
    expect(shown.stderr.replaceAll(/\s/g, '').match(/eyJ[\w-]+\.eyJ[\w-]+\.[\w-]+/g)!.length).toBeGreaterThan(1);
    withSecrets.close();
  });

  test('keys are created once, and replaced only with --replace', async () => {
    const own = testCli({ ORG_PORT: String(org.port) });
    expect((await own.run(['keys', 'generate', '--alg', 'RS256'])).stdout).toContain('"kty": "RSA"');
    const again = await own.run(['keys', 'generate']);
    expect([again.code, again.stderr]).toEqual([2, expect.stringContaining('Nothing was changed')]);
    const before = await own.run(['keys', 'show', '--json']);
    expect((await own.run(['users'])).code).toBe(0);
    expect((await own.run(['keys', 'show', '--json'])).stdout).toBe(before.stdout);
    expect((await own.run(['keys', 'generate', '--replace'])).code).toBe(0);
    expect((await own.run(['keys', 'show'])).stdout).toContain('"kty": "EC"');
    expect((await own.run(['users'])).code).toBe(0);
    const [client, proof] = JSON.parse((await own.run(['keys', 'show', '--json'])).stdout) as { thumbprint: string }[];
    expect(client!.thumbprint).not.toBe(proof!.thumbprint);
    expect(secretsIn(own.allOutput(), join(own.folder, 'keys'))).toEqual([]);
    own.close();
  });

  test('a wrong clock is an error that names the difference', async () => {
    await set({ clockShift: 600 });
    const { code, stderr } = await service.run([]);
    expect([code, stderr]).toEqual([
      3,
      expect.stringMatching(/The clock of this machine is (59|60)\d s behind the org's/),
    ]);
  });

  test('a wait is announced', async () => {
    await set({ tooManyRequests: 1 });
    const { code, stderr } = await service.run([]);
    expect([code, stderr]).toEqual([0, expect.stringMatching(/^Retrying in \d\.0 s: rate limit exceeded \(429\)$/m)]);
  });

  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)('%s ends it at once, also during a wait', async (signal, code) => {
    await set({ tooManyRequests: 1000 });
    const { says, end, exitCode, printed } = waitingService.start(['--json']);
    await says('Retrying in');
    end(signal);
    expect([await exitCode, printed.stdout]).toEqual([code, '']);
    expect(printed.stderr).toMatch(/^Retrying in .*\nStopped\.\n$/);
  });

  test('a closed output ends it, and is not an error', async () => {
    await set({ tooManyRequests: 1000 });
    const { says, end, exitCode, printed } = waitingService.start(['--json']);
    await says('Retrying in');
    end('EPIPE');
    expect(await exitCode).toBe(0);
    expect(printed.stderr).not.toContain('Stopped');
  });

  test('doctor finds no problems', async () => {
    const { code, stdout } = await service.run(['doctor']);
    expect(code).toBe(0);
    for (const check of [
      'configuration',
      'client key',
      'proof key',
      'clock',
      'org',
      'client',
      'proof of possession',
      'scopes',
      'role',
    ]) {
      // prettier-ignore
      expect(stdout).toMatch(new RegExp(`^✓ ${check} `, 'm'));
    }
    expect((await service.run(['doctor', '--bearer'])).code).toBe(0);
  });

  test('none of these commands printed a key, token, assertion or proof', () => {
    expect(service.allOutput().length).toBeGreaterThan(10_000);
    expect(secretsIn(service.allOutput(), join(service.folder, 'keys'))).toEqual([]);
  });
});

describe('the command line', () => {
  test.each<[args: string[], text: string]>([
    [['--beer'], "Unknown option '--beer'."],
    [['call', 'GET'], 'call expects a method'],
    [['call', 'POST', '/a', '--body', '@nothing'], '--body: nothing: No such file'],
    [['call', 'GET', 'https://evil.example/api/v1/users'], 'is not on this org'],
  ])('%j is rejected with the reason, without a stack', async (args, text) => {
    const { code, stdout, stderr } = await service.run(args);
    expect([code, stdout, stderr]).toEqual([2, '', expect.stringContaining(text)]);
    expect(stderr).not.toMatch(/^ +at /m);
  });

  test('--help shows commands, examples and exit codes, whatever the configuration', async () => {
    const { code, stdout, stderr } = await service.run(['--help'], { OKTA_ORG_URL: 'nonsense' });
    expect([code, stderr]).toEqual([0, '']);
    for (const text of ['Usage', 'doctor', '--show-secrets', 'Examples', 'Exit codes', '130'])
      expect(stdout).toContain(text);
  });
});

describe('at a configured org', () => {
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  const other = generateKeyPairSync('rsa', { modulusLength: 2048 });
  let own: TestOrg;
  let real: TestCli;
  let configured: Record<string, string>;
  beforeAll(async () => {
    real = testCli();
    mkdirSync(join(real.folder, 'keys'));
    const { jwk, jkt } = await readSigningKey(pem(rsa, 'pkcs8'));
    // The app has one key, so that assertions need no kid, as in the tutorial.
    own = await startTestOrg();
    await fetch(`${own.origin}/practice/v1/apps/${SERVICE_APP}/keys/${jkt}`, { method: 'PUT', headers: JSON_TYPE, body: JSON.stringify(jwk) }); // prettier-ignore
    write('cc-pkcs8.pem', pem(rsa, 'pkcs8'));
    write('cc-pkcs1.pem', pem(rsa, 'pkcs1'));
    write('cc.json', JSON.stringify({ ...rsa.export({ format: 'jwk' }), kid: jkt, use: 'sig', alg: 'RS256' }));
    write('dpop.pem', pem(other.privateKey, 'pkcs8'));
    write(
      'dpop.json',
      JSON.stringify({ ...other.publicKey.export({ format: 'jwk' }), kid: 'x', use: 'sig', alg: 'RS256' }),
    );
    configured = {
      OKTA_ORG_URL: `${own.origin}/`,
      OKTA_CLIENT_ID: SERVICE_APP,
      OKTA_SCOPES: 'okta.users.read',
      OKTA_CC_PRIVATE_KEY_FILE: 'keys/cc.json',
      OKTA_DPOP_PRIVATE_KEY_FILE: 'keys/dpop.pem',
      OKTA_DPOP_PUBLIC_KEY_FILE: 'keys/dpop.json',
    };
  });
  afterAll(async () => {
    await own.close();
    real.close();
  });

  function pem(key: KeyObject, type: 'pkcs1' | 'pkcs8'): string {
    return key.export({ format: 'pem', type }) as string;
  }
  function write(name: string, text: string): void {
    writeFileSync(join(real.folder, 'keys', name), text, { mode: 0o600 });
  }

  test('the .env and the key files of the tutorial work unchanged', async () => {
    const env = (variables: Record<string, string>): void =>
      writeFileSync(join(real.folder, '.env'), Object.entries(variables).map(([name, value]) => `${name}=${value}\n`).join('')); // prettier-ignore
    for (const file of ['cc-pkcs8.pem', 'cc-pkcs1.pem', 'cc.json']) {
      env({ ...configured, OKTA_CC_PRIVATE_KEY_FILE: `keys/${file}` });
      expect(await real.run([])).toMatchObject({
        code: 0,
        stdout: expect.stringContaining('ada@example.com') as unknown,
      });
    }
    writeFileSync(join(real.folder, '.env'), '');
  });

  test('doctor reports problems, with remedies', async () => {
    chmodSync(join(real.folder, 'keys/dpop.pem'), 0o644);
    const { code, stdout } = await real.run(['doctor'], {
      ...configured,
      OKTA_SCOPES: 'okta.users.read okta.logs.read',
    });
    chmodSync(join(real.folder, 'keys/dpop.pem'), 0o600);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^✗ proof key .*dpop\.pem/m);
    expect(stdout).toContain('chmod 600');
    expect(stdout).toMatch(/^✗ scopes +not granted: okta.logs.read$/m);
    expect(stdout).toContain('Found 2 problems.');
    const bearer = await real.run(['doctor', '--bearer'], configured);
    expect([bearer.code, bearer.stdout]).toEqual([1, expect.stringContaining('The app requires DPoP')]);
    await set({ clockShift: -600 }, own);
    expect((await real.run(['doctor'], configured)).stdout).toMatch(/^✗ clock +it is (59|60)\d s ahead of the org's$/m);
    const nothing = await real.run(['doctor'], { OKTA_ORG_URL: 'x' });
    expect([nothing.code, nothing.stdout.match(/^✗ configuration/gm)?.length]).toEqual([1, 5]);
  });

  test('doctor says where to register the key if the app has a client secret', async () => {
    const method = { token_endpoint_auth_method: 'client_secret_basic', client_secret: 'of-the-practice-app' };
    const at = await startTestOrg({ seed: (seed) => Object.assign(serviceAppOf(seed), method) });
    const doctor = async (): Promise<string> => {
      const { code, stdout } = await real.run(['doctor'], { ...configured, OKTA_ORG_URL: at.origin });
      expect(code).toBe(1);
      return stdout.replaceAll(/\s+/g, ' ');
    };
    const withoutKey = await doctor();
    expect(withoutKey).toContain('No public key is registered for the app.');
    expect(withoutKey).toContain('A new app has a client secret instead.');
    expect(withoutKey).toMatch(/General → Client Credentials → Edit → Public key .* Private key → Add key/);
    const { jwk, jkt } = await readSigningKey(pem(rsa, 'pkcs8'));
    await fetch(`${at.origin}/practice/v1/apps/${SERVICE_APP}/keys/${jkt}`, { method: 'PUT', headers: JSON_TYPE, body: JSON.stringify(jwk) }); // prettier-ignore
    const withKey = await doctor();
    expect(withKey).toContain('The app is not set to authenticate with a key.');
    expect(withKey).toMatch(/Client Credentials → Edit: choose Public key .* Private key, then Save/);
    await at.close();
  });

  test('all problems of the configuration are reported together, each with its variable', async () => {
    write('half.pem', '-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\n');
    const { code, stdout, stderr } = await real.run([], {
      OKTA_ORG_URL: 'https://dev-1-admin.okta.com',
      OKTA_CLIENT_ID: 'me',
      OKTA_CC_PRIVATE_KEY_FILE: 'keys/half.pem',
      OKTA_DPOP_PRIVATE_KEY_FILE: pem(other.privateKey, 'pkcs8'),
    });
    expect([code, stdout]).toEqual([2, '']);
    const flat = stderr.replaceAll(/\s+/g, ' ');
    for (const text of [
      'OKTA_ORG_URL: "https://dev-1-admin.okta.com" is the Admin Console. Expected https://dev-1.okta.com',
      'OKTA_CLIENT_ID: "me" is not a client ID',
      'OKTA_SCOPES: Missing.',
      'OKTA_CC_PRIVATE_KEY_FILE: keys/half.pem: Contains no readable private key',
      'OKTA_DPOP_PRIVATE_KEY_FILE: Contains a key. Expected the path',
    ]) expect(flat).toContain(text); // prettier-ignore
    expect(stderr).not.toMatch(/^ +at |MII/m);
  });

  test('an org that cannot be reached exits with 4 after retries', async () => {
    const { code, stderr } = await real.run([], { ...configured, OKTA_ORG_URL: 'http://localhost:5299' });
    expect([code, stderr]).toEqual([4, expect.stringContaining('ECONNREFUSED')]);
    expect(stderr.match(/^Retrying in/gm)).toHaveLength(4);
  });

  test('none of these commands printed a key, token, assertion or proof', () => {
    expect(secretsIn(real.allOutput(), join(real.folder, 'keys'))).toEqual([]);
  });
});
