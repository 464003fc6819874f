import { parseArgs } from 'node:util';
import { parseScopes } from './configuration.js';
import { KEY_ALGORITHMS, type KeyAlgorithm } from './own-keys.js';
import { ServiceError } from './service-error.js';

export const COMMANDS = ['users', 'apps', 'call', 'token', 'keys', 'doctor'] as const;
export type CommandName = (typeof COMMANDS)[number];

/** What somebody asked for on the command line. */
export interface Options {
  command: CommandName;
  /** What stands after the command. */
  operands: string[];
  bearer: boolean;
  trace: boolean;
  showSecrets: boolean;
  json: boolean;
  help: boolean;
  scopes?: string[];
  limit?: number;
  body?: string;
  alg?: KeyAlgorithm;
  replace: boolean;
}

/** Options that belong to some commands only. */
const OWN: Record<string, readonly CommandName[]> = {
  limit: ['users', 'apps'],
  body: ['call'],
  alg: ['keys'],
  replace: ['keys'],
};

const OPTIONS = {
  'bearer': { type: 'boolean', default: false },
  'trace': { type: 'boolean', default: false },
  'show-secrets': { type: 'boolean', default: false },
  'json': { type: 'boolean', default: false },
  'help': { type: 'boolean', short: 'h', default: false },
  'scope': { type: 'string', multiple: true },
  'limit': { type: 'string' },
  'body': { type: 'string' },
  'alg': { type: 'string' },
  'replace': { type: 'boolean', default: false },
} as const;

/**
 * Reads the command line.
 *
 * @throws ServiceError `ERR_USAGE`
 */
export function readOptions(args: string[]): Options {
  const { values, positionals } = parse(args);
  const [name = 'users', ...operands] = positionals;
  const command = COMMANDS.find((one) => one === name);
  if (!command) throw usage(`There is no command "${name.slice(0, 40)}". There are ${COMMANDS.join(', ')}.`);
  for (const [option, commands] of Object.entries(OWN)) {
    if (values[option as keyof typeof values] && !commands.includes(command)) {
      throw usage(`--${option} is for ${commands.join(' and ')}, not for ${command}.`);
    }
  }
  const { limit, body, alg, scope } = values;
  if (limit !== undefined && !(/^\d{1,3}$/.test(limit) && Number(limit) >= 1 && Number(limit) <= 200)) {
    throw usage(`--limit is "${limit.slice(0, 40)}". Expected a whole number from 1 to 200: as many stand on a page.`);
  }
  const algorithm = KEY_ALGORITHMS.find((one) => one === alg);
  if (alg !== undefined && !algorithm)
    throw usage(`--alg is "${alg.slice(0, 40)}". Expected ${KEY_ALGORITHMS.join(' or ')}.`);
  return {
    command,
    operands,
    bearer: values.bearer,
    trace: values.trace,
    showSecrets: values['show-secrets'],
    json: values.json,
    help: values.help,
    replace: values.replace,
    ...(scope && { scopes: readScopes(scope.join(' ')) }),
    ...(limit !== undefined && { limit: Number(limit) }),
    ...(body !== undefined && { body }),
    ...(algorithm && { alg: algorithm }),
  };
}

export function usage(problem: string): ServiceError {
  return new ServiceError('ERR_USAGE', problem, 'npm run service -- --help shows what there is.');
}

function parse(args: string[]) {
  try {
    return parseArgs({ args, options: OPTIONS, allowPositionals: true });
  } catch (error) {
    // What Node says of an unknown option goes on about positional arguments.
    throw usage((error as Error).message.split(/\. /)[0]!.replace(/\.?$/, '.'));
  }
}

function readScopes(text: string): string[] {
  try {
    return parseScopes(text);
  } catch (error) {
    throw usage(`--scope: ${(error as Error).message}`);
  }
}
