import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { ServiceError } from './service-error.js';

/** Variables of the environment, and of a `.env` file for those that the environment does not have. */
export interface Variables {
  /** Undefined when it is empty, too. */
  get(name: string): string | undefined;
  /** Such as `OKTA_CLIENT_ID (.env)`. */
  shown(name: string): string;
  /** Relative paths are meant from here. */
  folder: string;
}

/**
 * @param folder where `.env` may be
 * @throws ServiceError `ERR_CONFIGURATION` when it is there and cannot be read
 */
export function readVariables(folder: string, environment: NodeJS.ProcessEnv): Variables {
  const file = readEnvFile(join(folder, '.env'));
  const get = (name: string): string | undefined => (environment[name] || file[name])?.trim() || undefined;
  return {
    get,
    shown: (name) => (!environment[name] && file[name] ? `${name} (.env)` : name),
    folder,
  };
}

function readEnvFile(path: string): NodeJS.Dict<string> {
  try {
    return parseEnv(readFileSync(path, 'utf8'));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return {};
    throw new ServiceError('ERR_CONFIGURATION', `.env cannot be read: ${code ?? 'it is no text'}.`);
  }
}
