import { generateKeyPair, randomUUID } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { JWK } from 'jose';
import { thumbprint } from '../dpop/thumbprint.js';
import { ServiceError } from './service-error.js';
import { readSigningKey, type SigningKey } from './signing-key.js';

/** The key files that this service makes for itself: private JWKs. */
export const OWN_KEY_FILES = { client: 'client-key.json', proof: 'proof-key.json' } as const;

export const KEY_ALGORITHMS = ['ES256', 'RS256'] as const;
export type KeyAlgorithm = (typeof KEY_ALGORITHMS)[number];

export interface KeyPairs {
  client: SigningKey;
  proof: SigningKey;
}

/** The keys of a folder; makes those that are not there, readable by their owner alone. */
export async function ownKeys(folder: string, alg: KeyAlgorithm = 'ES256'): Promise<KeyPairs> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return {
    client: await ownKey(join(folder, OWN_KEY_FILES.client), alg),
    proof: await ownKey(join(folder, OWN_KEY_FILES.proof), alg),
  };
}

/**
 * Makes both keys.
 *
 * @param replace whether those that are there go
 * @throws ServiceError `ERR_USAGE` when there are some and they should stay
 */
export async function generateKeys(folder: string, alg: KeyAlgorithm, replace: boolean): Promise<KeyPairs> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const paths = Object.values(OWN_KEY_FILES).map((name) => join(folder, name));
  if (!replace) {
    const there = paths.find((path) => read(path) !== undefined);
    if (there)
      throw new ServiceError(
        'ERR_USAGE',
        `There is a key in ${there} already. Nothing was changed.`,
        'With --replace both keys are made anew; the org has to be given the new one then.',
      );
  }
  for (const path of paths) await makeKey(path, alg, replace);
  return ownKeys(folder, alg);
}

async function ownKey(path: string, alg: KeyAlgorithm): Promise<SigningKey> {
  if (read(path) === undefined) await makeKey(path, alg, false);
  try {
    return await readSigningKey(read(path) ?? '');
  } catch (error) {
    throw new ServiceError(
      'ERR_CONFIGURATION',
      `${path}: ${(error as Error).message}`,
      'npm run service -- keys generate --replace',
      { cause: error },
    );
  }
}

/** Writes a new key as a whole, so that nobody reads half of it; whoever comes second takes the first one's. */
async function makeKey(path: string, alg: KeyAlgorithm, replace: boolean): Promise<void> {
  const draft = `${path}.${randomUUID()}`;
  writeFileSync(draft, `${JSON.stringify(await newKey(alg), undefined, 2)}\n`, { mode: 0o600, flag: 'wx' });
  try {
    if (replace) renameSync(draft, path);
    else linkSync(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

/** A private JWK whose `kid` is its thumbprint. */
async function newKey(alg: KeyAlgorithm): Promise<JWK> {
  const { privateKey } =
    alg === 'RS256'
      ? await promisify(generateKeyPair)('rsa', { modulusLength: 2048 })
      : await promisify(generateKeyPair)('ec', { namedCurve: 'P-256' });
  const jwk = privateKey.export({ format: 'jwk' }) as JWK;
  return { kid: await thumbprint(jwk), use: 'sig', alg, ...jwk };
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
