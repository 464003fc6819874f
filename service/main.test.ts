import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, type TestContext } from 'vitest';
import { allEnd } from '../cli/testing/processes.js';
import { npmRun, spawnCommand, type SpawnedCommand } from '../cli/testing/spawn-command.js';
import { freePort } from '../org/testing/free-port.js';
import { startTestOrg, type TestOrg } from '../org/testing/test-org.js';

let org: TestOrg;
/** Answers every API call with 429. */
let busy: TestOrg;
const folder = mkdtempSync(join(tmpdir(), 'service-'));
beforeAll(async () => {
  [org, busy] = [await startTestOrg(), await startTestOrg()];
  await fetch(`${busy.origin}/practice/v1/switches`, {
    method: 'PATCH',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ tooManyRequests: 1000 }),
  });
});
afterAll(async () => {
  await Promise.all([org.close(), busy.close()]);
  rmSync(folder, { recursive: true });
});

/** Runs `npm run service` with keys of its own. */
function service(context: TestContext, args: string[], port = org.port): SpawnedCommand {
  return npmRun(context, 'service', {
    env: { ORG_PORT: String(port), SERVICE_KEYS_DIR: folder },
    args: [...args, '--local'],
  });
}

describe.concurrent('npm run service', () => {
  test('lists the users, and accepts options', async (context) => {
    const { exitCode, printed } = service(context, ['users', '--json']);
    expect(await exitCode).toBe(0);
    expect((JSON.parse(printed.stdout) as object[]).length).toBe(71);
  });

  test('ends with the exit code of the command', async (context) => {
    const { exitCode, printed } = service(context, ['--beer']);
    expect(await exitCode).toBe(2);
    expect(printed.stderr).toContain("Unknown option '--beer'.");
  });

  test('exits with 0 if the reader closes the output early', async (context) => {
    const { child, exitCode, printed } = service(context, ['call', 'GET', '/api/v1/users']);
    child.stdout!.destroy();
    expect([await exitCode, printed.stderr]).toEqual([0, '200\n']);
  });

  test('stops waiting for a retry, and leaves no process, when npm is killed', async (context) => {
    const { child, says, processes, exitCode, printed } = service(context, ['users'], busy.port);
    await says('Retrying in');
    const all = processes();
    child.kill('SIGKILL');
    await allEnd(all);
    await exitCode;
    expect(printed.stderr).toMatch(/^(Retrying in .*\n)+Stopped\.\n$/);
  });

  test('leaves no org process when it is killed', async (context) => {
    const port = await freePort();
    context.onTestFinished(() => {
      rmSync(join(import.meta.dirname, `../org/.state/localhost-${port}.json`), { force: true });
    });
    // Without npm, whose end the org would notice as well. One user on a page makes the command take a while.
    const { child, says, processes } = spawnCommand(context, process.execPath, {
      args: ['--import', 'tsx', 'service/main.ts', '--local', '--limit', '1', '--trace'],
      env: { ORG_PORT: String(port), SERVICE_KEYS_DIR: folder, npm_lifecycle_event: undefined },
    });
    await says('3  GET');
    const all = processes();
    expect(all.map(({ args }) => args)).toContainEqual(expect.stringMatching(/ org\/main\.ts$/));
    child.kill('SIGKILL');
    await allEnd(all);
    await expect(fetch(`http://localhost:${port}/`)).rejects.toThrow();
  });
});
