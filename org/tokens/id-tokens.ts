import { createHash, randomBytes } from 'node:crypto';
import { compactVerify, importJWK, SignJWT, type JWTPayload } from 'jose';
import { ORG_ID } from '../model/id.js';
import { fullName, type User } from '../model/user.js';
import type { Secrets } from '../state/secrets.js';

/** Lifetime of an ID token, in seconds; fixed at Okta's org authorization server. */
const ID_TOKEN_LIFETIME = 60 * 60;

/** What an ID token is issued for. */
export interface IdTokenRequest {
  clientId: string;
  user: User;
  scopes: string[];
  /** The access token that is issued with it. */
  accessToken: string;
  /** When the user signed in, in seconds since the epoch. */
  authTime?: number;
  nonce?: string;
}

/** The org's ID tokens. */
export class IdTokens {
  private readonly privateKey: ReturnType<typeof importJWK>;
  private readonly publicKey: ReturnType<typeof importJWK>;

  constructor(
    private readonly issuer: string,
    private readonly key: Secrets['idTokenKey'],
    /** The org's clock, in seconds since the epoch. */
    private readonly now: () => number,
  ) {
    const { kty, n, e } = key;
    this.privateKey = importJWK(key, 'RS256');
    this.publicKey = importJWK({ kty, n, e }, 'RS256');
  }

  /** Issues an ID token with Okta's claims for the code flow (docs/okta-facts.md, section 4.3). */
  async issue({ clientId, user, scopes, accessToken, authTime, nonce }: IdTokenRequest): Promise<string> {
    const { login, email } = user.profile;
    const iat = this.now();
    const hasProfile = scopes.includes('profile');
    return new SignJWT({
      sub: user.id,
      ...(hasProfile && { name: fullName(user) }),
      ...(scopes.includes('email') && { email }),
      ver: 1,
      iss: this.issuer,
      aud: clientId,
      iat,
      exp: iat + ID_TOKEN_LIFETIME,
      jti: `ID.${randomBytes(32).toString('base64url')}`,
      amr: ['pwd'],
      idp: ORG_ID,
      ...(nonce !== undefined && { nonce }),
      ...(hasProfile && { preferred_username: login }),
      ...(authTime !== undefined && { auth_time: authTime }),
      at_hash: createHash('sha256').update(accessToken).digest().subarray(0, 16).toString('base64url'),
    })
      .setProtectedHeader({ kid: this.key.kid, alg: 'RS256' })
      .sign(await this.privateKey);
  }

  /**
   * Reads an `id_token_hint`. The token may have expired (OpenID Connect RP-Initiated Logout 1.0 section 2).
   *
   * @returns its claims; undefined for anything that the org did not issue
   */
  async readHint(hint: string): Promise<{ sub: string; aud: string } | undefined> {
    try {
      const { payload } = await compactVerify(hint, await this.publicKey, { algorithms: ['RS256'] });
      const { iss, sub, aud } = JSON.parse(new TextDecoder().decode(payload)) as JWTPayload;
      return iss === this.issuer && typeof sub === 'string' && typeof aud === 'string' ? { sub, aud } : undefined;
    } catch {
      return undefined;
    }
  }
}
