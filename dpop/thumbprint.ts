import { calculateJwkThumbprint, type JWK } from 'jose';

/** Members of a JWK that hold a private or secret key (RFC 7518 sections 6.2.2, 6.3.2 and 6.4.1). */
const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'] as const;

/**
 * The members of a JWK that make up the public key, without `kid`, `use` and any others (RFC 7638 section 3.2,
 * RFC 8037 section 2).
 */
export function publicKeyOf(jwk: JWK): JWK {
  const { kty, crv, x, y, e, n } = jwk;
  if (kty === 'RSA') return { kty, e, n };
  return kty === 'OKP' ? { kty, crv, x } : { kty: kty!, crv, x, y };
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
