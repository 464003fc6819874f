import type { Check } from './check.js';
import { shown } from './shown.js';

/** The signature algorithm is one that the server accepts. */
export const alg: Check<'header'> = {
  name: 'alg',
  title: 'the signature algorithm of the proof',
  section: 'RFC 9449 section 4.3 (5)',
  why: '"none" means there is no signature, and anyone can make an HMAC that uses the public key as its secret.',
  needs: ['header'],
  run: ({ header, options: { algorithms } }) => {
    const alg = algorithms.find((name) => name === header.alg);
    return alg === undefined
      ? { expected: algorithms, actual: shown(header.alg), fault: 'wrong-alg' }
      : { expected: algorithms, actual: alg, found: { alg } };
  },
};
