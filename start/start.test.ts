import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi, type TestContext } from 'vitest';
import { allEnd, type Process } from '../cli/testing/processes.js';
import { npmRun, type SpawnedCommand } from '../cli/testing/spawn-command.js';
import { until } from '../cli/testing/until.js';
import { freePort } from '../org/testing/free-port.js';

// `npm start` builds the app, which on a busy machine takes its time.
vi.setConfig({ testTimeout: 300_000 });

const root = join(import.meta.dirname, '..');

interface Start extends SpawnedCommand {
  app: string;
  /** The process of `ng`. */
  isBuild: (process: Process) => boolean;
}

/** `npm start`, at ports of its own. */
async function npmStart(context: TestContext): Promise<Start> {
  const [appPort, orgPort] = [await freePort(), await freePort()];
  const env = { APP_PORT: String(appPort), ORG_PORT: String(orgPort) };
  context.onTestFinished(() => {
    rmSync(join(root, `.cache/app-${appPort}`), { recursive: true, force: true });
    rmSync(join(root, `org/.state/localhost-${orgPort}.json`), { force: true });
  });
  return {
    ...npmRun(context, 'start', { env }),
    app: `http://localhost:${appPort}`,
    isBuild: ({ args }) => args.includes(`app-${appPort}`),
  };
}

/** The process that runs start.ts, under npm and its shell. */
const isLauncher = ({ args }: Process): boolean => /^\S*node\b.* start\/start\.ts/.test(args);

describe.concurrent('npm start', () => {
  test('serves the app that ng built, and leaves nothing when the launcher is killed at rest', async (context) => {
    const { says, printed, app, processes, isBuild } = await npmStart(context);
    await says('Ctrl-C');
    // Nothing of a library is in the way of the first impression.
    expect(printed.all).toMatch(
      /^Building the app …\n\n {2}App {2}http\S+\n {2}Org {2}http\S+\n\n {2}Sign in as\n {4}ada@example\.com /,
    );
    expect(await (await fetch(`${app}/users`)).text()).toContain('<app-root>');
    const all = processes();
    expect(all.some(isBuild)).toBe(true);
    process.kill(all.find(isLauncher)!.pid, 'SIGKILL');
    await allEnd(all);
  });

  test.for<[name: string, end: (run: SpawnedCommand) => unknown]>([
    // A terminal sends the signal to the whole group, and npm hands it on once more.
    ['Ctrl-C is pressed', ({ killGroup }) => killGroup('SIGINT')],
    ['SIGTERM comes to npm alone', ({ child }) => child.kill('SIGTERM')],
  ])('leaves nothing, and says nothing, when %s with the build under way', async ([, end], context) => {
    const run = await npmStart(context);
    await run.says('Building');
    const all = await until('ng', run.processes, (found) => found.some(run.isBuild));
    end(run);
    await allEnd(all);
    await run.exitCode;
    expect(run.printed.all).toBe('Building the app …\n');
  });
});
