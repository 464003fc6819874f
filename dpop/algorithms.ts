import type { JWK } from 'jose';

/**
 * The signature algorithms that Okta accepts in a proof, in Okta's order (docs/okta-facts.md, section 2.6): the value of
 * `dpop_signing_alg_values_supported` (RFC 9449 section 5.1). All are asymmetric, as section 4.2 requires.
 */
export const PROOF_ALGORITHMS = ['RS256', 'RS384', 'RS512', 'ES256', 'ES384', 'ES512'] as const;

/** The curves of EC keys, with the algorithm that signs on each (RFC 7518 section 3.4). */
export const CURVE_ALGORITHMS: ReadonlyMap<unknown, string> = new Map([
  ['P-256', 'ES256'],
  ['P-384', 'ES384'],
  ['P-521', 'ES512'],
]);

/** Those of {@link PROOF_ALGORITHMS} that a key can sign with; none for a key of another type or on another curve. */
export function algorithmsOf({ kty, crv }: JWK): readonly string[] {
  if (kty === 'RSA') return PROOF_ALGORITHMS.filter((alg) => alg.startsWith('RS'));
  const algorithm = kty === 'EC' ? CURVE_ALGORITHMS.get(crv) : undefined;
  return algorithm === undefined ? [] : [algorithm];
}
