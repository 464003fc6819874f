import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { importJWK, importPKCS8, type CryptoKey, type JWK } from 'jose';
import * as oauth from 'openid-client';
import { CliError } from '../cli/cli-error.js';
import type { Loot } from '../dpop/attacks/loot.js';
import { generateProofKey, type ProofKey } from '../dpop/proof-key.js';
import type { Target } from './options.js';
import type { Surroundings } from './run-attacks.js';
import { send } from './send.js';

/**
 * The user's own API as a target: at most so many requests a second.
 *
 * @param rate requests a second; undefined: as many as there are
 */
export function ownApi({ rate }: Target, signal: AbortSignal): Surroundings {
  let next = 0;
  return {
    send: async (request) => {
      if (rate !== undefined) {
        const now = performance.now();
        const wait = next - now;
        next = Math.max(now, next) + 1000 / rate;
        if (wait > 0) await sleep(wait, undefined, { signal });
      }
      return send(request, signal);
    },
  };
}

/**
 * The token for the API with its key: as given in files, or by client credentials.
 *
 * @throws CliError when a file cannot be read, or the authorization server refuses
 */
export async function lootOf({ resource, credentials }: Target, cwd: string): Promise<Loot> {
  const thiefKey = await generateProofKey('ES256', { extractable: true });
  if (credentials.from === 'files') {
    const accessToken = (await read(resolve(cwd, credentials.token), '--token')).trim();
    return { resource, thiefKey, accessToken, key: await proofKeyFrom(resolve(cwd, credentials.key)) };
  }
  const { issuer, clientId, clientKey, scope } = credentials;
  const privateKey = await privateKeyFrom(resolve(cwd, clientKey));
  const key = await generateProofKey();
  try {
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- only marked so to stand out: the practice org has no TLS
    const options = issuer.protocol === 'http:' ? { execute: [oauth.allowInsecureRequests] } : undefined;
    const config = await oauth.discovery(issuer, clientId, undefined, oauth.PrivateKeyJwt(privateKey), options);
    const parameters = scope === undefined ? undefined : { scope };
    const tokens = await oauth.clientCredentialsGrant(config, parameters, { DPoP: oauth.getDPoPHandle(config, key) });
    return { resource, thiefKey, accessToken: tokens.access_token, key };
  } catch (cause) {
    const { message, error_description: description } = cause as { message: string; error_description?: string };
    throw new CliError('ERR_TOKEN', `${issuer.origin} issued no access token: ${description ?? message}`, { cause });
  }
}

async function read(path: string, option: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    const { code = 'unknown' } = cause as NodeJS.ErrnoException;
    throw new CliError('ERR_FILE', `${option}: the file ${path} cannot be read (${code}).`, { cause });
  }
}

/** @throws CliError unless the file has a private JWK of RSA or EC */
async function proofKeyFrom(path: string): Promise<ProofKey> {
  const text = await read(path, '--key');
  try {
    const { kty, n, e, crv, x, y, ...secret } = JSON.parse(text) as JWK;
    const jwk: JWK = kty === 'RSA' ? { kty, n, e } : { kty, crv, x, y };
    const alg = secret.alg ?? (kty === 'RSA' ? 'RS256' : EC_ALGORITHMS[crv ?? '']);
    if (secret.d === undefined || alg === undefined) throw new Error('no private JWK');
    const privateKey = (await importJWK(JSON.parse(text) as JWK, alg)) as CryptoKey;
    const publicKey = (await importJWK(jwk, alg)) as CryptoKey;
    return { privateKey, publicKey, jwk, alg };
  } catch (cause) {
    throw new CliError('ERR_KEY', `--key: expected a private JWK of kty RSA or EC in ${path}.`, { cause });
  }
}

const EC_ALGORITHMS: Record<string, string> = { 'P-256': 'ES256', 'P-384': 'ES384', 'P-521': 'ES512' };

/** @throws CliError unless the file has a private key in PEM (PKCS#8) or as a JWK */
async function privateKeyFrom(path: string): Promise<CryptoKey> {
  const text = (await read(path, '--client-key')).trim();
  if (text.startsWith('{')) return (await proofKeyFrom(path)).privateKey;
  for (const alg of ['RS256', 'ES256']) {
    const key = await importPKCS8(text, alg).catch(() => undefined);
    if (key) return key;
  }
  throw new CliError('ERR_KEY', `--client-key: expected a private key in PEM (PKCS#8) or as a JWK in ${path}.`);
}
