import type { ServiceClient } from '../client.js';
import type { ConfigurationOptions, ServiceConfiguration } from '../configuration.js';
import type { Options } from '../options.js';
import type { Terminal } from '../terminal/terminal.js';
import type { Variables } from '../variables.js';

/** What a command works with. */
export interface CommandContext {
  options: Options;
  terminal: Terminal;
  variables: Variables;
  /** Ends the command. */
  signal: AbortSignal;
  /** Reads the configuration. @throws ConfigurationError */
  configuration: (options?: Partial<ConfigurationOptions>) => Promise<ServiceConfiguration>;
  /** A client at the configured org; at the local one, which is found or started first. */
  client: (configuration?: ServiceConfiguration) => Promise<ServiceClient>;
}

/** Resolves to the exit code. */
export type Command = (context: CommandContext) => Promise<number>;

export function printJson(terminal: Terminal, value: unknown): void {
  terminal.print(JSON.stringify(value, undefined, 2));
}
