import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { runInTest, type RunningProgram } from '../cli/testing/run-in-test.js';
import { freePort } from '../org/testing/free-port.js';
import type { AppBuild, AppBuildOptions, startAppBuild } from './app-build.js';
import { run } from './run.js';

const root = join(import.meta.dirname, '..');
let [appPort, orgPort] = [0, 0];
const others: Server[] = [];

beforeEach(async () => {
  [appPort, orgPort] = [await freePort(), await freePort()];
});
afterEach(() => {
  for (const other of others.splice(0)) other.close();
  rmSync(join(root, `.cache/app-${appPort}`), { recursive: true, force: true });
  rmSync(join(root, `org/.state/localhost-${orgPort}.json`), { force: true });
});

/** A build in place of `ng`, which the test lets go on; it writes its files first, as `ng` does. */
class TestBuild {
  started?: AppBuildOptions;
  closed = false;
  succeed!: () => void;
  end!: () => void;

  readonly start: typeof startAppBuild = async (options) => {
    this.started = options;
    const { output } = options;
    mkdirSync(join(output, 'browser'), { recursive: true });
    for (const name of ['index.html', 'main.js']) writeFileSync(join(output, 'browser', name), `the app: ${name}`);
    const build: AppBuild = {
      built: new Promise((resolve) => (this.succeed = resolve)),
      ended: new Promise<void>((resolve) => (this.end = resolve)),
      close: async () => {
        this.closed = true;
        this.end();
      },
    };
    return build;
  };
}

/** `npm start` within the test. */
function start(build: TestBuild, env: NodeJS.ProcessEnv = {}): RunningProgram {
  return runInTest((args, context) => run(args, context, build.start), {
    env: { APP_PORT: String(appPort), ORG_PORT: String(orgPort), ...env },
  });
}

/** A port that a server of this test has. */
async function takenPort(): Promise<string> {
  const server = createServer();
  others.push(server);
  await new Promise<void>((resolve) => server.listen({ host: '127.0.0.1', port: 0 }, resolve));
  return String((server.address() as AddressInfo).port);
}

async function expectNothingLeft(build: TestBuild): Promise<void> {
  expect(build.closed).toBe(build.started !== undefined);
  for (const port of [appPort, orgPort]) await expect(fetch(`http://localhost:${port}`)).rejects.toThrow();
}

describe('npm start, refused', () => {
  test.each(['APP_PORT', 'ORG_PORT'])(
    'says in one message that the port of %s is taken, and leaves nothing',
    async (variable) => {
      const taken = await takenPort();
      const build = new TestBuild();
      const { exitCode, printed } = start(build, { [variable]: taken });
      expect(await exitCode).toBe(1);
      expect(printed.all.trim().split('\n')).toEqual([expect.stringMatching(new RegExp(`${taken}.*${variable}=\\d+`))]);
      await expectNothingLeft(build);
    },
  );

  test.each([
    [{ APP_PORT: 'http' }, 'APP_PORT is "http"'],
    [{ ORG_PORT: '70000' }, 'ORG_PORT is "70000"'],
    [{ APP_PORT: '4280', ORG_PORT: '4280' }, 'APP_PORT and ORG_PORT are both 4280'],
  ])('says what is wrong with %j', async (env, message) => {
    const { exitCode, printed } = start(new TestBuild(), env);
    expect(await exitCode).toBe(1);
    expect(printed.all.trim().split('\n')).toEqual([expect.stringContaining(message)]);
  });

  test('names the wrong field of a seed, and leaves nothing', async () => {
    const seed = join(tmpdir(), `seed-${process.pid}.json`);
    writeFileSync(seed, '{"users":[{"status":"ASLEEP"}],"apps":[]}');
    const build = new TestBuild();
    const { exitCode, printed } = start(build, { ORG_SEED: seed });
    expect(await exitCode).toBe(1);
    expect(printed.stderr).toContain('users[0].status');
    expect(printed.stderr).not.toMatch(/^\s+at /m);
    await expectNothingLeft(build);
    rmSync(seed);
  });
});

describe('npm start', () => {
  test('announces app, org and accounts once the app is built and both answer, and ends on a signal', async () => {
    const build = new TestBuild();
    const { says, end, exitCode, printed } = start(build);
    await says('Building the app …');
    expect(build.started).toMatchObject({ root, env: { APP_PORT: String(appPort) }, colours: false });
    // ng says that it has built before its last file is there.
    const lastFile = join(build.started!.output, 'browser/main.js');
    rmSync(lastFile);
    const steps: string[] = [];
    setTimeout(() => {
      steps.push('built');
      build.succeed();
    }, 100);
    setTimeout(() => {
      steps.push('written');
      writeFileSync(lastFile, 'the app: main.js');
    }, 200);
    await says('Ctrl-C ends both.');
    expect(steps).toEqual(['built', 'written']);
    const [app, org] = [`http://localhost:${appPort}`, `http://localhost:${orgPort}`];
    for (const text of [app, org, 'ada@example.com', 'Practice-Ada-1', 'super admin', 'linus@example.com', 'no role']) {
      expect(printed.stdout).toContain(text);
    }

    expect(await (await fetch(`${app}/users`)).text()).toBe('the app: index.html');
    // The shipped config names the org at its usual port; here it is elsewhere, and so are the app's addresses.
    expect(await (await fetch(`${app}/okta.config.json`)).json()).toMatchObject({ issuer: org });
    const discovery = (await (await fetch(`${org}/.well-known/openid-configuration`)).json()) as { issuer: string };
    expect(discovery.issuer).toBe(org);
    const redirect = new URLSearchParams({
      client_id: '0oa1dpopspa00000DPoP',
      redirect_uri: `${app}/login/callback`,
      response_type: 'code',
      scope: 'openid',
      state: 's',
      code_challenge: 'a'.repeat(43),
      code_challenge_method: 'S256',
    });
    const signIn = await fetch(`${org}/oauth2/v1/authorize?${redirect}`, { redirect: 'manual' });
    expect(signIn.status).toBe(303);

    end('SIGINT');
    expect([await exitCode, printed.stderr]).toEqual([0, '']);
    await expectNothingLeft(build);
  });

  test('leaves nothing, and says nothing, when it is ended during the build', async () => {
    const build = new TestBuild();
    const { says, end, exitCode, printed } = start(build);
    await says('Building the app …');
    end('SIGHUP');
    expect([await exitCode, printed.all]).toEqual([0, 'Building the app …\n']);
    await expectNothingLeft(build);
  });

  test('that is ended before the build starts none', async () => {
    const build = new TestBuild();
    const { end, exitCode, printed } = start(build);
    end('SIGINT');
    expect([await exitCode, printed.all, build.started]).toEqual([0, '', undefined]);
    await expectNothingLeft(build);
  });

  test.each([
    ['before the app is built', false],
    ['afterwards', true],
  ])('says so when the build ends by itself %s, and leaves nothing', async (_, built) => {
    const build = new TestBuild();
    const { says, exitCode, printed } = start(build);
    await says('Building the app …');
    if (built) {
      let said = false;
      setTimeout(() => {
        said = true;
        build.succeed();
      }, 100);
      await says('Ctrl-C');
      // Files alone are no build.
      expect(said).toBe(true);
    }
    build.end();
    expect(await exitCode).toBe(1);
    expect(printed.stderr).toBe('The build of the app ended by itself: see above.\n');
    await expectNothingLeft(build);
  });
});
