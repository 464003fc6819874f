import type { EndReason, ProgramContext } from '../cli/program.js';
import { createServiceClient, type ServiceClientConfig } from './client.js';
import { apps } from './commands/apps.js';
import { call } from './commands/call.js';
import type { Command, CommandContext } from './commands/command.js';
import { doctor } from './commands/doctor.js';
import { keys } from './commands/keys.js';
import { token } from './commands/token.js';
import { users } from './commands/users.js';
import { readConfiguration } from './configuration.js';
import type { ServiceEvent } from './events.js';
import { HELP } from './help.js';
import { useLocalOrg, type LocalOrg } from './local-org.js';
import { readOptions, usage, type CommandName, type Options } from './options.js';
import { ServiceError, type ServiceErrorCode } from './service-error.js';
import { Terminal } from './terminal/terminal.js';
import { plain, wrap } from './terminal/text.js';
import { Trace } from './terminal/trace.js';
import { readVariables } from './variables.js';

const RUN: Record<CommandName, Command> = { users, apps, call, token, keys, doctor };

/** As documented in {@link HELP}. */
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
const REFUSED = 3;
const BUG = 70;
/** By what ended it; a reader that has enough of the output is no error. */
const STOPPED: Record<EndReason, number> = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129, EPIPE: 0 };

/**
 * `npm run service`: one command.
 *
 * @param wait before another attempt; left out: by the clock
 */
export async function run(
  args: string[],
  program: ProgramContext,
  wait?: ServiceClientConfig['wait'],
): Promise<number> {
  const { stdout, stderr, env, signal } = program;
  const terminal = new Terminal(stdout, stderr, env);
  const stopped = (): number | undefined => (signal.aborted ? STOPPED[signal.reason as EndReason] : undefined);
  try {
    const code = await runCommand(readOptions(args), terminal, program, wait);
    return stopped() ?? code;
  } catch (error) {
    const code = stopped();
    if (code === undefined) return report(error, terminal);
    if (code !== 0) terminal.say('Stopped.');
    return code;
  }
}

async function runCommand(
  options: Options,
  terminal: Terminal,
  program: ProgramContext,
  wait: ServiceClientConfig['wait'],
): Promise<number> {
  if (options.help) {
    terminal.print(HELP);
    return 0;
  }
  if (!['call', 'keys'].includes(options.command) && options.operands.length > 0) {
    throw usage(`${options.command} expects nothing after it, got "${options.operands.join(' ').slice(0, 60)}".`);
  }
  const opened: LocalOrg[] = [];
  try {
    return await RUN[options.command](commandContext(options, terminal, program, wait, opened));
  } finally {
    terminal.clearProgress();
    for (const org of opened) await org.close();
  }
}

/** @param opened gets the local org when a command needs it */
function commandContext(
  options: Options,
  terminal: Terminal,
  { cwd, env, signal }: ProgramContext,
  wait: ServiceClientConfig['wait'],
  opened: LocalOrg[],
): CommandContext {
  const variables = readVariables(cwd, env);
  const { bearer, scopes } = options;
  const trace = options.trace ? new Trace(terminal, options.showSecrets) : undefined;
  const observe = (event: ServiceEvent): void => (trace ? trace.show(event) : tell(event, terminal));
  const notice = (message: string): void => {
    for (const line of wrap(message, terminal.errorWidth)) terminal.say(terminal.paintError('dim', line));
  };
  const configuration: CommandContext['configuration'] = (other) =>
    readConfiguration(variables, { bearer, ...(scopes && { scopes }), ...other });
  return {
    options,
    terminal,
    variables,
    signal,
    configuration,
    client: async (given) => {
      const config = given ?? (await configuration());
      if (config.local && opened.length === 0) {
        opened.push(await useLocalOrg(config.orgUrl, config.clientKey, { env, notice, signal }));
      }
      return createServiceClient({ ...config, observe, signal, ...(wait && { wait }) });
    },
  };
}

/** Without a trace only what takes time, or is not as asked for, is worth a line. */
function tell(event: ServiceEvent, terminal: Terminal): void {
  if (event.type === 'notice') terminal.say(terminal.paintError('yellow', plain(event.message)));
  if (event.type === 'retry' && event.seconds > 0) {
    const text = `Again in ${event.seconds.toFixed(1)} s: ${plain(event.reason)}`;
    terminal.say(terminal.paintError('yellow', text));
  }
}

/** Tells what went wrong. @returns the exit code */
function report(error: unknown, terminal: Terminal): number {
  if (!(error instanceof ServiceError)) {
    // A bug. Its stack has places, and no values but the message; what could be a key or a token is cut out of that.
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    terminal.say(text.replaceAll(/[\w-]{40,}/g, '…'));
    return BUG;
  }
  const width = terminal.errorWidth - 2;
  const [title = '', ...rest] = error.message.split('\n');
  const first = wrap(plain(title), width);
  terminal.say(
    `${terminal.paintError('red', '✗')} ${first.map((line) => terminal.paintError('bold', line)).join('\n  ')}`,
  );
  for (const text of rest) for (const line of wrap(plain(text), width)) terminal.say(`  ${line}`);
  if (error.remedy) {
    const [head = '', ...more] = wrap(plain(error.remedy), width);
    terminal.say(`${terminal.paintError('cyan', '→')} ${head}`);
    for (const line of more) terminal.say(`  ${line}`);
  }
  return EXIT_CODES[error.code] ?? REFUSED;
}
