import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runInTest } from '../cli/testing/run-in-test.js';
import { ATTACKS } from '../dpop/attacks/catalogue.js';
import { TOKEN_ATTACKS } from '../dpop/attacks/token-endpoint.js';
import { freePort } from '../org/testing/free-port.js';
import { startTestOrg, type TestOrg } from '../org/testing/test-org.js';
import { run } from './run.js';

let org: TestOrg;
beforeAll(async () => void (org = await startTestOrg()));
afterAll(() => org.close());

const attack = async (...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> => {
  const { exitCode, printed } = runInTest(run, { args, env: { ORG_PORT: String(org.port) } });
  return { code: await exitCode, stdout: printed.stdout, stderr: printed.stderr };
};

test('runs the attacks that are named, and tells which check of the org stopped them', async () => {
  const { code, stdout } = await attack('replay', 'own-key', 'no-nonce');
  expect(stdout).toContain(
    '✓ stopped by jkt                own-key                          A proof by the thief’s own key\n',
  );
  expect(stdout).toContain('✓ stopped by replay             replay                           A proof sent once more\n');
  expect(stdout).toContain('3 attacks: 2 stopped, 0 got through, 0 no defence, 1 not applicable, 0 could not tell.\n');
  expect(code).toBe(0);
});

test('prints results as JSON and as JUnit, without the token', async () => {
  const json = await attack('--json', 'stale');
  expect(JSON.parse(json.stdout)).toEqual([
    expect.objectContaining({
      attack: 'stale',
      expected: 'iat',
      outcome: 'stopped',
      status: 400,
      twin: 200,
      stoppedBy: 'iat',
    }),
  ]);
  const junit = await attack('--junit', 'stale', 'no-nonce');
  expect(junit.stdout).toContain('<testsuite name="DPoP attacks" tests="2" failures="0" errors="0" skipped="1">');
  expect(json.stdout + junit.stdout).not.toMatch(/eyJ/);
});

test('runs those on the authorization server, too', async () => {
  const { code, stdout } = await attack('refresh-by-another-key', 'assertion-as-proof');
  expect(stdout).toContain(
    '✓ stopped by jkt                refresh-by-another-key           A refresh token with another key\n',
  );
  expect(stdout).toContain('2 attacks: 2 stopped, 0 got through, 0 no defence, 0 not applicable, 0 could not tell.\n');
  expect(code).toBe(0);
});

test('lists all attacks', async () => {
  const { stdout } = await attack('--list');
  expect(stdout.trim().split('\n')).toHaveLength(ATTACKS.length + TOKEN_ATTACKS.length);
});

test.each([
  [['--beer'], "Unknown option '--beer'"],
  [['reply'], 'There is no attack "reply". See them all: npm run attack -- --list'],
  [
    ['code-by-another-key', '--resource', 'http://localhost:1/a', '--token', 't', '--key', 'k'],
    '"code-by-another-key" is an attack on an authorization server. It runs on the practice org only.',
  ],
  [['--rate', '3'], '--rate is for an API of your own, which --resource names.'],
  [['--resource', 'api.example.com'], '--resource is "api.example.com". Expected an address such as https://'],
  [['--resource', 'https://api.example.com/a'], 'Attack only what is yours: repeat the command with --mine if it is.'],
  [['--resource', 'https://api.example.com/a', '--mine'], 'An API needs a token: expected --token and --key'],
  [
    ['--resource', 'http://localhost:1/a', '--token', 'nowhere', '--key', 'k'],
    '--token: the file /nowhere cannot be read (ENOENT).',
  ],
  [
    ['--resource', 'http://localhost:1/a', '--rate', 'x', '--token', 't', '--key', 'k'],
    '--rate is "x". Expected requests a second',
  ],
])('%j is refused, with what was expected', async (args, message) => {
  const { code, stderr } = await attack(...args);
  expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
});

test('starts the practice org for the run when none answers, and ends it', async () => {
  const port = String(await freePort());
  const { exitCode, printed } = runInTest(run, { args: ['replay'], env: { ORG_PORT: port } });
  expect([await exitCode, printed.stderr]).toEqual([
    0,
    `No practice org answers at http://localhost:${port}. Starting one for this run.\n`,
  ]);
  expect(printed.stdout).toContain('✓ stopped by replay');
  await expect(fetch(`http://localhost:${port}`)).rejects.toThrow('fetch failed');
});

test('attacks no other program that answers at the port of the org', async () => {
  const server = createServer((_, response) => response.writeHead(404).end());
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  const { port } = server.address() as AddressInfo;
  const { exitCode, printed } = runInTest(run, { env: { ORG_PORT: String(port) } });
  expect([await exitCode, printed.stderr]).toEqual([2, expect.stringContaining('Another program answers at')]);
  server.close();
});
