import { htuOf, matchesHtu } from '../htu.js';
import type { Check } from './check.js';
import { shown } from './shown.js';

/** The proof is for the address of the request. */
export const htu: Check<'claims'> = {
  name: 'htu',
  title: 'the address that the proof is for',
  section: 'RFC 9449 section 4.3 (9)',
  why: 'A proof for one endpoint must not work at another one, nor at another server.',
  needs: ['claims'],
  run: ({ claims, request, options }) => {
    const expected = htuOf(request.url, options.htu);
    const passed = expected !== undefined && matchesHtu(claims.htu, expected, options.htu);
    return {
      expected: expected ?? 'an unambiguous address',
      actual: shown(claims.htu),
      ...(!passed && { fault: 'wrong-htu' }),
    };
  },
};
