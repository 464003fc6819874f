import { modifyAssertion, PrivateKeyJwt, type ClientAuth } from 'openid-client';
import type { SigningKey } from '../keys/signing-key.js';

/** Seconds until an assertion expires. Okta allows an hour. */
const ASSERTION_LIFETIME = 300;

/**
 * Client authentication by `private_key_jwt` (RFC 7523 section 2.2), with a new assertion for each request.
 *
 * @param audience the URL of the token endpoint, which Okta requires; openid-client would use the issuer
 */
export function clientAuthentication({ privateKey, kid }: SigningKey, audience: string): ClientAuth {
  return PrivateKeyJwt(kid === undefined ? privateKey : { key: privateKey, kid }, {
    [modifyAssertion]: (_header, claims) => {
      claims['aud'] = audience;
      claims['exp'] = Number(claims['iat']) + ASSERTION_LIFETIME;
    },
  });
}
