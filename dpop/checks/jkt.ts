import type { Check } from './check.js';

/** The proof is by the key that the access token is bound to. */
export const jkt: Check<'jkt'> = {
  name: 'jkt',
  title: 'the key that the token is bound to',
  section: 'RFC 9449 sections 4.3 (12) and 5',
  why: 'A thief can make proofs with a key of their own. The token names the only key that counts.',
  needs: ['jkt'],
  skip: ({ request: { accessToken } }) => {
    if (!accessToken) return 'No access token was sent.';
    return accessToken.jkt === undefined ? 'The access token is not bound to a key.' : undefined;
  },
  run: ({ jkt, request }) => {
    const expected = request.accessToken!.jkt!;
    return { expected, actual: jkt, ...(jkt !== expected && { fault: 'wrong-key' }) };
  },
};
