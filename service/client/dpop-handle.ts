import { getDPoPHandle, modifyAssertion, type Configuration, type DPoPHandle } from 'openid-client';
import { htuOf } from '../../dpop/htu.js';
import type { SigningKey } from '../keys/signing-key.js';

/** Makes a proof for each request to one server, and keeps that server's nonce (RFC 9449 sections 8 and 9). */
export function dpopHandle(configuration: Configuration, { privateKey, publicKey }: SigningKey): DPoPHandle {
  return getDPoPHandle(
    configuration,
    { privateKey, publicKey },
    {
      // Okta compares htu with the decoded path. `apiUrl` rejects the URLs that have no htu.
      [modifyAssertion]: (_header, claims) => void (claims['htu'] = htuOf(claims['htu'] as string, 'okta')!),
    },
  );
}
