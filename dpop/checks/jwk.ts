import type { JWK } from 'jose';
import { algorithmsOf } from '../algorithms.js';
import { UnusableKeyError } from '../errors.js';
import { importPublicKey } from '../public-key.js';
import { hasPrivateMember } from '../thumbprint.js';
import type { Check } from './check.js';

/** The key in the header is a public one, and fits the algorithm. */
export const jwk: Check<'jwk'> = {
  name: 'jwk',
  title: 'the public key in the proof',
  section: 'RFC 9449 section 4.3 (7)',
  why: 'It verifies the signature and identifies the client. Anyone who sees a private key here can copy it.',
  needs: ['jwk'],
  run: async ({ jwk, alg = algorithmFor(jwk) }) => {
    const expected = `a public key for ${alg}`;
    if (hasPrivateMember(jwk)) return { expected, actual: 'a private or secret key', fault: 'private-key' };
    try {
      const { key, jkt } = await importPublicKey(jwk, alg);
      return { expected, actual: `${jwk.kty} key with the thumbprint ${jkt}`, found: { key, jkt } };
    } catch (error) {
      if (!(error instanceof UnusableKeyError)) throw error;
      return { expected, actual: error.reason, fault: 'unusable-key' };
    }
  },
};

/** If the algorithm in the header is not accepted, the key is still checked, for an algorithm of its type. */
function algorithmFor(jwk: JWK): string {
  return algorithmsOf(jwk)[0] ?? 'ES256';
}
