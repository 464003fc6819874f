import type { ServiceClient } from '../../client/service-client.js';
import type { ServiceConfiguration } from '../../configuration/service-configuration.js';
import { exposedFile } from '../../files/exposed-file.js';
import type { Options } from '../options.js';
import type { Terminal } from '../terminal/terminal.js';
import { printableJson, sanitize, wrap } from '../terminal/text.js';
import type { Variables } from '../../configuration/variables.js';

export interface CommandContext {
  options: Options;
  terminal: Terminal;
  variables: Variables;
  /** Aborts the command. */
  signal: AbortSignal;
  /** Reads the configuration. @throws ConfigurationError */
  configuration: () => Promise<ServiceConfiguration>;
  /** Creates a client. Starts the local org first if it is needed and not running. */
  client: (configuration: ServiceConfiguration) => Promise<ServiceClient>;
}

/** Resolves to the exit code. */
export type Command = (context: CommandContext) => Promise<number>;

/** A client of the configured org. */
export async function openClient(context: CommandContext): Promise<ServiceClient> {
  const configuration = await context.configuration();
  noticeExposedKeys(context, Object.values(configuration.keyFiles));
  return context.client(configuration);
}

/** Says on stderr which key files other users have access to. */
export function noticeExposedKeys({ terminal }: CommandContext, files: readonly string[]): void {
  for (const exposed of files.map(exposedFile)) {
    if (!exposed) continue;
    const text = sanitize(`Key file: ${exposed.problem}. ${exposed.remedy}`);
    terminal.log(terminal.paintLog('yellow', wrap('', text, terminal.logWidth)));
  }
}

export function printJson({ terminal }: CommandContext, value: unknown): void {
  terminal.print(printableJson(value, 2));
}
