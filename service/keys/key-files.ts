import { generateKeyPair, randomUUID } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { JWK } from 'jose';
import { thumbprint } from '../../dpop/thumbprint.js';
import { configurationError, ServiceError } from '../errors/service-error.js';
import { readSigningKey, type SigningKey } from './signing-key.js';
import { describeFileError } from '../files/file-error.js';

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
  createFolder(folder);
  return { client: await loadKey(keyFile(folder, 'client')), proof: await loadKey(keyFile(folder, 'proof')) };
}

/**
 * Creates both keys.
 *
 * @param replace whether to replace existing keys
 * @throws ServiceError `ERR_USAGE` if a key exists and must not be replaced
 */
export async function generateKeys(folder: string, alg: KeyAlgorithm, replace: boolean): Promise<SigningKeys> {
  createFolder(folder);
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

/** @throws ServiceError `ERR_CONFIGURATION` if the folder does not exist and cannot be created */
function createFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw notWritable(folder, error);
  }
}

/**
 * Creates a key in a temporary file and moves it into place, so that no other process reads half of it. Without
 * `replace`, a key that another process created in the meantime is kept.
 */
async function createKeyFile(path: string, alg: KeyAlgorithm, replace: boolean): Promise<void> {
  const temporary = `${path}.${randomUUID()}`;
  const content = `${JSON.stringify(await generateJwk(alg), undefined, 2)}\n`;
  try {
    writeFileSync(temporary, content, { mode: 0o600, flag: 'wx' });
    if (replace) renameSync(temporary, path);
    else linkSync(temporary, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw notWritable(dirname(path), error);
  } finally {
    rmSync(temporary, { force: true });
  }
}

function notWritable(folder: string, error: unknown): ServiceError {
  return new ServiceError(
    'ERR_CONFIGURATION',
    `The keys cannot be created in ${folder}: ${describeFileError(error)}.`,
    'Set SERVICE_KEYS_DIR to a folder that this user can write, or that contains the keys.',
    { cause: error },
  );
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

function readIfExists(path: string): Uint8Array | undefined {
  try {
    return readFileSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw configurationError(`${path}: ${describeFileError(error)}.`);
  }
}
