import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { importJWK, type JWK } from 'jose';
import { publicKeyOf, thumbprint } from '../../dpop/thumbprint.js';
import { configurationError, ServiceError } from '../errors/service-error.js';
import { withoutByteOrderMark } from '../files/text-file.js';

/** The smallest RSA key in bits (RFC 7518 section 3.3). */
const MIN_RSA_BITS = 2048;

/** The algorithm of each curve (RFC 7518 section 3.4), by Node's name of the curve. */
const CURVES: Record<string, string> = { prime256v1: 'ES256', secp384r1: 'ES384', secp521r1: 'ES512' };

/** A key pair that signs client assertions or proofs. The private key is not extractable. */
export interface SigningKey {
  privateKey: CryptoKey;
  publicKey: CryptoKey;
  /** RS256 to RS512 or ES256 to ES512. */
  alg: string;
  /** The public key. */
  jwk: JWK;
  /** The thumbprint of the public key (RFC 7638): for a proof key, the token's `cnf.jkt`. */
  jkt: string;
  /** The key ID in the header of an assertion. Optional if the app has only one key. */
  kid?: string;
}

/**
 * Reads a private key.
 *
 * @param text PEM (PKCS#8, PKCS#1 or SEC1), a JWK, or a JWK Set with one key
 * @throws ServiceError `ERR_CONFIGURATION`; the message contains no part of the key
 */
export async function readSigningKey(text: string): Promise<SigningKey> {
  const { key, jwk: source } = parsePrivateKey(text);
  const alg = algorithmOf(key, source);
  const jwk = createPublicKey(key).export({ format: 'jwk' }) as JWK;
  const kid = typeof source.kid === 'string' && source.kid !== '' ? source.kid : undefined;
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
  try {
    const jwk = parseJwk(text);
    if (jwk && 'd' in jwk) throw configurationError('Contains a private key. Expected the public key only.');
    const key = jwk ? createPublicKey({ key: jwk, format: 'jwk' }) : createPublicKey(text);
    return await thumbprint(key.export({ format: 'jwk' }));
  } catch (error) {
    if (error instanceof ServiceError) throw error;
    throw configurationError('Contains no readable public key. Expected a JWK or PEM.');
  }
}

function parsePrivateKey(text: string): { key: KeyObject; jwk: JWK } {
  if (text.trim() === '') throw configurationError('Empty. Expected a private key as PEM or JWK.');
  const jwk = parseJwk(text);
  if (jwk?.kty === 'oct') throw configurationError('Contains a shared secret. Expected a private RSA or EC key.');
  if ((jwk && !('d' in jwk)) || /-----BEGIN (RSA |EC )?PUBLIC KEY-----/.test(text)) {
    throw configurationError('Contains a public key. Expected the private key.');
  }
  if (text.includes('-----BEGIN CERTIFICATE-----')) {
    throw configurationError('Contains a certificate. Expected a private key.');
  }
  if (text.includes('ENCRYPTED')) {
    throw configurationError('The private key is protected by a passphrase. Expected a key without one.');
  }
  try {
    return { key: jwk ? createPrivateKey({ key: jwk, format: 'jwk' }) : createPrivateKey(text), jwk: jwk ?? {} };
  } catch {
    // The message of OpenSSL is of no help, and could contain a part of the key.
    throw configurationError('Contains no readable private key. Expected a complete PEM (PKCS#8, PKCS#1) or JWK.');
  }
}

/** Parses a JWK, or the only key of a JWK Set; undefined if the text is not a JSON object. */
function parseJwk(text: string): JWK | undefined {
  let value: unknown;
  try {
    value = JSON.parse(withoutByteOrderMark(text));
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const { keys } = value as { keys?: unknown };
  if (!Array.isArray(keys)) return value;
  if (keys.length !== 1) throw configurationError(`Contains a JWK Set with ${keys.length} keys. Expected one key.`);
  const [only] = keys as unknown[];
  return typeof only === 'object' && only !== null ? only : undefined;
}

function algorithmOf(key: KeyObject, { alg }: JWK): string {
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = key;
  if (type === 'rsa') {
    const bits = details?.modulusLength ?? 0;
    if (bits < MIN_RSA_BITS) {
      throw configurationError(`The RSA key has ${bits} bits. Expected at least ${MIN_RSA_BITS}.`);
    }
    if (alg !== undefined && !/^RS(256|384|512)$/.test(alg)) {
      throw configurationError('The "alg" of an RSA key must be RS256, RS384 or RS512.');
    }
    return alg ?? 'RS256';
  }
  const expected = type === 'ec' ? CURVES[details?.namedCurve ?? ''] : undefined;
  if (!expected) {
    throw configurationError('Unsupported key type. Okta accepts RSA keys, and EC keys on P-256, P-384 or P-521.');
  }
  if (alg !== undefined && alg !== expected) {
    throw configurationError(`The "alg" of a key on this curve must be ${expected}.`);
  }
  return expected;
}
