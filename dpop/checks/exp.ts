import type { Check, Fault } from './check.js';
import { shown } from './shown.js';

/** The proof has not expired. The claim is optional. */
export const exp: Check<'claims'> = {
  name: 'exp',
  title: 'when the proof expires',
  section: 'RFC 7519 section 4.1.4',
  why: 'DPoP does not require this claim, but a client that sets it expects it to be respected.',
  needs: ['claims'],
  skip: ({ claims }) => (claims.exp === undefined ? 'The proof has no "exp".' : undefined),
  run: ({ claims: { exp }, request: { now } }) => {
    let fault: Fault | undefined;
    if (typeof exp !== 'number' || !Number.isFinite(exp)) fault = 'bad-exp';
    else if (exp <= now) fault = 'expired';
    return { expected: { after: now }, actual: shown(exp), fault };
  },
};
