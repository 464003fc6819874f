import { exportJWK, generateKeyPair, type CryptoKey, type JWK } from 'jose';

/** A key to sign proofs with. */
export interface ProofKey {
  readonly privateKey: CryptoKey;
  readonly publicKey: CryptoKey;
  /** The public key as it goes into the header of a proof. */
  readonly jwk: JWK;
  /** The JWS algorithm that the key signs with, such as `ES256`. */
  readonly alg: string;
}

/**
 * Makes a key pair to sign proofs with (RFC 9449 section 4.1).
 *
 * @param alg a JWS algorithm
 * @param options `extractable`: whether the private key can be exported. Leave it out, so that a script can use the key
 *   but not steal it.
 *
 * @example
 * const key = await generateProofKey();
 * const proof = await makeProof(key, { htm: 'POST', htu: 'https://org.example/oauth2/v1/token' });
 */
export async function generateProofKey(
  alg = 'ES256',
  { extractable = false }: { extractable?: boolean } = {},
): Promise<ProofKey> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable });
  return { privateKey, publicKey, jwk: await exportJWK(publicKey), alg };
}
