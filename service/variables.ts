import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { readTextFile } from './text-file.js';

/** The variables of the environment and of a `.env` file. The environment takes precedence. */
export interface Variables {
  /** The trimmed value; undefined if the variable is not set or empty. */
  get(name: string): string | undefined;
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
  const file = readEnvFile(resolve(folder, '.env'));
  return {
    get: (name) => (environment[name] || file[name])?.trim() || undefined,
    displayName: (name) => (!environment[name] && file[name] ? `${name} (.env)` : name),
    path: (text) => resolve(folder, text),
  };
}

function readEnvFile(path: string): NodeJS.Dict<string> {
  return existsSync(path) ? parseEnv(readTextFile(path)) : {};
}
