import type { Check, Fault } from './check.js';
import { shown } from './shown.js';

/** The proof is valid already. The claim is optional. */
export const nbf: Check<'claims'> = {
  name: 'nbf',
  title: 'from when the proof is valid',
  section: 'RFC 7519 section 4.1.5',
  why: 'DPoP does not require this claim, but a client that sets it expects it to be respected.',
  needs: ['claims'],
  skip: ({ claims }) => (claims.nbf === undefined ? 'The proof has no "nbf".' : undefined),
  run: ({ claims: { nbf }, request: { now }, options: { leeway } }) => {
    let fault: Fault | undefined;
    if (typeof nbf !== 'number' || !Number.isFinite(nbf)) fault = 'bad-nbf';
    else if (nbf > now + leeway) fault = 'not-yet-valid';
    return { expected: { until: now + leeway }, actual: shown(nbf), fault };
  },
};
