import { base64url, exportJWK, generateKeyPair, SignJWT, type JWK } from 'jose';

/** A key pair to sign proofs with, and its public half as it goes into the header. */
export interface ProofKey extends CryptoKeyPair {
  alg: string;
  jwk: JWK;
}

export async function proofKey(alg = 'ES256'): Promise<ProofKey> {
  const pair = await generateKeyPair(alg, { extractable: true });
  return { ...pair, alg, jwk: await exportJWK(pair.publicKey) };
}

/** A proof made by jose, so that the code under test never judges its own work. The `jti` is random unless given. */
export function signProof(key: ProofKey, claims: object, header: object = {}): Promise<string> {
  return new SignJWT({ jti: crypto.randomUUID(), ...claims })
    .setProtectedHeader({ typ: 'dpop+jwt', alg: key.alg, jwk: key.jwk, ...header })
    .sign(key.privateKey);
}

/** A proof that jose would not make: whatever the header says, signed with an ES256 key. */
export async function forgeProof(key: ProofKey, claims: object, header: object = {}): Promise<string> {
  const protectedHeader = { typ: 'dpop+jwt', alg: key.alg, jwk: key.jwk, ...header };
  const payload = { jti: crypto.randomUUID(), ...claims };
  const input = [protectedHeader, payload].map((part) => base64url.encode(JSON.stringify(part))).join('.');
  const algorithm = { name: 'ECDSA', hash: 'SHA-256' };
  const signature = await crypto.subtle.sign(algorithm, key.privateKey, new TextEncoder().encode(input));
  return `${input}.${base64url.encode(new Uint8Array(signature))}`;
}
