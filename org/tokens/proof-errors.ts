import type { Fault } from '../../dpop/checks/check.js';

/** Okta's two error codes for a proof; the same at the token endpoint and at the API. */
export interface OktaProofError {
  error: 'invalid_dpop_proof' | 'use_dpop_nonce';
  error_description: string;
}

/** No `DPoP` header came, although the client's tokens are bound (token endpoint). */
const PROOF_MISSING = invalid('The DPoP proof JWT header is missing.');

/** More than one `DPoP` header came (RFC 9449 section 4.3, check 1). */
const PROOF_NOT_SINGLE = invalid('Multiple DPoP proof JWT headers are not allowed.');

/** A refresh token came with a proof by another key (RFC 9449 section 5). Okta ends this one without a dot. */
export const REFRESH_TOKEN_OF_ANOTHER_KEY = invalid('Invalid DPoP Public Key binding in refresh token');

const NONCE_REQUIRED: OktaProofError = {
  error: 'use_dpop_nonce',
  error_description: 'Authorization server requires nonce in DPoP proof.',
};

/** What can be wrong with a proof, rather than with the token that it comes with. */
export type ProofFault = Exclude<Fault, 'wrong-scheme' | 'unbound-token'>;

/** Okta's words for each fault, from its error catalogue. Where the catalogue has none, its most general one. */
const ERRORS: Record<ProofFault, OktaProofError> = {
  'no-proof': PROOF_MISSING,
  'several-proofs': PROOF_NOT_SINGLE,
  'unreadable': invalid('The DPoP proof JWT cannot be parsed.'),
  'wrong-typ': invalid("'typ' must be 'dpop+jwt' in the DPoP proof JWT."),
  'critical-header': invalid('The DPoP proof JWT is invalid.'),
  'wrong-alg': invalid('The DPoP proof JWT signature algorithm is invalid.'),
  'private-key': invalid('The DPoP proof JWT is invalid.'),
  'unusable-key': invalid('The DPoP proof JWT is invalid.'),
  'bad-signature': invalid('The DPoP proof JWT signature is invalid.'),
  'wrong-htm': invalid("'htm' claim in the DPoP proof JWT is invalid."),
  'wrong-htu': invalid("'htu' claim in the DPoP proof JWT is invalid."),
  'no-iat': invalid("'iat' claim in the DPoP proof JWT is invalid."),
  'issued-in-future': invalid('The DPoP proof JWT is issued in the future.'),
  'issued-too-long-ago': invalid('The DPoP proof JWT is issued more than five minutes in the past.'),
  'bad-nbf': invalid('The DPoP proof JWT is invalid.'),
  'not-yet-valid': invalid('The DPoP proof JWT is issued in the future.'),
  'bad-exp': invalid('The DPoP proof JWT is invalid.'),
  'expired': invalid('The DPoP proof JWT is expired.'),
  'no-nonce': NONCE_REQUIRED,
  'unknown-nonce': NONCE_REQUIRED,
  'wrong-ath': invalid("'ath' claim in the DPoP proof does not match the presented access_token."),
  'wrong-key': invalid('The access_token is not bound to the provided DPoP proof.'),
  'no-jti': invalid("'jti' claim in the DPoP proof JWT is invalid."),
  'replayed': invalid('The DPoP proof JWT has already been used.'),
};

/** What Okta answers to a fault of a proof: at the token endpoint in the body, at the API in `WWW-Authenticate`. */
export function oktaProofError(fault: ProofFault): OktaProofError {
  return ERRORS[fault];
}

function invalid(description: string): OktaProofError {
  return { error: 'invalid_dpop_proof', error_description: description };
}
