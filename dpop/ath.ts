import { base64url } from 'jose';

/**
 * The `ath` of an access token: the SHA-256 of its ASCII characters in base64url (RFC 9449 section 4.2).
 *
 * @param accessToken the token as in the `Authorization` header, without the scheme
 * @returns 43 characters
 *
 * @example
 * const proof = await makeProof(key, { htm: 'GET', htu, ath: await ath(accessToken) });
 */
export async function ath(accessToken: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(accessToken));
  return base64url.encode(new Uint8Array(digest));
}
