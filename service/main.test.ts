import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, type TestContext } from 'vitest';
import { allEnd } from '../cli/testing/processes.js';
import { npmRun, spawnCommand, type SpawnedCommand } from '../cli/testing/spawn-command.js';
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
function service(context: TestContext, args: string[], port = org.port): SpawnedCommand {
  return npmRun(context, 'service', { env: { ORG_PORT: String(port), SERVICE_KEYS_DIR: folder }, args });
}

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
    const { child, exitCode, printed } = service(context, ['call', 'GET', '/api/v1/users']);
    child.stdout!.destroy();
    expect([await exitCode, printed.stderr]).toEqual([0, '200\n']);
  });

  test.for<[name: string, npm: boolean, end: NodeJS.Signals]>([
    ['SIGTERM comes to npm', true, 'SIGTERM'],
    ['npm is killed', true, 'SIGKILL'],
    ['it was started without npm and is killed', false, 'SIGKILL'],
  ])('leaves nothing, nor the org that it started, when %s', async ([, npm, signal], context) => {
    const port = await freePort();
    context.onTestFinished(() => {
      rmSync(join(import.meta.dirname, `../org/.state/localhost-${port}.json`), { force: true });
    });
    const { child, says, processes } = npm
      ? service(context, ['--trace'], port)
      : spawnCommand(context, process.execPath, {
          args: ['--import', 'tsx', 'service/main.ts', '--trace'],
          env: { ORG_PORT: String(port), SERVICE_KEYS_DIR: folder, npm_lifecycle_event: undefined },
        });
    // At the first request the org is there.
    await says('1  POST');
    const all = processes();
    expect(all.map(({ args }) => args)).toContainEqual(expect.stringMatching(/ org\/main\.ts$/));
    child.kill(signal);
    await allEnd(all);
    await expect(fetch(`http://localhost:${port}/`)).rejects.toThrow();
  });
});
