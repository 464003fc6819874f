import { createHash } from 'node:crypto';
import {
  calculateJwkThumbprint,
  decodeJwt,
  decodeProtectedHeader,
  EmbeddedJWK,
  exportJWK,
  generateKeyPair,
  jwtVerify,
  SignJWT,
  type JWK,
} from 'jose';
import type { Exchange } from './wire.js';

/** The claims of a proof that jose has verified, with the thumbprint of the key that signed it. */
export interface VerifiedProof {
  htm: string;
  htu: string;
  jti: string;
  iat: number;
  nonce?: string;
  ath?: string;
  jkt: string;
}

/**
 * Verifies the proof of a request with the key in its own header (RFC 9449 section 4.3), by jose, which took no part in
 * making it.
 *
 * @throws what jose throws for a proof that is none
 */
export async function verifyProof({ requestHeaders }: Exchange): Promise<VerifiedProof> {
  const proof = requestHeaders['dpop'] ?? '';
  const { payload } = await jwtVerify(proof, EmbeddedJWK, { typ: 'dpop+jwt', algorithms: ['RS256'], maxTokenAge: 300 });
  const jwk = decodeProtectedHeader(proof).jwk as JWK;
  return { ...(payload as unknown as VerifiedProof), jkt: await calculateJwkThumbprint(jwk) };
}

/** The access token of a request's `Authorization` header. */
export function accessTokenOf({ requestHeaders }: Exchange): string {
  return requestHeaders['authorization']?.split(' ')[1] ?? '';
}

/** The hash of an access token that its proof has to have (RFC 9449 section 4.2). */
export function athOf(accessToken: string): string {
  return createHash('sha256').update(accessToken).digest('base64url');
}

/** The thumbprint of the key that an access token is bound to (RFC 9449 section 6.1). */
export function jktOf(accessToken: string): unknown {
  return (decodeJwt(accessToken)['cnf'] as { jkt?: unknown } | undefined)?.jkt;
}

/** A proof that is right in all but its key, as a thief would have to make it. */
export async function forgeProof(htm: string, htu: string, accessToken: string): Promise<string> {
  const { privateKey, publicKey } = await generateKeyPair('ES256');
  return new SignJWT({ htm, htu, ath: athOf(accessToken) })
    .setProtectedHeader({ typ: 'dpop+jwt', alg: 'ES256', jwk: await exportJWK(publicKey) })
    .setJti(crypto.randomUUID())
    .setIssuedAt()
    .sign(privateKey);
}
