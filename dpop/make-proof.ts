import { base64url } from 'jose';
import type { ProofKey } from './proof-key.js';
import { signerWith, type Signer } from './signer.js';

/** What can be changed in a proof beside its claims. */
export interface ProofChanges {
  /** Members of the JOSE header to set, or to remove by `undefined`. A string is the whole JSON text. */
  header?: object | string;
  /** Makes the signature. Left out: the key does. */
  sign?: Signer;
}

/**
 * Makes a DPoP proof (RFC 9449 section 4.2), or one that is wrong in exactly the way you ask for.
 *
 * @param key signs the proof, and its public half goes into the header
 * @param claims what to set, or to remove by `undefined`: `htm` and `htu`, `ath` with an access token, `nonce` if the
 *   server gave one. `jti` is a random UUID and `iat` the current time in seconds unless given. A string is the whole
 *   JSON text.
 * @param changes what else to do differently
 *
 * @example
 * const proof = await makeProof(key, { htm: 'GET', htu: 'https://api.example/orders', ath: await ath(accessToken) });
 *
 * @example <caption>Wrong in one way each</caption>
 * await makeProof(key, { ...claims, iat: undefined });
 * await makeProof(key, claims, { header: { typ: 'JWT' } });
 * await makeProof(key, claims, { sign: signerWith(otherKey.privateKey) });
 */
export async function makeProof(
  key: Omit<ProofKey, 'publicKey'>,
  claims: object | string,
  { header = {}, sign = signerWith(key.privateKey) }: ProofChanges = {},
): Promise<string> {
  const input = [
    jsonOf({ typ: 'dpop+jwt', alg: key.alg, jwk: key.jwk }, header),
    jsonOf({ jti: crypto.randomUUID(), iat: Math.floor(Date.now() / 1000) }, claims),
  ]
    .map((part) => base64url.encode(part))
    .join('.');
  return `${input}.${base64url.encode(await sign(new TextEncoder().encode(input)))}`;
}

function jsonOf(defaults: object, changes: object | string): string {
  return typeof changes === 'string' ? changes : JSON.stringify({ ...defaults, ...changes });
}
