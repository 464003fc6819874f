import { base64url, type JWK } from 'jose';

/** A public key of a service app, as the org keeps it. */
export type PublicKey = JWK & { kty: 'RSA' | 'EC'; kid: string };

/** The fewest bits of an RSA key (RFC 7518 section 3.3). */
export const MIN_RSA_BITS = 2048;

/** The curves of EC keys, with the algorithm that signs on each (RFC 7518 section 3.4). */
export const CURVE_ALGORITHMS: ReadonlyMap<unknown, string> = new Map([
  ['P-256', 'ES256'],
  ['P-384', 'ES384'],
  ['P-521', 'ES512'],
]);

/** The length of an RSA key's modulus in bits; 0 when there is none to be read. */
export function rsaBits({ n }: JWK): number {
  if (typeof n !== 'string' || !/^[A-Za-z0-9_-]+$/.test(n)) return 0;
  const bytes = base64url.decode(n);
  const start = bytes.findIndex((byte) => byte !== 0);
  return start < 0 ? 0 : (bytes.length - start) * 8 - (Math.clz32(bytes[start]!) - 24);
}
