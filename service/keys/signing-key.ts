import { createPublicKey, type KeyObject } from 'node:crypto';
import { importJWK, type CryptoKey, type JWK } from 'jose';
import { publicKeyOf, thumbprint } from '../../dpop/thumbprint.js';
import { configurationError } from '../errors/service-error.js';
import type { KeyContent } from './key-content.js';
import { parsePrivateKey, parsePublicKey } from './parse-key.js';

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
  kid?: string | undefined;
}

/**
 * Reads a private key.
 *
 * @param content PEM (PKCS#8, PKCS#1 or SEC1), a JWK, or a JWK Set with one key; also in base64, in UTF-16, and PEM in one line
 * @param passphrase of an encrypted PEM
 * @throws ServiceError `ERR_CONFIGURATION`; the message contains no part of the key
 */
export async function readSigningKey(content: KeyContent, passphrase?: string): Promise<SigningKey> {
  const { key, source } = parsePrivateKey(content, passphrase);
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
 * @param content PEM or a JWK
 * @throws ServiceError `ERR_CONFIGURATION`
 */
export async function readThumbprint(content: KeyContent): Promise<string> {
  return thumbprint(parsePublicKey(content).export({ format: 'jwk' }));
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
    throw configurationError(
      `Unsupported key type (${type}). Okta accepts RSA keys, and EC keys on P-256, P-384 or P-521.`,
    );
  }
  if (alg !== undefined && alg !== expected) {
    throw configurationError(`The "alg" of a key on this curve must be ${expected}.`);
  }
  return expected;
}
