import { parseArgs } from 'node:util';
import { parseScopes } from '../configuration/scopes.js';
import { KEY_ALGORITHMS, type KeyAlgorithm } from '../keys/key-files.js';
import { ServiceError } from '../errors/service-error.js';

export const COMMANDS = ['users', 'apps', 'call', 'token', 'keys', 'doctor'] as const;
export type CommandName = (typeof COMMANDS)[number];

/** The command line. */
export interface Options {
  command: CommandName;
  /** The arguments after the command. */
  operands: string[];
  bearer: boolean;
  noProof: boolean;
  local: boolean;
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

const OPTIONS = {
  'bearer': { type: 'boolean', default: false },
  'no-proof': { type: 'boolean', default: false },
  'local': { type: 'boolean', default: false },
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

/** The options that apply to certain commands only. */
const COMMANDS_WITH: Partial<Record<keyof typeof OPTIONS, readonly CommandName[]>> = {
  'no-proof': ['users', 'apps', 'call'],
  'limit': ['users', 'apps'],
  'body': ['call'],
  'alg': ['keys'],
  'replace': ['keys'],
};

const AND = new Intl.ListFormat('en');

/** The most users or apps on a page, at Okta. */
const MAX_LIMIT = 200;

/**
 * Reads the command line.
 *
 * @throws ServiceError `ERR_USAGE`
 */
export function readOptions(args: string[]): Options {
  const { values, positionals } = parse(args);
  const [name = 'users', ...operands] = positionals;
  const command = COMMANDS.find((known) => known === name);
  if (!command) throw usageError(`Unknown command "${name.slice(0, 40)}". Expected one of ${COMMANDS.join(', ')}.`);
  for (const [option, commands] of Object.entries(COMMANDS_WITH)) {
    if (values[option as keyof typeof values] && !commands.includes(command)) {
      throw usageError(`--${option} applies to ${AND.format(commands)}, not to ${command}.`);
    }
  }
  if (values['no-proof'] && values.bearer) {
    throw usageError(
      '--no-proof is about a token that is bound to a key. Leave out --bearer, which requests another one.',
    );
  }
  const { limit, body, alg, scope } = values;
  return {
    command,
    operands,
    bearer: values.bearer,
    noProof: values['no-proof'],
    local: values.local,
    trace: values.trace,
    showSecrets: values['show-secrets'],
    json: values.json,
    help: values.help,
    replace: values.replace,
    ...(scope && { scopes: readScopes(scope.join(' ')) }),
    ...(limit !== undefined && { limit: readLimit(limit) }),
    ...(body !== undefined && { body }),
    ...(alg !== undefined && { alg: readAlgorithm(alg) }),
  };
}

export function usageError(message: string): ServiceError {
  return new ServiceError('ERR_USAGE', message, 'npm run service -- --help lists commands and options.');
}

function parse(args: string[]) {
  try {
    return parseArgs({ args, options: OPTIONS, allowPositionals: true });
  } catch (error) {
    // The first sentence names the problem. Node goes on with advice about positional arguments.
    throw usageError((error as Error).message.split(/\. /)[0]!.replace(/\.?$/, '.'));
  }
}

function readScopes(text: string): string[] {
  try {
    return parseScopes(text);
  } catch (error) {
    throw usageError(`--scope: ${(error as Error).message}`);
  }
}

function readLimit(text: string): number {
  const limit = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  if (limit >= 1 && limit <= MAX_LIMIT) return limit;
  throw usageError(
    `--limit is "${text.slice(0, 40)}". Expected a whole number from 1 to ${MAX_LIMIT}, the size of a page.`,
  );
}

function readAlgorithm(text: string): KeyAlgorithm {
  const alg = KEY_ALGORITHMS.find((known) => known === text);
  if (alg) return alg;
  throw usageError(`--alg is "${text.slice(0, 40)}". Expected ${KEY_ALGORITHMS.join(' or ')}.`);
}
