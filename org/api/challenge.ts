import { PROOF_ALGORITHMS } from '../../dpop/algorithms.js';
import type { OktaProofError } from '../tokens/proof-errors.js';

/** Why a request is refused, in the terms of a challenge (RFC 6750 section 3, RFC 9449 section 7.1). */
export interface Challenge {
  status: 400 | 401 | 403;
  /** Decision: the scheme that the request used; Okta's answers are known for Bearer only where no proof is involved. */
  scheme: 'Bearer' | 'DPoP';
  error: string;
  error_description: string;
}

/**
 * The value of `WWW-Authenticate`, members and order as recorded of Okta (docs/okta-facts.md, section 3.1).
 *
 * @param origin the org's address
 * @param scope the least scope that the endpoint asks for
 * @param path of the request, decoded, without query
 */
export function wwwAuthenticate(origin: string, challenge: Challenge, scope: string, path: string): string {
  const { scheme, error, error_description } = challenge;
  // Okta prints http:// there although its orgs are at https://.
  const realm = origin.replace(/^https:/, 'http:');
  const parameters = {
    ...(scheme === 'DPoP' && { algs: PROOF_ALGORITHMS.join(' ') }),
    authorization_uri: `${realm}/oauth2/v1/authorize`,
    realm,
    scope,
    error,
    error_description,
    resource: encodeForChallenge(path),
  };
  const list = Object.entries(parameters).map(([name, value]) => `${name}="${value}"`);
  return `${scheme} ${list.join(', ')}`;
}

/** Percent-encodes all but the characters that okta-auth-js reads in a challenge (its `WWWAuthError`). */
function encodeForChallenge(path: string): string {
  return path.replaceAll(/[^a-zA-Z0-9!#$&'*+\-.,^_`|~/:]/gu, (character) =>
    // encodeURIComponent would leave parentheses as they are.
    Buffer.from(character).toString('hex').toUpperCase().replaceAll(/../g, '%$&'),
  );
}

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
