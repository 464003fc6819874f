import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, type TestContext } from 'vitest';
import { npmRun, type NpmRun } from '../cli/testing/npm-run.js';
import { allEnd, type Process } from '../cli/testing/processes.js';
import { freePort } from '../org/testing/free-port.js';
import { startTestOrg, type TestOrg } from '../org/testing/test-org.js';

let org: TestOrg;
const folder = mkdtempSync(join(tmpdir(), 'service-'));
beforeAll(async () => {
  org = await startTestOrg();
});
afterAll(async () => {
  await org.close();
  rmSync(folder, { recursive: true });
});

/** `npm run service`, with keys of its own. */
function service(context: TestContext, args: string[], port = org.port): NpmRun {
  return npmRun(context, 'service', { env: { ORG_PORT: String(port), SERVICE_KEYS_DIR: folder }, args });
}

/** The process that runs main.ts, under npm and its shell. */
const isService = ({ args }: Process): boolean => /^\S*node\b.* service\/main\.ts/.test(args);

describe.concurrent('npm run service', () => {
  test('lists the users, and takes options', async (context) => {
    const { exitCode, printed } = service(context, ['users', '--json']);
    expect(await exitCode).toBe(0);
    expect((JSON.parse(printed.stdout) as object[]).length).toBe(71);
  });

  test('ends with the exit code of the command', async (context) => {
    const { exitCode, printed } = service(context, ['--beer']);
    expect(await exitCode).toBe(2);
    expect(printed.stderr).toContain("Unknown option '--beer'.");
  });

  test('takes a reader that has enough for no error', async (context) => {
    const { npm, exitCode, printed } = service(context, ['call', 'GET', '/api/v1/users']);
    npm.stdout!.destroy();
    expect([await exitCode, printed.stderr]).toEqual([0, '200\n']);
  });

  test.for<[name: string, end: (run: NpmRun) => unknown]>([
    ['SIGTERM comes to npm', ({ npm }) => npm.kill('SIGTERM')],
    ['npm is killed', ({ npm }) => npm.kill('SIGKILL')],
    ['the service is killed', ({ processes }) => process.kill(processes().find(isService)!.pid, 'SIGKILL')],
  ])('leaves nothing, nor the org that it started, when %s', async ([, end], context) => {
    const port = await freePort();
    context.onTestFinished(() => {
      rmSync(join(import.meta.dirname, `../org/.state/localhost-${port}.json`), { force: true });
    });
    const run = service(context, ['--trace'], port);
    // At the first request the org is there.
    await run.says('1  POST');
    const all = run.processes();
    expect(all.map(({ args }) => args)).toContainEqual(expect.stringMatching(/ org\/main\.ts$/));
    end(run);
    await allEnd(all);
    await expect(fetch(`http://localhost:${port}/`)).rejects.toThrow();
  });
});
