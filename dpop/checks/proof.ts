import type { Check } from './check.js';

/** The request has exactly one `DPoP` header. */
export const proof: Check = {
  name: 'proof',
  title: 'the number of DPoP headers',
  section: 'RFC 9449 section 4.3 (1)',
  why: 'With two headers, one server might check the first proof and another server the second.',
  needs: [],
  run: ({ request: { proofs } }) => {
    const [compact] = proofs;
    if (compact === undefined) return { expected: 1, actual: 0, fault: 'no-proof' };
    if (proofs.length > 1) return { expected: 1, actual: proofs.length, fault: 'several-proofs' };
    return { expected: 1, actual: 1, found: { compact } };
  },
};
