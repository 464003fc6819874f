import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { generateKeyPairSync } from 'node:crypto';
import { chmodSync, chownSync, cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'; // prettier-ignore
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestOrg, type TestOrg } from '../org/testing/test-org.js';
import { buildService } from './build/build-service.js';
import { readSigningKey } from './keys/signing-key.js';
import { SERVICE_APP } from './testing/client-at.js';
import { startConnectProxy } from './testing/connect-proxy.js';
import { startScriptedOrg } from './testing/scripted-org.js';
import { selfSignedCertificate } from './testing/self-signed-certificate.js';

const page = readFileSync(join(import.meta.dirname, '../docs/service-in-production.md'), 'utf8');
const blocks = (language: string): string[] =>
  [...page.matchAll(/^```(\w+)\n(.*?)^```$/gms)].flatMap(([, name, text]) => (name === language ? [text!] : []));

/** What would be the folder of the repository after the build. */
let folder: string;
let org: TestOrg;
let variables: Record<string, string>;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'production-'));
  chmodSync(folder, 0o755);
  await buildService(join(folder, 'service/dist'));
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const pem = privateKey.export({ format: 'pem', type: 'pkcs8' });
  const proofKey = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
  mkdirSync(join(folder, 'secrets'));
  const write = (name: string, content: string | Buffer): void =>
    writeFileSync(join(folder, 'secrets', name), content, { mode: 0o400 });
  write('client.pem', pem);
  write('proof.pem', proofKey.export({ format: 'pem', type: 'pkcs8' }));
  write(
    'encrypted.pem',
    privateKey.export({ format: 'pem', type: 'pkcs8', cipher: 'aes-256-cbc', passphrase: 'horse' }),
  );
  const { jwk, jkt } = await readSigningKey(pem);
  org = await startTestOrg();
  await fetch(`${org.origin}/practice/v1/apps/${SERVICE_APP}/keys/${jkt}`, {
    method: 'PUT',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(jwk),
  });
  variables = {
    NODE_ENV: 'production',
    OKTA_ORG_URL: org.origin,
    OKTA_CLIENT_ID: SERVICE_APP,
    OKTA_SCOPES: 'okta.users.read',
    OKTA_CC_PRIVATE_KEY_FILE: join(folder, 'secrets/client.pem'),
    OKTA_DPOP_PRIVATE_KEY_FILE: join(folder, 'secrets/proof.pem'),
    CLIENT_KEY_WITH_BACKSLASH_N: (pem as string).replaceAll('\n', '\\n'),
    PASSPHRASE: 'horse',
  };
});
afterAll(async () => {
  await org.close();
  rmSync(folder, { recursive: true });
});

interface Result {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Runs a command with these variables only: no HOME, and nothing of the test's environment. */
async function run(
  [command, ...args]: string[],
  { env = variables, cwd = folder, uid }: { env?: Record<string, string>; cwd?: string; uid?: number } = {},
): Promise<Result> {
  const PATH = `${dirname(process.execPath)}:/usr/bin:/bin`;
  const child = spawn(command!, args, { cwd, env: { PATH, ...env }, ...(uid !== undefined && { uid, gid: uid }) });
  const result = { code: null as number | null, stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const)
    child[name].setEncoding('utf8').on('data', (text: string) => (result[name] += text));
  [result.code] = (await once(child, 'close')) as [number | null];
  return result;
}

describe.skipIf(process.platform === 'win32')('docs/service-in-production.md', () => {
  test.concurrent.each(blocks('sh'))('a block of commands runs: %s', async (block) => {
    const result = await run(['bash', '-euc', block]);
    expect(result, result.stderr).toMatchObject({ code: 0 });
  });

  test('there are such blocks', () => {
    expect(blocks('sh').length).toBeGreaterThanOrEqual(5);
  });

  test('its container lists the users: read-only, no node_modules, no HOME, a user without a name, keys for a group', async () => {
    const [dockerfile = ''] = blocks('dockerfile');
    const [, from = '', to = ''] = /^COPY --from=build \/build\/(\S+) (\S+)$/m.exec(dockerfile)!;
    const json = (name: string): string[] =>
      JSON.parse(new RegExp(`^${name} (.*)$`, 'm').exec(dockerfile)![1]!) as string[];
    const user = Number(/^USER (\d+):\1$/m.exec(dockerfile)![1]);
    const container = mkdtempSync(join(tmpdir(), 'container-'));
    const app = join(container, to);
    cpSync(join(folder, from), app, { recursive: true });
    // Only root can become another user, as on a machine that builds in a container.
    const uid = process.getuid!() === 0 ? user : undefined;
    const secrets = join(folder, 'secrets');
    for (const name of uid === undefined ? [] : readdirSync(secrets)) {
      chownSync(join(secrets, name), 0, user);
      chmodSync(join(secrets, name), 0o440);
    }
    for (const path of [container, app]) chmodSync(path, 0o555);
    const command = [...json('ENTRYPOINT'), ...json('CMD')].map((word) => word.replace(to, app));
    const options = { cwd: '/', ...(uid !== undefined && { uid }) };
    const { code, stdout, stderr } = await run(command, options);
    expect([code, stderr.replaceAll(/^Key file: users of its group can read (?:[^:]|\n)*?needs to be\s+done\.\n/gm, '')]).toEqual([0, '71 users\n']); // prettier-ignore
    expect((JSON.parse(stdout) as object[]).length).toBe(71);

    if (uid !== undefined) {
      const local = await run([...command, '--local'], options);
      expect([local.code, local.stderr.replaceAll(/\s+/g, ' ')]).toEqual([2, expect.stringMatching(/The keys cannot be created in \S+: Permission denied\. → Set SERVICE_KEYS_DIR/)]); // prettier-ignore
    }
    chmodSync(container, 0o755);
    chmodSync(app, 0o755);
    rmSync(container, { recursive: true });
  });
});

describe.concurrent('the build', () => {
  const main = (): string[] => [process.execPath, 'service/dist/main.mjs'];

  test('does not start a local org', async () => {
    const { code, stderr } = await run([...main(), '--local'], { env: { SERVICE_KEYS_DIR: 'keys', ORG_PORT: '4999' } });
    expect([code, stderr]).toEqual([2, expect.stringContaining('this build of the service cannot start one')]);
  });

  test('reaches an org by HTTPS_PROXY, and trusts the authority of NODE_EXTRA_CA_CERTS', async () => {
    const tls = selfSignedCertificate('org.invalid');
    writeFileSync(join(folder, 'authority.pem'), tls.cert);
    const scripted = await startScriptedOrg({ tls });
    const proxy = await startConnectProxy(Number(new URL(scripted.origin).port));
    const env = { ...variables, OKTA_ORG_URL: 'https://org.invalid', HTTPS_PROXY: proxy.origin };
    const trusting = await run([...main(), 'call', 'GET', '/a'], {
      env: { ...env, NODE_EXTRA_CA_CERTS: 'authority.pem' },
    });
    expect(trusting).toMatchObject({ code: 0, stdout: '[]\n' });
    expect(proxy.asked).toContain('org.invalid:443');
    await proxy.close();
    await scripted.close();
  });

  test('is ended by SIGTERM while a response hangs', async () => {
    let hangs!: () => void;
    const hanging = new Promise<void>((resolve) => (hangs = resolve));
    const scripted = await startScriptedOrg({
      api: () => {
        hangs();
        return { body: 'x', headers: { 'Content-Length': '50' } };
      },
    });
    const [node, ...args] = [...main(), 'users'];
    const child = spawn(node, args, { cwd: folder, env: { ...variables, OKTA_ORG_URL: scripted.origin } });
    await hanging;
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([143, null]);
    await scripted.close();
  });
});
