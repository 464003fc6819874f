import type { ServiceClient } from '../client.js';
import type { ServiceConfiguration } from '../configuration.js';
import type { Options } from '../options.js';
import type { Terminal } from '../terminal/terminal.js';
import type { Variables } from '../variables.js';

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
export async function openClient({ configuration, client }: CommandContext): Promise<ServiceClient> {
  return client(await configuration());
}

export function printJson({ terminal }: CommandContext, value: unknown): void {
  terminal.print(JSON.stringify(value, undefined, 2));
}
