import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startOrg } from './org.js';

const HELP = `
  npm run org                Start the org, until Ctrl-C
  npm run org -- --reset     Return to the seed first: forget changes to apps, sign-ins, tokens and keys
  npm run org -- --help      Show this

  Variables
    ORG_PORT   where the org answers; 4280 unless set. Each port has a state of its own
    APP_PORT   where the app is, for its redirect URIs; 4200 unless set
    ORG_SEED   path of another seed than org/seed.json
`;

/** `npm run org`: the org alone, until Ctrl-C. */
async function main(): Promise<void> {
  const { reset, help } = readOptions();
  if (help) {
    console.log(HELP);
    return;
  }
  const org = await startOrg({
    reset,
    port: readPort('ORG_PORT', 4280),
    appPort: readPort('APP_PORT', 4200),
    seedPath: process.env['ORG_SEED'] ?? join(import.meta.dirname, 'seed.json'),
    stateDir: join(import.meta.dirname, '.state'),
  });

  let stopping = false;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (stopping) return;
      stopping = true;
      void org.close().then(() => process.exit(0));
    });
  }

  const width = (key: 'login' | 'password'): number =>
    Math.max(0, ...org.accounts.map((account) => account[key].length));
  const accounts = org.accounts.map(
    ({ login, password, role }) =>
      `    ${login.padEnd(width('login'))}   ${password.padEnd(width('password'))}   ${role ?? 'no role'}`,
  );
  if (reset) {
    console.log(
      org.wasReset
        ? `The state of ${org.origin} is deleted: the org is as in its seed.`
        : `There is no state of ${org.origin} to delete: the org is as in its seed.`,
    );
  }
  console.log(['', `  Org  ${org.origin}`, '', '  Sign in as', ...accounts, '', '  Ctrl-C ends it.', ''].join('\n'));
}

/** @throws an error for people when there is an argument that nobody knows */
function readOptions(): { reset: boolean; help: boolean } {
  try {
    const { values } = parseArgs({
      options: { reset: { type: 'boolean', default: false }, help: { type: 'boolean', short: 'h', default: false } },
    });
    return values;
  } catch (error) {
    // What node says of it goes on about positional arguments.
    const came = process.argv.slice(2).join(' ');
    const message = `"${came}" is not understood. Expected nothing, --reset or --help, as in: npm run org -- --reset`;
    throw Object.assign(new Error(message, { cause: error }), { code: 'ERR_ARGUMENT' });
  }
}

/** Reads a port from the environment; throws when the variable holds anything else. */
function readPort(variable: string, fallback: number): number {
  const value = process.env[variable];
  if (!value) return fallback;
  const port = /^\d{1,5}$/.test(value) ? Number(value) : 0;
  if (port >= 1 && port <= 65535) return port;
  throw Object.assign(new Error(`${variable} is "${value}". Set it to a port from 1 to 65535, or leave it out.`), {
    code: 'ERR_PORT_INVALID',
  });
}

main().catch((error: unknown) => {
  // Errors with a code are for people to put right: a port, the seed, the state. Others are bugs, and need their stack.
  const forPeople = error instanceof Error && 'code' in error;
  console.error(forPeople ? error.message : error);
  process.exit(1);
});
