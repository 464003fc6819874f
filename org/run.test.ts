import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { runInTest, type RunningProgram } from '../cli/testing/run-in-test.js';
import { run } from './run.js';
import { freePort } from './testing/free-port.js';

let port: number;
let origin: string;
beforeEach(async () => {
  port = await freePort();
  origin = `http://localhost:${port}`;
});
afterEach(() => rmSync(join(import.meta.dirname, `.state/localhost-${port}.json`), { force: true }));

/** `npm run org` within the test. */
function org(env: NodeJS.ProcessEnv = {}, args: string[] = []): RunningProgram {
  return runInTest(run, { args, env: { ORG_PORT: String(port), ...env } });
}

describe('npm run org', () => {
  test('prints address and accounts once it answers, and ends on a signal', async () => {
    const { says, end, exitCode, printed } = org();
    await says('Ctrl-C ends it.');
    expect(printed.stdout).toMatch(new RegExp(`^\\n  Org  ${origin}\\n\\n  Sign in as\\n`));
    expect(printed.stdout).toMatch(/^ {4}ada@example\.com +Practice-Ada-1 +super admin$/m);
    expect(printed.stdout).toMatch(/^ {4}linus@example\.com +Practice-Linus-1 +no role$/m);
    expect((await fetch(origin)).status).toBe(200);
    end('SIGTERM');
    expect([await exitCode, printed.stderr]).toEqual([0, '']);
    await expect(fetch(origin)).rejects.toThrow();
  });

  test('takes the addresses of the app from APP_PORT', async () => {
    const { says, end, exitCode } = org({ APP_PORT: '4999' });
    await says('Ctrl-C ends it.');
    const redirect = new URLSearchParams({
      client_id: '0oa1dpopspa00000DPoP',
      redirect_uri: 'http://localhost:4999/login/callback',
      response_type: 'code',
      scope: 'openid',
      state: 's',
      code_challenge: 'a'.repeat(43),
      code_challenge_method: 'S256',
    });
    expect((await fetch(`${origin}/oauth2/v1/authorize?${redirect}`, { redirect: 'manual' })).status).toBe(303);
    end('SIGINT');
    await exitCode;
  });

  test('keeps its state in the folder of ORG_STATE_DIR, or in memory', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'org-'));
    for (const [ORG_STATE_DIR, files] of [
      ['memory', []],
      [join(folder, 'state'), ['state']],
    ] as const) {
      // prettier-ignore
      const { says, end, exitCode } = org({ ORG_STATE_DIR });
      await says('Ctrl-C ends it.');
      end('SIGTERM');
      expect(await exitCode).toBe(0);
      expect(readdirSync(folder)).toEqual(files);
    }
    writeFileSync(join(folder, 'file'), '');
    const { exitCode, printed } = org({ ORG_STATE_DIR: join(folder, 'file') });
    expect(await exitCode).toBe(1);
    expect(printed.stderr).toContain('Set ORG_STATE_DIR to a folder that this user can write, or to memory.');
    expect(existsSync(join(import.meta.dirname, `.state/localhost-${port}.json`))).toBe(false);
    rmSync(folder, { recursive: true });
  });

  test('with --reset returns to the seed, and says so', async () => {
    const start = async (...args: string[]): Promise<{ output: string; keys: string }> => {
      const { says, end, exitCode, printed } = org({}, args);
      await says('Ctrl-C ends it.');
      const keys = await (await fetch(`${origin}/oauth2/v1/keys`)).text();
      end('SIGINT');
      await exitCode;
      return { output: printed.stdout, keys };
    };
    const fresh = await start('--reset');
    expect(fresh.output).toContain(`There is no state of ${origin} to delete: the org is as in its seed.`);
    expect((await start()).keys).toBe(fresh.keys);
    const reset = await start('--reset');
    expect(reset.output).toContain(`The state of ${origin} is deleted: the org is as in its seed.`);
    expect(reset.keys).not.toBe(fresh.keys);
  });

  test.each(['--help', '-h'])('with %s shows what there is, and starts nothing', async (argument) => {
    const { exitCode, printed } = org({}, [argument]);
    expect(await exitCode).toBe(0);
    for (const word of ['--reset', 'ORG_PORT', 'APP_PORT', 'ORG_SEED']) expect(printed.stdout).toContain(word);
  });

  test.each(['--rest', 'reset', '--reset=now'])('says that it does not understand %s', async (argument) => {
    const { exitCode, printed } = org({}, [argument]);
    expect(await exitCode).toBe(1);
    expect(printed.stderr).toBe(
      `"${argument}" is not understood. Expected nothing, --reset or --help, as in: npm run org -- --reset\n`,
    );
  });

  test.each([
    ['a port that is none', { ORG_PORT: '99999' }, 'ORG_PORT is "99999". Set it to a port from 1 to 65535'],
    ['a port of the app that is none', { APP_PORT: 'x' }, 'APP_PORT is "x". Set it to a port from 1 to 65535'],
    ['a seed that is not there', { ORG_SEED: '/nowhere/seed.json' }, 'The seed /nowhere/seed.json cannot be read'],
  ])('says what is wrong, without a stack: %s', async (_, env, message) => {
    const { exitCode, printed } = org(env);
    expect(await exitCode).toBe(1);
    expect(printed.stderr).toContain(message);
    expect(printed.all).not.toMatch(/\n\s+at /);
  });

  test('names a taken port and the variable that changes it', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port: taken } = other.address() as AddressInfo;
    const { exitCode, printed } = org({ ORG_PORT: String(taken) });
    expect(await exitCode).toBe(1);
    expect(printed.all).toMatch(
      new RegExp(`^Port ${taken} is taken by another program\\. End that program, or choose .*: ORG_PORT=\\d+\\n$`),
    );
    await new Promise((resolve) => other.close(resolve));
  });
});
