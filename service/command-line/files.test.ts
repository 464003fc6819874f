import { chmodSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startScriptedOrg, type ScriptedOrg } from '../testing/scripted-org.js';
import { configureFor, testCli, type TestCli } from '../testing/test-cli.js';

let org: ScriptedOrg;
let service: TestCli;
let configured: Record<string, string>;
beforeAll(async () => {
  org = await startScriptedOrg();
  service = testCli();
  configured = configureFor(org, service);
});
afterAll(async () => {
  await org.close();
  service.close();
});

const BOM = '\uFEFF';
const pathOf = (name: string): string => join(service.folder, name);
const read = (name: string): string => readFileSync(pathOf(name), 'utf8');
function write(name: string, content: string | Buffer, mode = 0o600): void {
  writeFileSync(pathOf(name), content);
  chmodSync(pathOf(name), mode);
}

describe('a path', () => {
  test.each([
    ['an absolute path', () => pathOf('body.json')],
    ['a path relative to the current folder', () => './body.json'],
  ])('after --body @: %s', async (_, path) => {
    write('body.json', '{"a":1}');
    const { code } = await service.run(['call', 'POST', '/a', '--body', `@${path()}`], configured);
    expect([code, org.calls().at(-1)!.body]).toEqual([0, '{"a":1}']);
  });

  test.each(['OKTA_CC_PRIVATE_KEY_FILE', 'OKTA_DPOP_PRIVATE_KEY_FILE'])('in %s may be absolute', async (name) => {
    const { code } = await service.run(['users'], { ...configured, [name]: pathOf(configured[name]!) });
    expect(code).toBe(0);
  });

  test.each([
    ['nothing.json', () => `nothing.json: No such file (${pathOf('nothing.json')}).`],
    ['/nowhere/nothing.json', () => '/nowhere/nothing.json: No such file.'],
    ['.', () => '.: Is a folder, not a file'],
    ['', () => 'expected the path of a file after @'],
  ])('%j that cannot be read is an error that says where it leads', async (path, text) => {
    const { code, stderr } = await service.run(['call', 'POST', '/a', '--body', `@${path}`], configured);
    expect([code, stderr.replaceAll(/\s+/g, ' ')]).toEqual([2, expect.stringContaining(`--body: ${text()}`)]);
  });
});

describe('a byte order mark is ignored', () => {
  test('in a key, a body and .env', async () => {
    write('marked-key.json', BOM + read('client.json'));
    write('marked-body.json', `${BOM}{"a":2}`);
    const variables = { ...configured, OKTA_CC_PRIVATE_KEY_FILE: 'marked-key.json' };
    write('.env', BOM + Object.entries(variables).map(([name, value]) => `${name}=${value}\n`).join('')); // prettier-ignore
    const { code, stderr } = await service.run(['call', 'POST', '/a', '--body', '@marked-body.json']);
    unlinkSync(pathOf('.env'));
    expect([code, stderr]).toEqual([0, '200\n']);
    expect(org.calls().at(-1)!.body).toBe('{"a":2}');
  });

  test('in a key that the service created, also in UTF-16, as PowerShell writes it', async () => {
    const show = (): Promise<{ stdout: string }> => service.run(['keys', 'show', '--json']);
    const { stdout } = await show();
    const key = read('keys/client-key.json');
    for (const marked of [Buffer.from(BOM + key, 'utf8'), Buffer.from(BOM + key, 'utf16le')]) {
      write('keys/client-key.json', marked);
      expect((await show()).stdout).toBe(stdout);
    }
  });
});

describe.skipIf(process.platform === 'win32')('a key file that other users can read', () => {
  test.each([
    [0o644, /other users can read \S*client\.json \(mode 644\)\. chmod 600 \S*client\.json/],
    [0o440, /users of its group can read \S*client\.json \(mode 440\)\. If a secret store provides/],
    [0o444, /other users can read \S*client\.json \(mode 444\)\. If a secret store provides/],
  ])('with the mode %o is used, with a notice on stderr', async (mode, notice) => {
    chmodSync(pathOf('client.json'), mode);
    for (const command of [
      ['users', '--json'],
      ['keys', 'show', '--json'],
    ]) {
      const { code, stdout, stderr } = await service.run(command, configured);
      expect([code, stderr.replaceAll(/\s+/g, ' ')]).toEqual([0, expect.stringMatching(notice)]);
      expect(JSON.parse(stdout)).toBeTruthy();
      expect(stderr).not.toContain('proof.json');
    }
    chmodSync(pathOf('client.json'), 0o600);
  });

  test('is a problem for doctor only if its mode can be changed', async () => {
    const state = async (mode: number): Promise<unknown> => {
      chmodSync(pathOf('client.json'), mode);
      const { stdout } = await service.run(['doctor', '--json'], configured);
      const { findings } = JSON.parse(stdout) as { findings: { check: string; state: string }[] };
      return findings.find(({ check }) => check === 'client key')!.state;
    };
    expect([await state(0o644), await state(0o444), await state(0o600)]).toEqual(['failed', 'note', 'passed']);
  });
});
