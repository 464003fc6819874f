import { compactVerify } from 'jose';
import type { Check } from './check.js';

/** The signature was made by the key in the header. */
export const signature: Check<'compact' | 'alg' | 'key' | 'jkt'> = {
  name: 'signature',
  title: 'the signature of the proof',
  section: 'RFC 9449 section 4.3 (6)',
  why: 'Only the holder of the private key can make it. It protects everything else in the proof.',
  needs: ['compact', 'alg', 'key', 'jkt'],
  run: async ({ compact, alg, key, jkt }) => {
    const expected = 'made by the key in the header';
    try {
      await compactVerify(compact, key, { algorithms: [alg] });
      return { expected, actual: expected, found: { signer: jkt } };
    } catch {
      return { expected, actual: 'not made by that key', fault: 'bad-signature' };
    }
  },
};
