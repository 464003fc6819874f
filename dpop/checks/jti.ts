import type { Check } from './check.js';

/** The proof has an ID. */
export const jti: Check<'claims'> = {
  name: 'jti',
  title: 'the proof’s own ID',
  section: 'RFC 9449 section 4.3 (3)',
  why: 'It tells the server whether it has seen the proof before.',
  needs: ['claims'],
  run: ({ claims: { jti } }) => {
    const expected = 'a string that is not empty';
    if (typeof jti === 'string' && jti !== '') return { expected, actual: expected };
    // Never the value: a client may have put a secret there.
    const actual = jti === undefined ? 'missing' : jti === '' ? 'an empty string' : 'a value that is not a string';
    return { expected, actual, fault: 'no-jti' };
  },
};
