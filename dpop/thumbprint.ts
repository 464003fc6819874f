import { calculateJwkThumbprint, type JWK } from 'jose';

/** Names of the members that hold the secret half of a JWK (RFC 7518 sections 6.2.2, 6.3.2 and 6.4.1). */
const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'] as const;

/**
 * The members of a JWK that make up the public key, without `kid`, `use` and whatever else came along
 * (RFC 7638 section 3.2).
 */
export function publicKeyOf(jwk: JWK): JWK {
  const { kty, crv, x, y, e, n } = jwk;
  return kty === 'RSA' ? { kty, e, n } : { kty: kty!, crv, x, y };
}

/** Whether a JWK carries a secret member, which a proof's `jwk` must not (RFC 9449 section 4.3, check 7). */
export function hasPrivateMember(jwk: JWK): boolean {
  return PRIVATE_MEMBERS.some((member) => member in jwk);
}

/**
 * The JWK SHA-256 thumbprint, base64url: the `jkt` of a key (RFC 7638, RFC 9449 section 6.1).
 *
 * @param jwk the key; members beyond the public ones do not count
 * @returns 43 characters
 * @throws JOSEError (`code` `ERR_JWK_INVALID` or `ERR_JOSE_NOT_SUPPORTED`) when a required member is missing
 * @throws TypeError when `kty` is missing
 */
export function thumbprint(jwk: JWK): Promise<string> {
  return calculateJwkThumbprint(publicKeyOf(jwk), 'sha256');
}
