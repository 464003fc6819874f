import type { Check } from './check.js';

/** The proof was not used before. Running this check uses it up. */
export const replay: Check<'claims' | 'jkt'> = {
  name: 'replay',
  title: 'whether the proof was used before',
  section: 'RFC 9449 section 11.1',
  why: 'Otherwise anyone who sees a request could send it again, with the same token and the same proof.',
  needs: ['claims', 'jkt'],
  skip: ({ request }) => (request.remember ? undefined : 'Used proofs are not tracked here.'),
  run: async ({ claims: { jti, iat }, jkt, request, options }) => {
    const expected = 'not used before';
    // The proof passes until `lifetime` after its `iat`, which may itself be ahead of the clock.
    const expires = Number(iat) + options.lifetime + 1;
    const isNew = await request.remember!(jkt, String(jti), expires);
    return isNew ? { expected, actual: expected } : { expected, actual: 'used before', fault: 'replayed' };
  },
};
