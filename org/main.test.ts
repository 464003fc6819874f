import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, type TestContext } from 'vitest';
import { allEnd } from '../cli/testing/processes.js';
import { npmRun, type SpawnedCommand } from '../cli/testing/spawn-command.js';
import { freePort } from './testing/free-port.js';

/** `npm run org`, at a port of its own. */
async function npmRunOrg(context: TestContext, args: string[] = []): Promise<SpawnedCommand & { origin: string }> {
  const port = await freePort();
  context.onTestFinished(() => {
    rmSync(join(import.meta.dirname, `.state/localhost-${port}.json`), { force: true });
  });
  const run = npmRun(context, 'org', { env: { ORG_PORT: String(port) }, args });
  return { ...run, origin: `http://localhost:${port}` };
}

describe.concurrent('npm run org', { timeout: 180_000 }, () => {
  test('ends with the exit code of the program', async (context) => {
    const { exitCode, printed } = await npmRunOrg(context, ['--rest']);
    expect(await exitCode).toBe(1);
    expect(printed.stderr).toContain('"--rest" is not understood.');
  });

  // How else a program's parent may end: cli/end-with-parent.test.ts. Ctrl-C: start/start.test.ts.
  test('starts an org, of which nothing is left when npm is killed', async (context) => {
    const run = await npmRunOrg(context);
    await run.says('Ctrl-C ends it.');
    // Nothing of a library is in the way of the first impression.
    expect(run.printed.all).toMatch(/^\n {2}Org {2}http\S+\n\n {2}Sign in as\n {4}ada@example\.com /);
    expect((await fetch(run.origin)).status).toBe(200);
    const all = run.processes();
    expect(all.length).toBeGreaterThan(1);
    run.child.kill('SIGKILL');
    await allEnd(all);
    await expect(fetch(run.origin)).rejects.toThrow();
    await run.exitCode;
    expect(run.printed.stderr).toBe('');
  });
});
