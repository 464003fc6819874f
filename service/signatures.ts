import {
  getDPoPHandle,
  modifyAssertion,
  PrivateKeyJwt,
  type ClientAuth,
  type Configuration,
  type DPoPHandle,
} from 'openid-client';
import { htuOf } from '../dpop/htu.js';
import type { SigningKey } from './signing-key.js';

/** Seconds for which an assertion is good. Okta allows an hour. */
const ASSERTION_LIFETIME = 300;

/**
 * Authenticates the client by an assertion for each request (RFC 7523). Okta wants the invoked URL as audience, where openid-client puts the issuer.
 */
export function assertions({ privateKey, kid }: SigningKey, audience: string): ClientAuth {
  return PrivateKeyJwt(kid === undefined ? privateKey : { key: privateKey, kid }, {
    [modifyAssertion]: (_header, claims) => {
      claims['aud'] = audience;
      claims['exp'] = Number(claims['iat']) + ASSERTION_LIFETIME;
    },
  });
}

/** Makes a proof for each request (RFC 9449), and keeps the nonces. Okta compares `htu` with the decoded path. */
export function proofs(configuration: Configuration, { privateKey, publicKey }: SigningKey): DPoPHandle {
  return getDPoPHandle(
    configuration,
    { privateKey, publicKey },
    {
      // `apiUrl` has refused the addresses that have none.
      [modifyAssertion]: (_header, claims) => void (claims['htu'] = htuOf(claims['htu'] as string, 'okta')!),
    },
  );
}
