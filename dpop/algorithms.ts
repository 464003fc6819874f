/**
 * The signature algorithms Okta accepts in a proof, in the order in which it lists them
 * (`dpop_signing_alg_values_supported`, RFC 9449 section 5.1). All asymmetric, as section 4.2 demands.
 */
export const PROOF_ALGORITHMS = ['RS256', 'RS384', 'RS512', 'ES256', 'ES384', 'ES512'] as const;
