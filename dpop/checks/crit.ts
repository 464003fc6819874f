import type { Check } from './check.js';
import { shown } from './shown.js';

/** The header asks for no extension. A proof has none (RFC 9449 section 4.2). */
export const crit: Check<'header'> = {
  name: 'crit',
  title: 'the extensions that the proof asks for',
  section: 'RFC 7515 section 4.1.11',
  why: 'An extension such as "b64" changes what is signed. A server that does not know it must refuse the proof.',
  needs: ['header'],
  skip: ({ header }) => (header.crit === undefined ? 'The proof asks for no extension.' : undefined),
  run: ({ header: { crit } }) => ({
    expected: 'no extension',
    actual: shown(isNames(crit) ? crit.join(', ') : crit),
    fault: 'critical-header',
  }),
};

function isNames(crit: unknown): crit is string[] {
  return Array.isArray(crit) && crit.every((name) => typeof name === 'string');
}
