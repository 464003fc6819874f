import { PROOF_ALGORITHMS } from '../../dpop/algorithms.js';

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
