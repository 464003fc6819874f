import type { TokenEndpointResponse } from 'openid-client';
import { PROXY_REMEDY } from '../errors/response-error.js';
import { ServiceError } from '../errors/service-error.js';
import type { IssuedToken, Observe } from '../events.js';
import { decodeClaims } from './access-tokens.js';
import type { ServiceClientConfig } from './service-client.js';

/** Seconds. Used if a token response has no `expires_in`, which Okta always sends. */
const DEFAULT_LIFETIME = 60;

/**
 * Reads a token response, and checks that the token has the type that was requested.
 *
 * @throws ServiceError `ERR_TOKEN_TYPE`, or `ERR_ANSWER` for a token that cannot be sent
 */
export function readTokenResponse(
  { access_token: accessToken, token_type, expires_in: expiresIn = DEFAULT_LIFETIME, scope }: TokenEndpointResponse,
  { scopes, proofKey }: Pick<ServiceClientConfig, 'scopes' | 'proofKey'>,
  observe: Observe,
): IssuedToken {
  const tokenType = token_type.toLowerCase() === 'dpop' ? 'DPoP' : 'Bearer';
  if (proofKey && tokenType === 'Bearer') {
    throw new ServiceError(
      'ERR_TOKEN_TYPE',
      'The org issued a bearer token although the request had a proof: the app does not require DPoP.',
      'Admin Console → Applications → the app → General → General Settings → Proof of possession: select the checkbox. Or use --bearer.',
    );
  }
  if (!proofKey && tokenType === 'DPoP') {
    throw new ServiceError(
      'ERR_TOKEN_TYPE',
      'The org issued a DPoP token although the request had no proof.',
      'Leave out --bearer.',
    );
  }
  expectHeaderText(accessToken);
  const granted = scope?.split(' ').filter(Boolean) ?? [...scopes];
  const missing = scopes.filter((requested) => !granted.includes(requested));
  if (missing.length > 0) {
    observe({
      type: 'notice',
      message: `Scopes that are not granted to the app: ${missing.join(', ')} (Admin Console → Applications → the app → Okta API Scopes).`,
    });
  }
  return { accessToken, tokenType, expiresIn, scopes: granted, claims: decodeClaims(accessToken) };
}

/** A header cannot contain line breaks, other control characters or letters outside of ASCII (RFC 6750 section 2.1). */
function expectHeaderText(accessToken: string): void {
  const index = accessToken.search(/[^\x21-\x7e]/);
  if (index === -1) return;
  const character = accessToken.codePointAt(index)!.toString(16).toUpperCase().padStart(4, '0');
  throw new ServiceError(
    'ERR_ANSWER',
    `The org issued an access token that cannot be sent in a header. Expected visible ASCII characters, got U+${character} at position ${index + 1}.`,
    PROXY_REMEDY,
  );
}
