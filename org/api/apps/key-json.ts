import type { JWK } from 'jose';
import { publicKeyOf } from '../../../dpop/thumbprint.js';
import { derivedId } from '../../model/id.js';

/** A key of a service app; of a key pair that somebody put into the seed, the public half. */
export function keyJson(jwk: JWK): Record<string, unknown> {
  const { kty, ...publicMembers } = publicKeyOf(jwk);
  return { kty, id: keyId(jwk), status: 'ACTIVE', kid: jwk.kid ?? null, use: jwk.use ?? null, ...publicMembers };
}

export function keyId(jwk: JWK): string {
  return derivedId('pks', jwk.kid ?? '', JSON.stringify(publicKeyOf(jwk)));
}
