import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import type { JWK } from 'jose';
import { configurationError } from '../errors/service-error.js';
import { keyText, privateKeyBlock, type KeyContent } from './key-content.js';

/** A key, and the JWK that it was read from; empty for PEM. */
export interface ParsedKey {
  key: KeyObject;
  source: JWK;
}

/** @throws ServiceError `ERR_CONFIGURATION`; the message contains no part of the key */
export function parsePrivateKey(content: KeyContent, passphrase: string | undefined): ParsedKey {
  const text = keyText(content);
  const jwk = parseJwk(text);
  if (jwk?.kty === 'oct') throw configurationError('Contains a shared secret. Expected a private RSA or EC key.');
  if (jwk && !('d' in jwk)) throw configurationError('Contains a public key. Expected the private key.');
  if (jwk) return { key: convert(() => createPrivateKey({ key: jwk, format: 'jwk' })), source: jwk };
  const pem = privateKeyBlock(text);
  if (!pem.includes('ENCRYPTED')) return { key: convert(() => createPrivateKey(pem)), source: {} };
  if (passphrase === undefined) {
    throw configurationError('The private key is protected by a passphrase, which is missing.');
  }
  const problem = 'The private key cannot be decrypted. Is the passphrase right?';
  return { key: convert(() => createPrivateKey({ key: pem, passphrase }), problem), source: {} };
}

/** @throws ServiceError `ERR_CONFIGURATION` */
export function parsePublicKey(content: KeyContent): KeyObject {
  const text = keyText(content);
  const jwk = parseJwk(text);
  if (jwk && 'd' in jwk) throw configurationError('Contains a private key. Expected the public key only.');
  const problem = 'Contains no readable public key. Expected a JWK or PEM.';
  return convert(() => createPublicKey(jwk ? { key: jwk, format: 'jwk' } : text), problem);
}

/** The message of OpenSSL is of no help, and could contain a part of the key. */
function convert(
  create: () => KeyObject,
  problem = 'Contains no readable private key. Expected a complete PEM (PKCS#8, PKCS#1) or JWK.',
): KeyObject {
  try {
    return create();
  } catch {
    throw configurationError(problem);
  }
}

/** Parses a JWK, or the only key of a JWK Set; undefined if the text is not a JSON object. */
function parseJwk(text: string): JWK | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
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
