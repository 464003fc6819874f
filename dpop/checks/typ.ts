import type { Check } from './check.js';
import { shown } from './shown.js';

/** The type of the JWT is `dpop+jwt`. */
export const typ: Check<'header'> = {
  name: 'typ',
  title: 'the type of the proof',
  section: 'RFC 9449 section 4.3 (4)',
  why: 'The same key may sign other JWTs, such as client assertions. The type keeps them from passing as proofs.',
  needs: ['header'],
  run: ({ header }) => ({
    expected: 'dpop+jwt',
    actual: shown(header.typ),
    ...(header.typ !== 'dpop+jwt' && { fault: 'wrong-typ' }),
  }),
};
