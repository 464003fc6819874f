import { join, relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { accountLines } from '../cli/accounts.js';
import { CliError, describeError } from '../cli/cli-error.js';
import { expectFree, readPorts } from '../cli/ports.js';
import { aborted, type ProgramContext } from '../cli/program.js';
import { loadOrg } from '../org/load-org.js';
import type { RunningOrg } from '../org/org.js';
import { startAppBuild, type AppBuild } from './app-build.js';
import { issuerOf, readAppConfig } from './app-config.js';
import { startAppServer } from './app-server.js';

const root = join(import.meta.dirname, '..');
const configPath = join(root, 'public/okta.config.json');

/** What to close at the end, in the order in which it was started. */
type Started = { close(): Promise<void> }[];

/**
 * `npm start`: the local org, the app's server and the app's build, until Ctrl-C.
 *
 * @param buildApp starts the build of the app
 */
export async function run(_args: string[], context: ProgramContext, buildApp = startAppBuild): Promise<number> {
  const started: Started = [];
  try {
    await start(context, buildApp, started);
    return 0;
  } catch (error) {
    if (context.signal.aborted) return 0;
    context.stderr.write(`${describeError(error)}\n`);
    return 1;
  } finally {
    await Promise.allSettled(started.reverse().map((part) => part.close()));
  }
}

async function start(
  { env, stdout, signal }: ProgramContext,
  buildApp: typeof startAppBuild,
  started: Started,
): Promise<void> {
  const print = (line: string): void => void stdout.write(`${line}\n`);
  const ports = readPorts(env);
  await expectFree('APP_PORT', ports.app);
  await expectFree('ORG_PORT', ports.org);

  const { startOrg } = await loadOrg();
  const org = await startOrg({
    port: ports.org,
    appPort: ports.app,
    seedPath: env['ORG_SEED'] || join(root, 'org/seed.json'),
    stateDir: join(root, 'org/.state'),
  });
  started.push(org);

  const output = join(root, '.cache', `app-${ports.app}`);
  const config = (): string => readAppConfig(configPath, org.origin);
  const app = await startAppServer({ directory: join(output, 'browser'), port: ports.app, config });
  started.push(app);

  signal.throwIfAborted();
  print('Building the app …');
  const colours = stdout.isTTY === true && !env['NO_COLOR'];
  const build = await buildApp({ root, output, env, colours, print });
  started.push(build);
  const end = Promise.race([aborted(signal), build.ended]).then(() => {
    signal.throwIfAborted();
    throw new CliError('ERR_BUILD_ENDED', 'The build of the app ended by itself: see above.');
  });
  await Promise.race([end, ready(build, org.origin, app.origin)]);
  print(welcome(app.origin, org, config()));
  await end;
}

async function ready(build: AppBuild, org: string, app: string): Promise<void> {
  await build.built;
  await expectAnswer(`${org}/.well-known/openid-configuration`);
  await expectAnswer(`${app}/`);
  await expectAnswer(`${app}/main.js`);
}

/** Waits for an answer, since `ng` says that it has built before the last file is written. */
async function expectAnswer(address: string, patience = 10_000): Promise<void> {
  const { ok, status } = await fetch(address);
  if (ok) return;
  if (patience <= 0) throw new Error(`${address} answers ${status}.`);
  await sleep(100);
  return expectAnswer(address, patience - 100);
}

function welcome(app: string, org: RunningOrg, config: string): string {
  const issuer = issuerOf(config);
  return [
    '',
    `  App  ${app}`,
    `  Org  ${org.origin}`,
    ...(issuer === org.origin
      ? []
      : ['', `  The app uses ${String(issuer)}, as ${relative(root, configPath)} says, not this org.`]),
    '',
    ...accountLines(org.accounts),
    '',
    '  Ctrl-C ends both.',
    '',
  ].join('\n');
}
