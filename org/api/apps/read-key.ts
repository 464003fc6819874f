import { importJWK, type JWK } from 'jose';
import { hasPrivateMember, publicKeyOf, thumbprint } from '../../../dpop/thumbprint.js';
import { OktaError } from '../../http/errors.js';
import { CURVE_ALGORITHMS, MIN_RSA_BITS, rsaBits, type PublicKey } from '../../model/public-key.js';

/**
 * Reads a public key that a client sent (RFC 7517 section 4). Keeps its public members, `kid` and `use`.
 *
 * @throws OktaError `E0000001` when it is not a public key that verifies signatures. The error never contains key material
 */
export async function readKey(value: unknown): Promise<PublicKey> {
  if (typeof value !== 'object' || value === null) throw invalid('Expected a JWK: a JSON object.');
  const jwk = value as JWK;
  if (hasPrivateMember(jwk)) throw invalid('Expected a public key, but a private one came. Use another key pair.');
  const kty = (['RSA', 'EC'] as const).find((type) => type === jwk.kty);
  if (!kty) throw invalid("Expected a key whose 'kty' is RSA or EC.");
  if ((jwk.use ?? 'sig') !== 'sig') throw invalid("Expected 'use' to be sig.");
  if (kty === 'RSA' && rsaBits(jwk) < MIN_RSA_BITS) {
    throw invalid("RSA key length in the 'jwks' is less than '2,048' bits for the given key.");
  }
  const alg = kty === 'RSA' ? 'RS256' : CURVE_ALGORITHMS.get(jwk.crv);
  try {
    if (alg === undefined) throw new TypeError('unknown curve');
    await importJWK(publicKeyOf(jwk), alg);
  } catch {
    throw invalid('The members of this key make no valid key.');
  }
  const kid = typeof jwk.kid === 'string' && jwk.kid !== '' ? jwk.kid : await thumbprint(jwk);
  if (kid.length > 200) throw invalid("Expected a 'kid' of at most 200 characters.");
  return { ...publicKeyOf(jwk), kty, kid, use: 'sig' };
}

function invalid(cause: string): OktaError {
  return new OktaError('E0000001', 'jwks', [`jwks: ${cause}`]);
}
