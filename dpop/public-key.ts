import { importJWK, type CryptoKey, type JWK } from 'jose';
import { UnusableKeyError } from './errors.js';
import { RSA_BITS, rsaBits, rsaFault, type RsaFault } from './rsa-key.js';
import { publicKeyOf, thumbprint } from './thumbprint.js';

/** A public key, ready to verify signatures. */
export interface ImportedKey {
  key: CryptoKey;
  /** Its SHA-256 thumbprint (RFC 7638). */
  jkt: string;
}

/**
 * Imported keys by JWK and algorithm, which live as long as the JWK. `readProof` returns the same JWK for the same header,
 * and keeps only so many of them.
 */
const imported = new WeakMap<JWK, Map<string, ImportedKey>>();

/**
 * Imports the public key of a proof (RFC 9449 section 4.2) and computes its thumbprint. Together they cost more than
 * verifying a signature, so the result is kept as long as the JWK object is.
 *
 * @param jwk must not be changed afterwards. Members beyond the public ones are ignored.
 * @param alg the JWS algorithm to verify with, such as `ES256`
 * @throws UnusableKeyError saying what is wrong with the key
 */
export async function importPublicKey(jwk: JWK, alg: string): Promise<ImportedKey> {
  const kept = imported.get(jwk)?.get(alg);
  if (kept) return kept;
  const members = publicKeyOf(jwk);
  if (Object.values(members).some((value) => typeof value !== 'string')) {
    throw new UnusableKeyError(`a member of the ${typeName(jwk)} is missing or not a string`);
  }
  const fault = members.kty === 'RSA' ? rsaFault(members) : undefined;
  if (fault) throw new UnusableKeyError(RSA_REASONS[fault](members));
  try {
    const result = { jkt: await thumbprint(members), key: (await importJWK(members, alg)) as CryptoKey };
    imported.set(jwk, new Map(imported.get(jwk)).set(alg, result));
    return result;
  } catch (error) {
    throw new UnusableKeyError(`the ${typeName(jwk)} is not valid, or not one for ${alg}`, { cause: error });
  }
}

const size = (jwk: JWK): string => `the RSA key has ${rsaBits(jwk)} bits, not ${RSA_BITS.min} to ${RSA_BITS.max}`;

const RSA_REASONS: Record<RsaFault, (jwk: JWK) => string> = {
  'too-short': size,
  'too-long': size,
  'modulus': () => 'the modulus of the RSA key is even',
  'exponent': () => 'the exponent of the RSA key is 1 or even',
};

function typeName({ kty }: JWK): string {
  return kty === 'RSA' || kty === 'EC' || kty === 'OKP' ? `${kty} key` : 'key';
}
