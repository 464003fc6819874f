import type { CryptoKey } from 'jose';

/**
 * Makes the signature of a JWT.
 *
 * @param input the encoded header and payload with a dot between them, in ASCII (RFC 7515 section 5.1)
 */
export type Signer = (input: Uint8Array<ArrayBuffer>) => Uint8Array | Promise<Uint8Array>;

/**
 * Signs with a private key, by the algorithm that the key is for (RFC 7518 sections 3.3 to 3.5), whatever the header of
 * the JWT says.
 *
 * @example
 * // Claims to be signed by `key`, but is not.
 * await makeProof(key, claims, { sign: signerWith(otherKey.privateKey) });
 */
export function signerWith(privateKey: CryptoKey): Signer {
  const parameters = parametersFor(privateKey.algorithm);
  return async (input) => new Uint8Array(await crypto.subtle.sign(parameters, privateKey, input));
}

const CURVE_HASHES: Record<string, string> = { 'P-256': 'SHA-256', 'P-384': 'SHA-384', 'P-521': 'SHA-512' };

function parametersFor({
  name,
  namedCurve,
  hash,
}: KeyAlgorithm & Partial<EcKeyAlgorithm & RsaHashedKeyAlgorithm>): AlgorithmIdentifier | EcdsaParams | RsaPssParams {
  if (namedCurve !== undefined) return { name, hash: CURVE_HASHES[namedCurve]! };
  // PS256, PS384 and PS512: the salt is as long as the hash.
  return name === 'RSA-PSS' ? { name, saltLength: Number(hash!.name.slice('SHA-'.length)) / 8 } : { name };
}
