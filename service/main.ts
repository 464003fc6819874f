import { createServiceClient } from './client.js';
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
const SIGNALS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

const terminal = new Terminal(process.stdout, process.stderr, process.env);
const stop = new AbortController();
let stoppedBy: number | undefined;

for (const [signal, code] of Object.entries(SIGNALS)) {
  process.on(signal, () => {
    stoppedBy ??= code;
    stop.abort();
  });
}
// Whoever reads the output may have enough of it before its end.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', () => {
    stoppedBy ??= 0;
    stop.abort();
  });
}
// npm passes a signal on to its shell only, which then ends without a word to this process.
const parent = process.ppid;
if (process.env['npm_lifecycle_event']) {
  setInterval(() => {
    if (process.ppid === parent) return;
    stoppedBy ??= SIGNALS.SIGTERM;
    stop.abort();
  }, 500).unref();
}

/** @returns the exit code */
async function run(args: string[]): Promise<number> {
  const options = readOptions(args);
  if (options.help) {
    terminal.print(HELP);
    return 0;
  }
  if (!['call', 'keys'].includes(options.command) && options.operands.length > 0) {
    throw usage(`${options.command} expects nothing after it, got "${options.operands.join(' ').slice(0, 60)}".`);
  }
  const trace = options.trace ? new Trace(terminal, options.showSecrets) : undefined;
  const opened: LocalOrg[] = [];
  try {
    return await RUN[options.command](context(options, trace, opened));
  } finally {
    terminal.clearProgress();
    for (const org of opened) await org.close();
  }
}

function context(options: Options, trace: Trace | undefined, opened: LocalOrg[]): CommandContext {
  const variables = readVariables(process.cwd(), process.env);
  const { bearer, scopes } = options;
  const configuration: CommandContext['configuration'] = (other) =>
    readConfiguration(variables, { bearer, ...(scopes && { scopes }), ...other });
  return {
    options,
    terminal,
    variables,
    signal: stop.signal,
    configuration,
    client: async (given) => {
      const config = given ?? (await configuration());
      if (config.local && opened.length === 0) {
        opened.push(await useLocalOrg(config.orgUrl, config.clientKey, notice, stop.signal));
      }
      const observe = (event: ServiceEvent): void => (trace ? trace.show(event) : tell(event));
      return createServiceClient({ ...config, observe, signal: stop.signal });
    },
  };
}

function notice(message: string): void {
  for (const line of wrap(message, terminal.errorWidth)) terminal.say(terminal.paintError('dim', line));
}

/** Without a trace only what takes time, or is not as asked for, is worth a line. */
function tell(event: ServiceEvent): void {
  if (event.type === 'notice') terminal.say(terminal.paintError('yellow', plain(event.message)));
  if (event.type === 'retry' && event.seconds > 0) {
    const text = `Again in ${event.seconds.toFixed(1)} s: ${plain(event.reason)}`;
    terminal.say(terminal.paintError('yellow', text));
  }
}

function report(error: unknown): number {
  if (stoppedBy !== undefined) {
    if (stoppedBy !== 0) terminal.say('Stopped.');
    return stoppedBy;
  }
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

const code = await run(process.argv.slice(2)).catch(report);
process.exitCode = stoppedBy ?? code;
