/**
 * The signature algorithms that Okta accepts in a proof, in Okta's order (docs/okta-facts.md, section 2.6): the value of
 * `dpop_signing_alg_values_supported` (RFC 9449 section 5.1). All are asymmetric, as section 4.2 requires.
 */
export const PROOF_ALGORITHMS = ['RS256', 'RS384', 'RS512', 'ES256', 'ES384', 'ES512'] as const;
