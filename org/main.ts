import { join } from 'node:path';
import { startOrg } from './org.js';

/** `npm run org`: the org alone, until Ctrl-C. */
async function main(): Promise<void> {
  const org = await startOrg({
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
  console.log(['', `  Org  ${org.origin}`, '', '  Sign in as', ...accounts, '', '  Ctrl-C ends it.', ''].join('\n'));
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
