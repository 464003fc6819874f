import { createHash, randomBytes } from 'node:crypto';
import { compactVerify, importJWK, SignJWT, type JWTPayload } from 'jose';
import type { User } from '../model/seed.js';
import type { AuthorizationServerContext } from '../authorization-server/context.js';

/** Lifetime of an ID token, in seconds; fixed at Okta's org authorization server. */
const ID_TOKEN_LIFETIME = 60 * 60;

/** The id of the org, which is its own identity provider. */
export const ORG_ID = '00o1practiceorg0DPoP';

/** What an ID token says, beyond who the user is. */
export interface IdTokenRequest {
  clientId: string;
  user: User;
  scopes: string[];
  /** The access token that comes with it. */
  accessToken: string;
  authTime?: number;
  nonce?: string;
}

/** Issues an ID token with Okta's claims for the code flow (docs/okta-facts.md, section 4.3). */
export async function issueIdToken(context: AuthorizationServerContext, request: IdTokenRequest): Promise<string> {
  const { clientId, user, scopes, accessToken, authTime, nonce } = request;
  const { firstName, lastName, login, email } = user.profile;
  const iat = context.now();
  const profile = scopes.includes('profile');
  const { idTokenKey } = context.state.secrets;
  return new SignJWT({
    sub: user.id,
    ...(profile && { name: `${firstName} ${lastName}` }),
    ...(scopes.includes('email') && { email }),
    ver: 1,
    iss: context.origin,
    aud: clientId,
    iat,
    exp: iat + ID_TOKEN_LIFETIME,
    jti: `ID.${randomBytes(32).toString('base64url')}`,
    amr: ['pwd'],
    idp: ORG_ID,
    ...(nonce !== undefined && { nonce }),
    ...(profile && { preferred_username: login }),
    ...(authTime !== undefined && { auth_time: authTime }),
    at_hash: createHash('sha256').update(accessToken).digest().subarray(0, 16).toString('base64url'),
  })
    .setProtectedHeader({ kid: idTokenKey.kid, alg: 'RS256' })
    .sign(await importJWK(idTokenKey, 'RS256'));
}

/**
 * Reads an ID token that comes back as a hint; it may have expired (OpenID Connect RP-Initiated Logout 1.0 section 2).
 *
 * @returns its claims; undefined for anything that the org did not issue
 */
export async function readIdTokenHint(
  context: AuthorizationServerContext,
  hint: string,
): Promise<{ sub: string; aud: string } | undefined> {
  try {
    const { kty, n, e } = context.state.secrets.idTokenKey;
    const { payload } = await compactVerify(hint, await importJWK({ kty, n, e }, 'RS256'), { algorithms: ['RS256'] });
    const { iss, sub, aud } = JSON.parse(new TextDecoder().decode(payload)) as JWTPayload;
    return iss === context.origin && typeof sub === 'string' && typeof aud === 'string' ? { sub, aud } : undefined;
  } catch {
    return undefined;
  }
}
