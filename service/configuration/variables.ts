import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { configurationError } from '../errors/service-error.js';

/** The variables of the environment and of a `.env` file. The environment takes precedence. */
export interface Variables {
  /** The trimmed value; undefined if the variable is not set or empty. */
  get(name: string): string | undefined;
  /** The names of all variables, also of empty ones. */
  names: ReadonlySet<string>;
  /** The names of the variables in `.env`; undefined if there is no such file. */
  fileNames: ReadonlySet<string> | undefined;
  /** The name to show in messages: `OKTA_CLIENT_ID (.env)` for a variable of the file. */
  displayName(name: string): string;
  /** The absolute path for one in a variable or on the command line. Relative paths start at the current folder. */
  path(text: string): string;
}

/**
 * @param folder the current folder, where `.env` may be
 * @throws ServiceError `ERR_CONFIGURATION` if `.env` exists and cannot be read
 */
export function readVariables(folder: string, environment: NodeJS.ProcessEnv): Variables {
  const path = resolve(folder, '.env');
  const file = existsSync(path) ? readEnvFile(path) : undefined;
  const valueInFile = (name: string): string | undefined => file?.[name];
  return {
    get: (name) => (environment[name] || valueInFile(name))?.trim() || undefined,
    names: new Set([...Object.keys(environment), ...Object.keys(file ?? {})]),
    fileNames: file && new Set(Object.keys(file)),
    displayName: (name) => (!environment[name] && valueInFile(name) !== undefined ? `${name} (.env)` : name),
    path: (text) => resolve(folder, text),
  };
}

function readEnvFile(path: string): NodeJS.Dict<string> {
  const text = readUtf8(path);
  const [, yaml] = /^\s*(?:export\s+)?(OKTA_\w+)\s*:/im.exec(text) ?? [];
  if (yaml !== undefined)
    throw configurationError(`${path}: ${yaml} is followed by ":". Expected lines such as ${yaml}=…`);
  // Between double quotes, parseEnv reads \n as a line break. In a path of Windows it is the name of a folder.
  return parseEnv(text.replaceAll(/^(\s*(?:export\s+)?\w+\s*=\s*)"([a-z]:\\[^"'\n]*)"/gim, "$1'$2'"));
}

/** Other programs that read `.env` expect UTF-8 as well. */
function readUtf8(path: string): string {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    throw configurationError(`Cannot read ${path}: ${(error as NodeJS.ErrnoException).code}`);
  }
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    // UTF-16 without a byte order mark is valid UTF-8, with a zero byte in each letter.
    if (!text.includes('\0')) return text;
  } catch {
    // Not UTF-8
  }
  throw configurationError(
    `${path}: Not encoded in UTF-8. PowerShell writes UTF-16 with ">": save the file as UTF-8, or use Set-Content -Encoding utf8.`,
  );
}
