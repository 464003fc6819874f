import { join, relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RunningOrg } from '../org/org.js';
import { startAppBuild } from './app-build.js';
import { issuerOf, readAppConfig } from './app-config.js';
import { startAppServer } from './app-server.js';
import { expectFree, readPorts } from './ports.js';
import { StartError } from './start-error.js';

/** `npm start`: the local org, the app's server and the app's build, until Ctrl-C. */
const root = join(import.meta.dirname, '..');
const configPath = join(root, 'public/okta.config.json');

/** What to close, in the order in which it was started. */
const started: { close(): Promise<void> }[] = [];
let stopping: Promise<never> | undefined;

/** Ends everything, once; a second signal, as npm and terminals send it, changes nothing. */
function stop(exitCode: number): Promise<never> {
  stopping ??= Promise.allSettled(started.reverse().map((part) => part.close())).then(() => process.exit(exitCode));
  return stopping;
}

async function start(): Promise<void> {
  const ports = readPorts();
  await expectFree('APP_PORT', ports.app);
  await expectFree('ORG_PORT', ports.org);

  // The org takes a second to load. A wrong or taken port is told at once.
  const { startOrg } = await import('../org/org.js');
  const org = await startOrg({
    port: ports.org,
    appPort: ports.app,
    seedPath: process.env['ORG_SEED'] || join(root, 'org/seed.json'),
    stateDir: join(root, 'org/.state'),
  });
  started.push(org);

  const output = join(root, '.cache', `app-${ports.app}`);
  const config = (): string => readAppConfig(configPath, org.origin);
  const app = await startAppServer({ directory: join(output, 'browser'), port: ports.app, config });
  started.push(app);

  console.log('Building the app …');
  const build = await startAppBuild(root, output, (line) => console.log(line));
  started.push(build);
  await Promise.race([build.built, build.ended]);
  await expectAnswer(`${org.origin}/.well-known/openid-configuration`);
  await expectAnswer(`${app.origin}/`);
  await expectAnswer(`${app.origin}/main.js`);
  console.log(welcome(app.origin, org, config()));

  await build.ended;
  throw new StartError('ERR_BUILD_ENDED', 'The build of the app ended by itself: see above.');
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
  const width = (key: 'login' | 'password'): number => Math.max(...org.accounts.map((account) => account[key].length));
  return [
    '',
    `  App  ${app}`,
    `  Org  ${org.origin}`,
    ...(issuer === org.origin
      ? []
      : ['', `  The app uses ${String(issuer)}, as ${relative(root, configPath)} says, not this org.`]),
    '',
    '  Sign in as',
    ...org.accounts.map(
      ({ login, password, role }) =>
        `    ${login.padEnd(width('login'))}   ${password.padEnd(width('password'))}   ${(role ?? 'no role').toLowerCase().replaceAll('_', ' ')}`,
    ),
    '',
    '  Ctrl-C ends both.',
    '',
  ].join('\n');
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop(0));
// npm passes a signal on to its shell only, which then ends without a word to this process.
const parent = process.ppid;
setInterval(() => process.ppid === parent || void stop(0), 500).unref();
// The terminal may be gone before the last line is written.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => void stop(0));

start().catch((error: unknown) => {
  // Errors with a code are for people to put right: a port, the seed, the build. Others are bugs, and need their stack.
  const forPeople = error instanceof Error && 'code' in error;
  if (!stopping) console.error(forPeople ? error.message : error);
  return stop(1);
});
