import { importJWK, type JWK } from 'jose';
import { PROOF_ALGORITHMS } from '../../../dpop/algorithms.js';
import { hasPrivateMember, publicKeyOf, thumbprint } from '../../../dpop/thumbprint.js';
import { CURVE_ALGORITHMS, MIN_RSA_BITS, rsaBits, type PublicKey } from '../../model/public-key.js';

/** The most bits of an RSA key: the org's own limit. */
const MAX_RSA_BITS = 8192;

/** Thrown by {@link readPublicKey}; the message says what is wrong and what to do. */
export class PublicKeyError extends Error {
  override readonly name = 'PublicKeyError';

  /** @param publicHalf what may be shown of a key whose private half was entered */
  constructor(
    message: string,
    readonly publicHalf?: string,
  ) {
    super(message);
  }
}

/**
 * Reads a public key that somebody entered.
 *
 * @param text a JWK in JSON (RFC 7517 section 4)
 * @returns the key with a `kid`: its own, or else its thumbprint
 * @throws PublicKeyError for anything that is not a public key to verify signatures with. It never repeats a private key.
 */
export async function readPublicKey(text: string): Promise<PublicKey> {
  const jwk = readObject(text);
  if ('keys' in jwk) throw new PublicKeyError('This is a JWK Set. Enter one of the keys in its “keys” member.');
  if (jwk.kty !== 'RSA' && jwk.kty !== 'EC') {
    if (!hasPrivateMember(jwk)) throw new PublicKeyError('Enter a key whose “kty” is RSA or EC.');
    throw new PublicKeyError('This is a secret key. Enter a public key with the “kty” RSA or EC.', '');
  }
  if (hasPrivateMember(jwk)) {
    throw new PublicKeyError(
      'This is a private key. It belongs to the service alone: the org takes the public half, which now stands below. Check it, and add it.',
      JSON.stringify({ ...publicKeyOf(jwk), ...named(jwk) }, undefined, 2),
    );
  }
  if (jwk.use !== undefined && jwk.use !== 'sig') {
    throw new PublicKeyError('The key’s “use” must be “sig”, or be left out.');
  }
  if (jwk.kid !== undefined && (typeof jwk.kid !== 'string' || !/^[\x21-\x7e]{1,100}$/.test(jwk.kid))) {
    throw new PublicKeyError('The key’s “kid” must be a text of 1 to 100 characters without spaces.');
  }
  const algorithms = algorithmsOf(jwk);
  if (jwk.alg !== undefined && !algorithms.includes(jwk.alg)) {
    throw new PublicKeyError(`The key’s “alg” must be one of ${algorithms.join(', ')}, or be left out.`);
  }
  try {
    await importJWK(publicKeyOf(jwk), algorithms[0]);
  } catch {
    throw new PublicKeyError('The members of this key make no valid key. Copy it once more, as a whole.');
  }
  const kid = jwk.kid ?? (await thumbprint(jwk));
  return {
    ...publicKeyOf(jwk),
    kty: jwk.kty === 'RSA' ? 'RSA' : 'EC',
    use: 'sig',
    ...(jwk.alg !== undefined && { alg: jwk.alg }),
    kid,
  };
}

/** Type and size of a key, for people. */
export function keyType(jwk: JWK): string {
  if (jwk.kty === 'EC') return `EC, ${String(jwk.crv)}`;
  return `RSA, ${rsaBits(jwk)} bits`;
}

function readObject(text: string): JWK {
  if (text.trim() === '') throw new PublicKeyError('Enter a public key as a JWK, which begins with a brace.');
  if (text.includes('-----BEGIN')) {
    // It may be a private key, so nothing of it is shown again.
    throw new PublicKeyError('This is PEM. Enter the public key as a JWK, which begins with a brace.', '');
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new PublicKeyError('This is not JSON. Enter a JWK, such as {"kty":"RSA","n":"…","e":"AQAB"}.');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new PublicKeyError('Enter one JWK: a JSON object, such as {"kty":"RSA","n":"…","e":"AQAB"}.');
  }
  return value;
}

/** The algorithms that a key can sign with. */
function algorithmsOf(jwk: JWK): string[] {
  if (jwk.kty === 'EC') {
    const algorithm = CURVE_ALGORITHMS.get(jwk.crv);
    if (!algorithm)
      throw new PublicKeyError(`The key’s “crv” must be one of ${[...CURVE_ALGORITHMS.keys()].join(', ')}.`);
    return [algorithm];
  }
  const bits = rsaBits(jwk);
  if (bits < MIN_RSA_BITS || bits > MAX_RSA_BITS) {
    throw new PublicKeyError(
      bits === 0
        ? 'The key’s “n” is missing or cannot be read. Copy the key once more, as a whole.'
        : `An RSA key must have from ${MIN_RSA_BITS} to ${MAX_RSA_BITS} bits; this one has ${bits}.`,
    );
  }
  return PROOF_ALGORITHMS.filter((alg) => alg.startsWith('RS'));
}

function named({ kid, use, alg }: JWK): JWK {
  return { ...(kid !== undefined && { kid }), ...(use !== undefined && { use }), ...(alg !== undefined && { alg }) };
}
