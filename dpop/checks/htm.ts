import type { Check } from './check.js';
import { shown } from './shown.js';

/** The proof is for the method of the request. */
export const htm: Check<'claims'> = {
  name: 'htm',
  title: 'the method that the proof is for',
  section: 'RFC 9449 section 4.3 (8)',
  why: 'A proof for a GET must not work for a DELETE.',
  needs: ['claims'],
  run: ({ claims, request: { method } }) => ({
    expected: method,
    actual: shown(claims.htm),
    ...(claims.htm !== method && { fault: 'wrong-htm' }),
  }),
};
