import { EXIT_CODES as SIGNAL_EXIT_CODES, type EndReason, type ProgramContext } from '../../cli/program.js';
import { createServiceClient } from '../client/client.js';
import { apps } from './commands/apps.js';
import { call } from './commands/call.js';
import type { Command, CommandContext } from './commands/command.js';
import { doctor } from './commands/doctor.js';
import { keys } from './commands/keys.js';
import { token } from './commands/token.js';
import { users } from './commands/users.js';
import { withoutProof } from './commands/without-proof.js';
import { readConfiguration } from '../configuration/configuration.js';
import type { ServiceEvent } from '../events.js';
import { HELP } from './help.js';
import { LocalOrg } from './local-org.js';
import { readOptions, usageError, type CommandName, type Options } from './options.js';
import { readProxySettings } from '../http/proxy.js';
import type { Wait } from '../retries/wait.js';
import { Secrets } from '../secrets.js';
import { ServiceError, type ServiceErrorCode } from '../errors/service-error.js';
import { showError } from './terminal/show-error.js';
import { Terminal } from './terminal/terminal.js';
import { sanitize, wrap } from './terminal/text.js';
import { Trace } from './terminal/trace.js';
import { readVariables } from '../configuration/variables.js';
import { withoutSecrets } from './without-secrets.js';

const COMMANDS: Record<CommandName, Command> = { users, apps, call, token, keys, doctor };
const COMMANDS_WITH_OPERANDS: readonly CommandName[] = ['call', 'keys'];

/** {@link HELP} documents the exit codes. */
const EXIT_CODES: Partial<Record<ServiceErrorCode, number>> = {
  ERR_USAGE: 2,
  ERR_CONFIGURATION: 2,
  ERR_ADDRESS: 2,
  ERR_LOCAL_ORG: 2,
  ERR_UNREACHABLE: 4,
  ERR_FAILED: 4,
  ERR_RATE_LIMIT: 4,
  ERR_ANSWER: 4,
  ERR_REDIRECT: 4,
  ERR_PAGING: 4,
};
/** The exit code of all other service errors: the org refused. */
const EXIT_REFUSED = 3;
const EXIT_BUG = 70;
/** A reader that closes the output early, as with `| head`, is not an error. */
const EXIT_STOPPED: Record<EndReason, number> = { ...SIGNAL_EXIT_CODES, EPIPE: 0 };

/**
 * `npm run service`: runs one command.
 *
 * @param wait waits before a retry; default: by the clock
 * @returns the exit code
 */
export async function run(args: string[], program: ProgramContext, wait?: Wait): Promise<number> {
  const { stdout, stderr, env, signal } = program;
  const terminal = new Terminal(stdout, stderr, env);
  const stopCode = (): number | undefined => (signal.aborted ? EXIT_STOPPED[signal.reason as EndReason] : undefined);
  try {
    const options = readOptions(args);
    if (options.help) {
      terminal.print(HELP);
      return 0;
    }
    const code = await runCommand(options, terminal, program, wait);
    return stopCode() ?? code;
  } catch (error) {
    const code = stopCode();
    if (code === undefined) {
      showError(error, terminal);
      return error instanceof ServiceError ? (EXIT_CODES[error.code] ?? EXIT_REFUSED) : EXIT_BUG;
    }
    if (code !== 0) terminal.log('Stopped.');
    return code;
  }
}

async function runCommand(
  options: Options,
  terminal: Terminal,
  { cwd, env, signal }: ProgramContext,
  wait: Wait | undefined,
): Promise<number> {
  const { command, operands, bearer, local, scopes } = options;
  if (operands.length > 0 && !COMMANDS_WITH_OPERANDS.includes(command)) {
    throw usageError(`${command} takes no arguments, got "${operands.join(' ').slice(0, 60)}".`);
  }
  const variables = readVariables(cwd, env);
  const secrets = new Secrets(options.showSecrets);
  const observe = observer(options.trace, terminal, secrets);
  const notice = (message: string): void =>
    terminal.log(terminal.paintLog('dim', wrap('', message, terminal.logWidth)));
  const stateDir = variables.get('ORG_STATE_DIR');
  const orgEnv = {
    ...env,
    ...(stateDir && { ORG_STATE_DIR: stateDir === 'memory' ? stateDir : variables.path(stateDir) }),
  };
  const localOrg = new LocalOrg({ env: orgEnv, notice, signal });
  const context: CommandContext = {
    options,
    terminal,
    variables,
    signal,
    configuration: () => readConfiguration(variables, { bearer, local, ...(scopes && { scopes }) }),
    client: async (config) => {
      if (config.local) await localOrg.prepare(config.orgUrl, config.clientKey);
      const client = createServiceClient({ ...config, omitProofs: options.noProof, proxy: readProxySettings((name) => variables.get(name)), observe, signal, secrets, wait }); // prettier-ignore
      return withoutSecrets(client, secrets);
    },
  };
  try {
    const run = options.noProof ? withoutProof(COMMANDS[command]) : COMMANDS[command];
    return await run(context);
  } finally {
    terminal.clearProgress();
    await localOrg.close();
  }
}

/** Shows events on stderr: all of them with `--trace`, otherwise notices and waits. */
function observer(trace: boolean, terminal: Terminal, secrets: Secrets): (event: ServiceEvent) => void {
  if (trace) {
    const view = new Trace(terminal, secrets);
    return (event) => view.show(event);
  }
  const warn = (text: string): void => terminal.log(terminal.paintLog('yellow', sanitize(secrets.hide(text))));
  return (event) => {
    if (event.type === 'notice') warn(event.message);
    if (event.type === 'wait') warn(`Waiting ${event.seconds.toFixed(1)} s: ${event.reason}`);
    if (event.type === 'retry' && event.seconds > 0) warn(`Retrying in ${event.seconds.toFixed(1)} s: ${event.reason}`);
  };
}
