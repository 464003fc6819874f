import type { Check } from './check.js';

/** The nonce is one of the server's, if the server asks for one. */
export const nonce: Check<'claims'> = {
  name: 'nonce',
  title: 'the server’s nonce in the proof',
  section: 'RFC 9449 section 4.3 (10)',
  why: 'Nobody can make a proof in advance without knowing the nonce that the server will ask for.',
  needs: ['claims'],
  skip: ({ request }) => (request.isNonce ? undefined : 'The server does not ask for a nonce.'),
  run: async ({ claims: { nonce }, request }) => {
    const expected = "one of the server's nonces";
    if (nonce === undefined) return { expected, actual: 'missing', fault: 'no-nonce' };
    const known = typeof nonce === 'string' && (await request.isNonce!(nonce));
    return known ? { expected, actual: expected } : { expected, actual: 'another value', fault: 'unknown-nonce' };
  },
};
