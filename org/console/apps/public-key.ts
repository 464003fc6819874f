import type { JWK } from 'jose';
import { algorithmsOf, CURVE_ALGORITHMS } from '../../../dpop/algorithms.js';
import { RSA_BITS, rsaBits } from '../../../dpop/rsa-key.js';
import { publicKeyOf } from '../../../dpop/thumbprint.js';
import { PublicKeyError, readPublicKey, type PublicKey, type PublicKeyProblem } from '../../model/public-key.js';

/** Thrown by {@link readEnteredKey}. The message says what is wrong and what to do. */
export class EnteredKeyError extends Error {
  override readonly name = 'EnteredKeyError';

  /** @param publicHalf what may be shown of a key whose private half was entered */
  constructor(
    message: string,
    readonly publicHalf?: string,
  ) {
    super(message);
  }
}

/**
 * Reads a public key that a user entered.
 *
 * @param text a JWK in JSON (RFC 7517 section 4)
 * @throws EnteredKeyError when this is not a public key that verifies signatures. It never repeats a private key.
 */
export async function readEnteredKey(text: string): Promise<PublicKey> {
  const jwk = parseJwk(text);
  try {
    return await readPublicKey(jwk);
  } catch (error) {
    if (error instanceof PublicKeyError) throw explain(error.problem, jwk);
    throw error;
  }
}

function explain(problem: PublicKeyProblem, jwk: JWK): EnteredKeyError {
  if (problem !== 'private') return new EnteredKeyError(EXPLANATIONS[problem](jwk));
  if (jwk.kty !== 'RSA' && jwk.kty !== 'EC') {
    return new EnteredKeyError('This is a secret key. Enter a public key with the “kty” RSA or EC.', '');
  }
  return new EnteredKeyError(
    'This is a private key. It belongs to the service alone: the org takes the public half, which now stands below. Check it, and add it.',
    JSON.stringify({ ...publicKeyOf(jwk), ...named(jwk) }, undefined, 2),
  );
}

const wrongSize = (jwk: JWK): string =>
  rsaBits(jwk) === 0
    ? 'The key’s “n” is missing or cannot be read. Copy the key once more, as a whole.'
    : `An RSA key must have from ${RSA_BITS.min} to ${RSA_BITS.max} bits; this one has ${rsaBits(jwk)}.`;

/** What is wrong with a key, for the user who entered it. */
const EXPLANATIONS: Record<Exclude<PublicKeyProblem, 'private'>, (jwk: JWK) => string> = {
  'no-object': () => ONE_JWK,
  'kty': () => 'Enter a key whose “kty” is RSA or EC.',
  'use': () => 'The key’s “use” must be “sig”, or be left out.',
  'rsa-too-short': wrongSize,
  'rsa-too-long': wrongSize,
  'rsa-modulus': () => NO_VALID_KEY,
  'rsa-exponent': () => 'The key’s “e” must be odd and greater than 1. Usually it is “AQAB”.',
  'crv': () => `The key’s “crv” must be one of ${[...CURVE_ALGORITHMS.keys()].join(', ')}.`,
  'alg': (jwk) => `The key’s “alg” must be one of ${algorithmsOf(jwk).join(', ')}, or be left out.`,
  'members': () => NO_VALID_KEY,
  'kid': () => 'The key’s “kid” must be a text of 1 to 200 characters.',
};

const NO_VALID_KEY = 'The members of this key make no valid key. Copy it once more, as a whole.';

const ONE_JWK = 'Enter one JWK: a JSON object, such as {"kty":"RSA","n":"…","e":"AQAB"}.';

/** Type and size of a key, for people. */
export function keyType(jwk: JWK): string {
  if (jwk.kty === 'EC') return `EC, ${String(jwk.crv)}`;
  return `RSA, ${rsaBits(jwk)} bits`;
}

function parseJwk(text: string): JWK {
  if (text.trim() === '') throw new EnteredKeyError('Enter a public key as a JWK, which begins with a brace.');
  if (text.includes('-----BEGIN')) {
    // It may be a private key, so nothing of it is shown again.
    throw new EnteredKeyError('This is PEM. Enter the public key as a JWK, which begins with a brace.', '');
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new EnteredKeyError('This is not JSON. Enter a JWK, such as {"kty":"RSA","n":"…","e":"AQAB"}.');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new EnteredKeyError(ONE_JWK);
  }
  if ('keys' in value) throw new EnteredKeyError('This is a JWK Set. Enter one of the keys in its “keys” member.');
  return value;
}

function named({ kid, use, alg }: JWK): JWK {
  return { ...(kid !== undefined && { kid }), ...(use !== undefined && { use }), ...(alg !== undefined && { alg }) };
}
