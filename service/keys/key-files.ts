import { generateKeyPair, randomUUID } from 'node:crypto';
import {
  accessSync,
  constants,
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { JWK } from 'jose';
import { thumbprint } from '../../dpop/thumbprint.js';
import { ServiceError } from '../errors/service-error.js';
import { readSigningKey, type SigningKey } from './signing-key.js';
import { decodeText } from '../files/text-file.js';

export const KEY_ALGORITHMS = ['ES256', 'RS256'] as const;
export type KeyAlgorithm = (typeof KEY_ALGORITHMS)[number];

/** What each key is for. */
export type KeyUse = 'client' | 'proof';

export type SigningKeys = Record<KeyUse, SigningKey>;

/** The path of a key that the service creates: a private JWK. */
export function keyFile(folder: string, use: KeyUse): string {
  return join(folder, `${use}-key.json`);
}

/** Reads the keys in a folder. Creates those that do not exist, readable by their owner only. */
export async function loadKeys(folder: string): Promise<SigningKeys> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return { client: await loadKey(keyFile(folder, 'client')), proof: await loadKey(keyFile(folder, 'proof')) };
}

/** A key file that other users of this machine have access to. */
export interface ExposedKeyFile {
  /** Such as `other users can read keys/client.pem (mode 644)`. */
  problem: string;
  remedy: string;
  /** Whether the user of this program can change it. A secret store sets the mode of its files itself. */
  isChangeable: boolean;
}

/** Looks at the mode of a key file. Returns undefined if only its owner has access; Windows has no such modes. */
export function exposedKeyFile(path: string): ExposedKeyFile | undefined {
  const { mode, uid } = statSync(path);
  if (process.platform === 'win32' || (mode & 0o077) === 0) return undefined;
  const isChangeable = uid === process.getuid?.() && (mode & 0o200) !== 0 && isWritable(path);
  return {
    problem: `${mode & 0o007 ? 'other users' : 'users of its group'} can read ${path} (mode ${(mode & 0o777).toString(8)})`,
    remedy: isChangeable
      ? `chmod 600 ${path}`
      : mode & 0o007
        ? 'If a secret store provides the file, set the mode 0400 or 0440 there.'
        : 'If a secret store provides the file to a group for this program only, nothing needs to be done.',
    isChangeable,
  };
}

/** Not if it is on a file system that is read-only, as those of secret stores often are. */
function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * Creates both keys.
 *
 * @param replace whether to replace existing keys
 * @throws ServiceError `ERR_USAGE` if a key exists and must not be replaced
 */
export async function generateKeys(folder: string, alg: KeyAlgorithm, replace: boolean): Promise<SigningKeys> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const paths = [keyFile(folder, 'client'), keyFile(folder, 'proof')];
  const existing = replace ? undefined : paths.find((path) => readIfExists(path) !== undefined);
  if (existing !== undefined) {
    throw new ServiceError(
      'ERR_USAGE',
      `${existing} already contains a key. Nothing was changed.`,
      'Use --replace to create both keys again, then register the new client key with the org.',
    );
  }
  for (const path of paths) await createKeyFile(path, alg, replace);
  return loadKeys(folder);
}

async function loadKey(path: string): Promise<SigningKey> {
  if (readIfExists(path) === undefined) await createKeyFile(path, 'ES256', false);
  try {
    return await readSigningKey(readIfExists(path) ?? '');
  } catch (error) {
    throw new ServiceError(
      'ERR_CONFIGURATION',
      `${path}: ${(error as Error).message}`,
      'Create new keys: npm run service -- keys generate --replace',
      { cause: error },
    );
  }
}

/**
 * Creates a key in a temporary file and moves it into place, so that no other process reads half of it. Without
 * `replace`, a key that another process created in the meantime is kept.
 */
async function createKeyFile(path: string, alg: KeyAlgorithm, replace: boolean): Promise<void> {
  const temporary = `${path}.${randomUUID()}`;
  writeFileSync(temporary, `${JSON.stringify(await generateJwk(alg), undefined, 2)}\n`, { mode: 0o600, flag: 'wx' });
  try {
    if (replace) renameSync(temporary, path);
    else linkSync(temporary, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(temporary, { force: true });
  }
}

/** A private JWK whose `kid` is its thumbprint. */
async function generateJwk(alg: KeyAlgorithm): Promise<JWK> {
  const { privateKey } =
    alg === 'RS256'
      ? await promisify(generateKeyPair)('rsa', { modulusLength: 2048 })
      : await promisify(generateKeyPair)('ec', { namedCurve: 'P-256' });
  const jwk = privateKey.export({ format: 'jwk' }) as JWK;
  return { kid: await thumbprint(jwk), use: 'sig', alg, ...jwk };
}

function readIfExists(path: string): string | undefined {
  try {
    return decodeText(readFileSync(path));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
