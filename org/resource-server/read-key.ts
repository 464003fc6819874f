import { base64url, importJWK, type JWK } from 'jose';
import { hasPrivateMember, publicKeyOf, thumbprint } from '../../dpop/thumbprint.js';
import { OktaError } from '../http/errors.js';

/** How many keys an app may have. */
export const MAX_KEYS = 50;

const CURVES: Record<string, string> = { 'P-256': 'ES256', 'P-384': 'ES384', 'P-521': 'ES512' };

/** A public key as the org keeps it. */
export type StoredKey = JWK & { kty: 'RSA' | 'EC'; kid: string };

/**
 * Reads a public key that a client sent (RFC 7517 section 4). Of what came it keeps the public members, `kid` and `use`.
 *
 * @throws OktaError `E0000001` for what is no public key to verify signatures with; it never repeats a private key
 */
export async function readKey(value: unknown): Promise<StoredKey> {
  if (typeof value !== 'object' || value === null) throw invalid('Expected a JWK: a JSON object.');
  const jwk = value as JWK;
  if (hasPrivateMember(jwk)) throw invalid('Expected a public key, but a private one came. Use another key pair.');
  const kty = (['RSA', 'EC'] as const).find((type) => type === jwk.kty);
  if (!kty) throw invalid("Expected a key whose 'kty' is RSA or EC.");
  if ((jwk.use ?? 'sig') !== 'sig') throw invalid("Expected 'use' to be sig.");
  if (kty === 'RSA' && rsaBits(jwk) < 2048) {
    throw invalid("RSA key length in the 'jwks' is less than '2,048' bits for the given key.");
  }
  const alg = kty === 'RSA' ? 'RS256' : CURVES[String(jwk.crv)];
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

/** @throws OktaError `E0000001` when an app may not have these keys together */
export function checkKeySet(keys: readonly JWK[]): void {
  if (keys.length > MAX_KEYS) throw invalid(`An app can have at most ${MAX_KEYS} keys.`);
  const kids = keys.map(({ kid }) => kid);
  if (new Set(kids).size < kids.length) throw invalid("There is a key with this 'kid' already.");
}

/** The length of an RSA key's modulus in bits; 0 when there is none to be read. */
function rsaBits({ n }: JWK): number {
  if (typeof n !== 'string' || !/^[\w-]+$/.test(n)) return 0;
  const hex = Buffer.from(base64url.decode(n)).toString('hex').replace(/^0+/, '');
  return hex === '' ? 0 : (hex.length - 1) * 4 + parseInt(hex[0]!, 16).toString(2).length;
}

function invalid(cause: string): OktaError {
  return new OktaError('E0000001', 'jwks', [`jwks: ${cause}`]);
}
