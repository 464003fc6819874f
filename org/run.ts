import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { accountLines } from '../cli/accounts.js';
import { CliError, describeError } from '../cli/cli-error.js';
import { expectFree, readPort } from '../cli/ports.js';
import { aborted, type Program, type ProgramContext } from '../cli/program.js';
import { loadOrg } from './load-org.js';

const HELP = `
  npm run org                Start the org, until Ctrl-C
  npm run org -- --reset     Return to the seed first: forget changes to apps, sign-ins, tokens and keys
  npm run org -- --help      Show this

  Variables
    ORG_PORT        where the org answers; 4280 unless set. Each port has a state of its own
    APP_PORT        where the app is, for its redirect URIs; 4200 unless set
    ORG_SEED        path of another seed than org/seed.json
    ORG_STATE_DIR   folder of the state; org/.state unless set. memory: none, so that a restart forgets everything
`;

/** `npm run org`: the org alone, until Ctrl-C. */
export const run: Program = async (args, context) => {
  try {
    const { reset, help } = readOptions(args);
    if (help) context.stdout.write(`${HELP}\n`);
    else await runOrg(reset, context);
    return 0;
  } catch (error) {
    context.stderr.write(`${describeError(error)}\n`);
    if (error instanceof Error && 'code' in error && error.code === 'ERR_STATE')
      context.stderr.write('Set ORG_STATE_DIR to a folder that this user can write, or to memory.\n');
    return 1;
  }
};

async function runOrg(reset: boolean, { env, cwd, stdout, signal }: ProgramContext): Promise<void> {
  const port = readPort('ORG_PORT', env);
  const appPort = readPort('APP_PORT', env);
  await expectFree('ORG_PORT', port);
  const { startOrg } = await loadOrg();
  const org = await startOrg({
    reset,
    port,
    appPort,
    seedPath: env['ORG_SEED'] || join(import.meta.dirname, 'seed.json'),
    stateDir: stateDirOf(env['ORG_STATE_DIR'] || join(import.meta.dirname, '.state'), cwd),
  });
  if (reset) {
    stdout.write(
      org.wasReset
        ? `The state of ${org.origin} is deleted: the org is as in its seed.\n`
        : `There is no state of ${org.origin} to delete: the org is as in its seed.\n`,
    );
  }
  const lines = ['', `  Org  ${org.origin}`, '', ...accountLines(org.accounts), '', '  Ctrl-C ends it.', ''];
  stdout.write(`${lines.join('\n')}\n`);
  await aborted(signal);
  await org.close();
}

/** @returns undefined for a state in memory only */
function stateDirOf(setting: string, cwd: string): string | undefined {
  return setting === 'memory' ? undefined : resolve(cwd, setting);
}

/** @throws CliError when there is an argument that nobody knows */
function readOptions(args: string[]): { reset: boolean; help: boolean } {
  try {
    const { values } = parseArgs({
      args,
      options: { reset: { type: 'boolean', default: false }, help: { type: 'boolean', short: 'h', default: false } },
    });
    return values;
  } catch (cause) {
    // What Node says of it goes on about positional arguments.
    throw new CliError(
      'ERR_ARGUMENT',
      `"${args.join(' ')}" is not understood. Expected nothing, --reset or --help, as in: npm run org -- --reset`,
      { cause },
    );
  }
}
