import type { JWK } from 'jose';
import { ProofSyntaxError } from '../errors.js';
import { readProof } from '../proof.js';
import type { Check } from './check.js';
import { shown } from './shown.js';

/** The proof is a JWT with a `jwk` object in its header. */
export const syntax: Check<'compact'> = {
  name: 'syntax',
  title: 'whether the proof is a JWT',
  section: 'RFC 9449 section 4.3 (2)',
  why: 'What cannot be read cannot be checked.',
  needs: ['compact'],
  run: ({ compact }) => {
    try {
      const { header, claims } = readProof(compact);
      const { jwk } = header;
      if (typeof jwk !== 'object' || jwk === null || Array.isArray(jwk)) {
        const found = { header, claims };
        return { expected: 'a "jwk" object in the header', actual: shown(jwk), fault: 'unreadable', found };
      }
      const found = { header, claims, jwk: jwk as JWK };
      return { expected: 'a JWT with a "jwk" object', actual: 'a JWT with a "jwk" object', found };
    } catch (error) {
      if (!(error instanceof ProofSyntaxError)) throw error;
      return { expected: error.expected, actual: `${compact.length} characters in another form`, fault: 'unreadable' };
    }
  },
};
