import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { importJWK, type JWK } from 'jose';
import { publicKeyOf, thumbprint } from '../dpop/thumbprint.js';
import { ServiceError } from './service-error.js';

/** The fewest bits of an RSA key (RFC 7518 section 3.3). */
const MIN_RSA_BITS = 2048;

/** The algorithm for each curve (RFC 7518 section 3.4), by Node's name of the curve. */
const CURVES: Record<string, string> = { prime256v1: 'ES256', secp384r1: 'ES384', secp521r1: 'ES512' };

/** A key pair that signs, client assertions or proofs. The private half cannot be read out of it. */
export interface SigningKey {
  privateKey: CryptoKey;
  publicKey: CryptoKey;
  /** RS256 to RS512 or ES256 to ES512. */
  alg: string;
  /** The public half. */
  jwk: JWK;
  /** Thumbprint of the public half (RFC 7638): for a proof key, the token's `cnf.jkt`. */
  jkt: string;
  /** Names the key to the org, in the header of an assertion. A client with one key needs none. */
  kid?: string;
}

/**
 * Reads a private key.
 *
 * @param text PEM (PKCS#8, PKCS#1 or SEC1) or a JWK; of a JWK Set, its only key
 * @throws ServiceError `ERR_CONFIGURATION` with a sentence on what is wrong; it never repeats anything of the key
 */
export async function readSigningKey(text: string): Promise<SigningKey> {
  const { key, jwk: named } = parse(text);
  const alg = algorithmOf(key, named);
  const jwk = createPublicKey(key).export({ format: 'jwk' }) as JWK;
  const kid = typeof named.kid === 'string' && named.kid !== '' ? named.kid : undefined;
  return {
    privateKey: (await importJWK(key.export({ format: 'jwk' }) as JWK, alg)) as CryptoKey,
    publicKey: (await importJWK(jwk, alg, { extractable: true })) as CryptoKey,
    alg,
    jwk: publicKeyOf(jwk),
    jkt: await thumbprint(jwk),
    ...(kid !== undefined && { kid }),
  };
}

/**
 * The thumbprint of a public key.
 *
 * @param text PEM or a JWK
 * @throws ServiceError `ERR_CONFIGURATION`
 */
export async function readThumbprint(text: string): Promise<string> {
  const wrong = new ServiceError('ERR_CONFIGURATION', 'It holds no public key. Expected a JWK or PEM.');
  try {
    const json = readJson(text);
    if (json && 'd' in json)
      throw new ServiceError('ERR_CONFIGURATION', 'It holds a private key. Expected the public half alone.');
    const key = json ? createPublicKey({ key: json, format: 'jwk' }) : createPublicKey(text);
    return await thumbprint(key.export({ format: 'jwk' }));
  } catch (error) {
    throw error instanceof ServiceError ? error : wrong;
  }
}

function parse(text: string): { key: KeyObject; jwk: JWK } {
  const wrong = (problem: string): ServiceError => new ServiceError('ERR_CONFIGURATION', problem);
  if (text.trim() === '') throw wrong('It is empty. Expected a private key: PEM or a JWK.');
  const jwk = readJson(text);
  if (jwk?.kty === 'oct') throw wrong('It holds a shared secret. Expected a private key, RSA or EC.');
  if (jwk && !('d' in jwk)) throw wrong('It holds a public key. Expected the private one.');
  if (/-----BEGIN (RSA |EC )?PUBLIC KEY-----/.test(text))
    throw wrong('It holds a public key. Expected the private one.');
  if (text.includes('-----BEGIN CERTIFICATE-----')) throw wrong('It holds a certificate. Expected a private key.');
  if (text.includes('ENCRYPTED')) throw wrong('The key is protected by a passphrase. Expected one without.');
  try {
    return { key: jwk ? createPrivateKey({ key: jwk, format: 'jwk' }) : createPrivateKey(text), jwk: jwk ?? {} };
  } catch {
    // What OpenSSL says of it helps nobody, and a part of the key might stand in it.
    throw wrong('It holds no private key that can be read. Expected PEM (PKCS#8, PKCS#1) or a JWK, as a whole.');
  }
}

/** The JWK in a text; undefined when it is no JSON object. */
function readJson(text: string): JWK | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const { keys } = value as { keys?: unknown };
  if (!Array.isArray(keys)) return value;
  if (keys.length !== 1)
    throw new ServiceError('ERR_CONFIGURATION', `It is a JWK Set of ${keys.length} keys. Expected one.`);
  return keys[0] as JWK;
}

function algorithmOf(key: KeyObject, { alg }: JWK): string {
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = key;
  const wrong = (problem: string): ServiceError => new ServiceError('ERR_CONFIGURATION', problem);
  if (type === 'rsa') {
    const bits = details?.modulusLength ?? 0;
    if (bits < MIN_RSA_BITS) throw wrong(`The RSA key has ${bits} bits. Expected at least ${MIN_RSA_BITS}.`);
    if (alg !== undefined && !/^RS(256|384|512)$/.test(alg))
      throw wrong('The "alg" of the key must be RS256, RS384 or RS512.');
    return alg ?? 'RS256';
  }
  const expected = type === 'ec' ? CURVES[details?.namedCurve ?? ''] : undefined;
  if (!expected) throw wrong('Okta takes RSA keys, and EC keys on P-256, P-384 or P-521. This one is of another kind.');
  if (alg !== undefined && alg !== expected)
    throw wrong(`The "alg" of the key must be ${expected}, which its curve is for.`);
  return expected;
}
