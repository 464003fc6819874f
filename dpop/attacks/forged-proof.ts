import { base64url, exportJWK, type JWK } from 'jose';
import { generateProofKey, type ProofKey } from '../proof-key.js';
import { signerWith, type Signer } from '../signer.js';
import { thumbprint } from '../thumbprint.js';
import type { Attack } from './attack.js';
import { addressOf } from './change.js';
import { withClaims } from './changed-jwt.js';

const NO_SIGNATURE: Signer = () => new Uint8Array();

/** Another key of the same algorithm: one of another would be found by its form. */
const otherKeyOf =
  (alg: string): Signer =>
  async (input) =>
    signerWith((await generateProofKey(alg)).privateKey)(input);

/** HMAC with the public key as the secret, which a server verifies if it takes the algorithm from the header. */
function hmacWith(jwk: JWK): Signer {
  return async (input) => {
    const secret = new TextEncoder().encode(JSON.stringify(jwk));
    const key = await crypto.subtle.importKey('raw', secret, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
    return new Uint8Array(await crypto.subtle.sign('HMAC', key, input));
  };
}

/** The padding of RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017 section 9.2). To the power of 1 it is its own signature. */
const padding: Signer = async (input) => {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', input));
  const prefix = [
    0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00, 0x04, 0x20,
  ];
  const filler = new Array<number>(256 - 3 - prefix.length - digest.length).fill(0xff);
  return new Uint8Array([0x00, 0x01, ...filler, 0x00, ...prefix, ...digest]);
};

/** A modulus of 2048 bits. Nobody needs its factors. */
const MODULUS = base64url.encode(new Uint8Array(256).fill(0xc3));

async function shortKey(): Promise<ProofKey> {
  const pair = await crypto.subtle.generateKey(
    { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256', modulusLength: 1024, publicExponent: new Uint8Array([1, 0, 1]) },
    false,
    ['sign', 'verify'],
  );
  return { ...pair, jwk: await exportJWK(pair.publicKey), alg: 'RS256' };
}

/** What a thief can do by making proofs. */
export const FORGED_PROOF_ATTACKS: readonly Attack[] = [
  {
    id: 'other-signature',
    name: 'The client’s public key, signed by another',
    holds: 'own-key',
    recipe: 'Puts the client’s public key into the header, as in every proof of it, and signs with the thief’s own.',
    stoppedBy: 'signature',
    section: 'RFC 9449 section 4.3 (7)',
    change: { sign: ({ key }) => otherKeyOf(key.alg) },
  },
  {
    id: 'changed-claims',
    name: 'Claims changed after signing',
    holds: 'token-and-proof',
    recipe: 'Takes a proof of the client, gives it a new jti, and keeps the signature.',
    stoppedBy: 'signature',
    section: 'RFC 9449 section 4.3 (7)',
    change: {
      rewrite: (proof) => withClaims(proof, { jti: crypto.randomUUID() }),
    },
  },
  {
    id: 'no-signature',
    name: 'A proof with an empty signature',
    holds: 'token',
    recipe: 'Leaves the third part empty. Some libraries take that for a token that needs none.',
    stoppedBy: 'syntax',
    section: 'RFC 9449 section 4.3 (2)',
    change: { sign: () => NO_SIGNATURE },
  },
  {
    id: 'alg-none',
    name: 'The algorithm none',
    holds: 'token',
    recipe: 'Says in the header that nothing is signed.',
    stoppedBy: 'alg',
    section: 'RFC 9449 section 4.3 (5)',
    change: { header: () => ({ alg: 'none' }) },
  },
  {
    id: 'hmac-with-public-key',
    name: 'HS256 with the public key as the secret',
    holds: 'token',
    recipe:
      'Signs with a secret that everybody knows: the public key. A server that takes the algorithm from the header verifies it.',
    stoppedBy: 'alg',
    section: 'RFC 9449 section 4.3 (5)',
    change: { header: () => ({ alg: 'HS256' }), sign: ({ key }) => hmacWith(key.jwk) },
  },
  {
    id: 'symmetric-key',
    name: 'A symmetric key in the header',
    holds: 'token',
    recipe: 'Puts a secret key into the header and signs with it.',
    stoppedBy: 'alg',
    section: 'RFC 9449 section 4.3 (5)',
    change: {
      header: () => ({ alg: 'HS256', jwk: { kty: 'oct', k: base64url.encode('a secret of thirty-two characters') } }),
      sign: () => NO_SIGNATURE,
      rewrite: (proof) => `${proof}AAAA`,
    },
  },
  {
    id: 'exponent-one',
    name: 'An RSA key with the exponent 1',
    holds: 'own-key',
    recipe: 'Every number to the power of 1 is itself, so anybody can sign for such a key.',
    stoppedBy: 'jwk',
    section: 'RFC 8017 section 3.1',
    change: { header: () => ({ alg: 'RS256', jwk: { kty: 'RSA', n: MODULUS, e: 'AQ' } }), sign: () => padding },
  },
  {
    id: 'short-rsa',
    name: 'An RSA key of 1024 bits',
    holds: 'own-key',
    recipe: 'Makes a key that is short enough to be broken.',
    stoppedBy: 'jwk',
    section: 'RFC 7518 section 3.3',
    change: {
      key: shortKey,
    },
  },
  {
    id: 'private-key-in-header',
    name: 'The private key in the header',
    holds: 'own-key',
    recipe: 'Sends the whole key pair. A server that accepts it would keep private keys in its logs.',
    stoppedBy: 'jwk',
    section: 'RFC 9449 section 4.3 (6)',
    change: {
      key: ({ thiefKey }) => thiefKey,
      header: async ({ thiefKey }) => ({ jwk: await exportJWK(thiefKey.privateKey) }),
    },
  },
  {
    id: 'no-key',
    name: 'No key in the header',
    holds: 'own-key',
    recipe: 'Names the key by its kid instead, in the hope that the server looks for it elsewhere.',
    stoppedBy: 'syntax',
    section: 'RFC 9449 section 4.2',
    change: { header: async ({ key }) => ({ jwk: undefined, kid: await thumbprint(key.jwk) }) },
  },
  {
    id: 'key-by-address',
    name: 'The key at an address of the thief',
    holds: 'own-key',
    recipe: 'Leaves the key out and says where to fetch it (jku). A server that does so can be sent anywhere.',
    stoppedBy: 'syntax',
    section: 'RFC 9449 section 4.2',
    change: {
      key: ({ thiefKey }) => thiefKey,
      header: () => ({ jwk: undefined, jku: 'https://evil.example/keys' }),
    },
  },
  {
    id: 'other-curve',
    name: 'A key that does not fit the algorithm',
    holds: 'own-key',
    recipe: 'Says ES256 in the header and puts a key of another curve there.',
    stoppedBy: 'jwk',
    section: 'RFC 7518 section 3.4',
    change: { key: () => generateProofKey('ES384'), header: () => ({ alg: 'ES256' }) },
  },
  {
    id: 'wrong-type',
    name: 'A JWT of another type',
    holds: 'use-of-the-key',
    recipe: 'Has the client sign something else with the same key, and uses that as a proof.',
    stoppedBy: 'typ',
    section: 'RFC 9449 section 4.3 (4)',
    change: { header: () => ({ typ: 'JWT' }) },
  },
  {
    id: 'no-type',
    name: 'A JWT without a type',
    holds: 'use-of-the-key',
    recipe: 'As above, with no typ at all.',
    stoppedBy: 'typ',
    section: 'RFC 9449 section 4.3 (4)',
    change: { header: () => ({ typ: undefined }) },
  },
  {
    id: 'client-assertion',
    name: 'A client assertion as a proof',
    holds: 'token',
    recipe: 'Uses a JWT with which the client authenticated at the token endpoint.',
    stoppedBy: 'typ',
    section: 'RFC 9449 section 11.5',
    change: {
      header: () => ({ typ: 'JWT' }),
      claims: (loot) => ({ iss: 'client', sub: 'client', aud: addressOf(loot) }),
    },
  },
  {
    id: 'critical-header',
    name: 'An extension that must be understood',
    holds: 'use-of-the-key',
    recipe: 'Names an extension in crit. A server that ignores it ignores what the signer meant.',
    stoppedBy: 'crit',
    section: 'RFC 7515 section 4.1.11',
    change: { header: () => ({ crit: ['unencoded'], unencoded: true }) },
  },
];
