import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { importJWK, importPKCS8, type CryptoKey, type JWK } from 'jose';
import * as oauth from 'openid-client';
import { CliError } from '../cli/cli-error.js';
import { algorithmsOf } from '../dpop/algorithms.js';
import type { Loot } from '../dpop/attacks/loot.js';
import { generateProofKey, type ProofKey } from '../dpop/proof-key.js';
import { publicKeyOf } from '../dpop/thumbprint.js';
import type { Target } from './options.js';
import type { Surroundings } from '../dpop/attacks/run-attacks.js';
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
    const path = resolve(cwd, credentials.key);
    const key = await proofKeyFrom(await read(path, '--key'), '--key', path);
    return { resource, thiefKey, accessToken, key };
  }
  const { issuer, clientId, clientKey, scope } = credentials;
  const privateKey = await clientKeyFrom(resolve(cwd, clientKey));
  const key = await generateProofKey();
  try {
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- only marked so to stand out: the practice org has no TLS
    const options = issuer.protocol === 'http:' ? { execute: [oauth.allowInsecureRequests] } : undefined;
    const authentication = oauth.PrivateKeyJwt(privateKey, {
      // The issuer is what openid-client puts there. Okta takes the token endpoint only (RFC 7523 section 3).
      [oauth.modifyAssertion]: (_, payload) => void (payload['aud'] = config.serverMetadata().token_endpoint),
    });
    const config = await oauth.discovery(issuer, clientId, undefined, authentication, options);
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

/**
 * Reads a private JWK.
 *
 * @param text of the file at `path`, which `option` names
 * @throws CliError unless it is one of RSA or EC
 */
async function proofKeyFrom(text: string, option: string, path: string): Promise<ProofKey> {
  try {
    const secret = JSON.parse(text) as JWK;
    const jwk = publicKeyOf(secret);
    const alg = secret.alg ?? algorithmsOf(jwk)[0];
    if (secret.d === undefined || alg === undefined) throw new Error('no private JWK');
    const privateKey = (await importJWK(secret, alg)) as CryptoKey;
    const publicKey = (await importJWK(jwk, alg)) as CryptoKey;
    return { privateKey, publicKey, jwk, alg };
  } catch (cause) {
    throw new CliError('ERR_KEY', `${option}: expected a private JWK of kty RSA or EC in ${path}.`, { cause });
  }
}

/** @throws CliError unless the file has a private key in PEM (PKCS#8) or as a JWK */
async function clientKeyFrom(path: string): Promise<CryptoKey> {
  const text = (await read(path, '--client-key')).trim();
  if (text.startsWith('{')) return (await proofKeyFrom(text, '--client-key', path)).privateKey;
  for (const alg of ['RS256', 'ES256']) {
    const key = await importPKCS8(text, alg).catch(() => undefined);
    if (key) return key;
  }
  throw new CliError('ERR_KEY', `--client-key: expected a private key in PEM (PKCS#8) or as a JWK in ${path}.`);
}
