import { base64url, calculateJwkThumbprint, type JWK } from 'jose';

/** Members of a JWK that hold a private or secret key (RFC 7518 sections 6.2.2, 6.3.2 and 6.4.1). */
const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'] as const;

/** How many bytes a coordinate has on each curve (RFC 7518 section 6.2.1.2). */
const COORDINATE_BYTES: ReadonlyMap<unknown, number> = new Map([
  ['P-256', 32],
  ['P-384', 48],
  ['P-521', 66],
]);

/**
 * The members of a JWK that make up the public key, without `kid`, `use` and any others (RFC 7638 section 3.2,
 * RFC 8037 section 2). Numbers are in their canonical form (RFC 7518 sections 2 and 6.2.1.2), so that one key has one
 * thumbprint, however it was written.
 */
export function publicKeyOf(jwk: JWK): JWK {
  const { kty, crv, x, y, e, n } = jwk;
  // A member that is missing stays undefined: whoever uses the key says so.
  if (kty === 'RSA') return { kty, e: canonical(e), n: canonical(n) } as JWK;
  if (kty === 'OKP') return { kty, crv, x } as JWK;
  const size = COORDINATE_BYTES.get(crv);
  return { kty: kty!, crv, x: canonical(x, size), y: canonical(y, size) } as JWK;
}

/**
 * The bytes of a number in base64url, without leading zeros.
 *
 * @returns undefined for anything else
 */
export function numberOf(value: unknown): Uint8Array | undefined {
  // A length of 4n + 1 encodes nothing (RFC 4648 section 3.2).
  if (typeof value !== 'string' || !/^[A-Za-z0-9_-]+$/.test(value) || value.length % 4 === 1) return undefined;
  const bytes = base64url.decode(value);
  const start = bytes.findIndex((byte) => byte !== 0);
  return start < 0 ? new Uint8Array() : bytes.subarray(start);
}

/**
 * A number in base64url with as few bytes as possible.
 *
 * @param size bytes to fill up to with leading zeros
 * @returns the value itself when it is not a number in base64url
 */
function canonical<Value>(value: Value, size = 1): Value | string {
  const digits = numberOf(value);
  if (!digits) return value;
  const padded = new Uint8Array(Math.max(size, digits.length));
  padded.set(digits, padded.length - digits.length);
  return base64url.encode(padded);
}

/** Whether a JWK has a private member, which the `jwk` of a proof must not (RFC 9449 section 4.3, check 7). */
export function hasPrivateMember(jwk: JWK): boolean {
  return PRIVATE_MEMBERS.some((member) => member in jwk);
}

/**
 * The SHA-256 thumbprint of a key in base64url: its `jkt` (RFC 7638, RFC 9449 section 6.1).
 *
 * @param jwk the key; only its public members count
 * @returns 43 characters
 * @throws JOSEError (`code` `ERR_JWK_INVALID` or `ERR_JOSE_NOT_SUPPORTED`) when a required member is missing
 * @throws TypeError when `kty` is missing
 *
 * @example
 * const isBound = claims.cnf.jkt === (await thumbprint(jwk));
 */
export function thumbprint(jwk: JWK): Promise<string> {
  return calculateJwkThumbprint(publicKeyOf(jwk), 'sha256');
}
