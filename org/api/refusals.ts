import type { OktaProofError } from '../tokens/proof-errors.js';
import type { Challenge } from './challenge.js';

/** RFC 6750 section 2.3 allows a token in the query, Okta does not. */
export const TOKEN_IN_QUERY: Challenge = {
  status: 400,
  scheme: 'Bearer',
  error: 'invalid_request',
  error_description: 'The access token cannot be presented in a query string.',
};

/** A request without an access token, at an OAuth endpoint. */
export const TOKEN_MISSING: Challenge = {
  status: 401,
  scheme: 'Bearer',
  error: 'invalid_request',
  error_description: 'The access token is missing.',
};

/** A proof without the nonce that the resource server requires (RFC 9449 section 9). Okta's API never requires one. */
export const NONCE_NEEDED: Challenge = {
  status: 401,
  scheme: 'DPoP',
  error: 'use_dpop_nonce',
  error_description: 'Resource server requires nonce in DPoP proof.',
};

/** What can be wrong with an access token or its use, with Okta's error texts (docs/okta-facts.md, section 3.3). */
const REFUSALS = {
  invalid: [401, 'invalid_token', 'The access token is invalid.'],
  wrongIssuer: [401, 'invalid_token', 'The access token provided has an invalid issuer.'],
  wrongAudience: [401, 'invalid_token', 'The access token provided is not intended for Okta.'],
  expired: [401, 'invalid_token', 'The token has expired.'],
  revoked: [401, 'invalid_token', 'The access token has been revoked.'],
  notBound: [401, 'invalid_token', 'The presented access_token is not DPoP bound.'],
  proofNeeded: [400, 'invalid_request', 'The resource request requires a DPoP proof.'],
  schemeNeeded: [
    400,
    'invalid_request',
    'The resource request must use the DPoP authentication scheme when using a DPoP bound token.',
  ],
  lacksScope: [403, 'insufficient_scope', 'The access token provided does not contain the required scopes.'],
} as const;

/** @param scheme of the request; the challenge uses the same */
export function refuse(scheme: Challenge['scheme'], fault: keyof typeof REFUSALS): Challenge {
  const [status, error, error_description] = REFUSALS[fault];
  return { status, scheme, error, error_description };
}

/** The error texts for proofs are those of the token endpoint. */
export function refuseProof(scheme: Challenge['scheme'], { error, error_description }: OktaProofError): Challenge {
  return { status: 400, scheme, error, error_description };
}
