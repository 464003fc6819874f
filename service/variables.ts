import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { configurationError } from './service-error.js';

/** The variables of the environment and of a `.env` file. The environment takes precedence. */
export interface Variables {
  /** The trimmed value; undefined if the variable is not set or empty. */
  get(name: string): string | undefined;
  /** The name to show in messages: `OKTA_CLIENT_ID (.env)` for a variable of the file. */
  displayName(name: string): string;
  /** Relative paths start here. */
  folder: string;
}

/**
 * @param folder where `.env` may be
 * @throws ServiceError `ERR_CONFIGURATION` if `.env` exists and cannot be read
 */
export function readVariables(folder: string, environment: NodeJS.ProcessEnv): Variables {
  const file = readEnvFile(join(folder, '.env'));
  return {
    get: (name) => (environment[name] || file[name])?.trim() || undefined,
    displayName: (name) => (!environment[name] && file[name] ? `${name} (.env)` : name),
    folder,
  };
}

function readEnvFile(path: string): NodeJS.Dict<string> {
  try {
    return parseEnv(readFileSync(path, 'utf8'));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return {};
    throw configurationError(`Cannot read ${path}: ${code ?? message}`);
  }
}
