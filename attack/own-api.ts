import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { importJWK, importPKCS8, SignJWT, type CryptoKey, type JWK } from 'jose';
import * as oauth from 'openid-client';
import { CliError } from '../cli/cli-error.js';
import { algorithmsOf } from '../dpop/algorithms.js';
import type { Loot } from '../dpop/attacks/loot.js';
import { generateProofKey, type ProofKey } from '../dpop/proof-key.js';
import { publicKeyOf } from '../dpop/thumbprint.js';
import type { Client, Target } from './options.js';
import type { Surroundings } from '../dpop/attacks/run-attacks.js';
import { send } from './send.js';

/**
 * The user's own server as a target: at most so many requests a second.
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
 * What is attacked with: a token for an API with its key, as given in files or by client credentials; or what makes requests
 * of a token endpoint.
 *
 * @throws CliError when a file cannot be read, or the authorization server refuses
 */
export async function lootOf(target: Target, cwd: string): Promise<Loot> {
  const thiefKey = await generateProofKey('ES256', { extractable: true });
  if ('tokenEndpoint' in target) {
    const { tokenEndpoint, client } = target;
    const grant = await grantOf(client, tokenEndpoint, cwd);
    return { resource: tokenEndpoint, thiefKey, key: await generateProofKey(), accessToken: '', grant };
  }
  const { resource, credentials } = target;
  if (credentials.from === 'files') {
    const accessToken = (await read(resolve(cwd, credentials.token), '--token')).trim();
    const path = resolve(cwd, credentials.key);
    const key = await proofKeyFrom(await read(path, '--key'), '--key', path);
    return { resource, thiefKey, accessToken, key };
  }
  const { issuer, clientId, clientKey, scope } = credentials;
  const { privateKey, kid } = await clientKeyFrom(resolve(cwd, clientKey));
  const key = await generateProofKey();
  try {
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- only marked so to stand out: the practice org has no TLS
    const options = issuer.protocol === 'http:' ? { execute: [oauth.allowInsecureRequests] } : undefined;
    const signer = { key: privateKey, ...(kid !== undefined && { kid }) };
    const authentication = oauth.PrivateKeyJwt(signer, {
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

/** Makes forms of client credentials requests, each with an assertion of its own (RFC 7523 section 2.2). */
async function grantOf(
  { clientId, clientKey, scope }: Client,
  { href }: URL,
  cwd: string,
): Promise<() => Promise<string>> {
  const { privateKey, alg, kid } = await clientKeyFrom(resolve(cwd, clientKey));
  return async () => {
    const assertion = await new SignJWT({ jti: crypto.randomUUID() })
      .setProtectedHeader({ alg, ...(kid !== undefined && { kid }) })
      .setIssuer(clientId)
      .setSubject(clientId)
      .setAudience(href)
      .setIssuedAt()
      .setExpirationTime('5m')
      .sign(privateKey);
    return new URLSearchParams({
      grant_type: 'client_credentials',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: assertion,
      ...(scope !== undefined && { scope }),
    }).toString();
  };
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
async function clientKeyFrom(path: string): Promise<{ privateKey: CryptoKey; alg: string; kid?: string }> {
  const text = (await read(path, '--client-key')).trim();
  if (text.startsWith('{')) {
    const { privateKey, alg } = await proofKeyFrom(text, '--client-key', path);
    const { kid } = JSON.parse(text) as JWK;
    return { privateKey, alg, ...(kid !== undefined && { kid }) };
  }
  for (const alg of ['RS256', 'ES256']) {
    const privateKey = await importPKCS8(text, alg).catch(() => undefined);
    if (privateKey) return { privateKey, alg };
  }
  throw new CliError('ERR_KEY', `--client-key: expected a private key in PEM (PKCS#8) or as a JWK in ${path}.`);
}
