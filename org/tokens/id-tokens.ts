import { createHash, randomBytes } from 'node:crypto';
import { ORG_ID } from '../model/fields.js';
import { fullName, type User } from '../model/user.js';
import type { TokenSigningKey } from './signing-key.js';

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
  /** The authentication context that was requested. */
  acr?: string;
}

/** The org's ID tokens. */
export class IdTokens {
  constructor(
    private readonly issuer: string,
    private readonly key: TokenSigningKey,
    /** The org's clock, in seconds since the epoch. */
    private readonly now: () => number,
  ) {}

  /** Issues an ID token with Okta's claims for the code flow (docs/okta-facts.md, section 4.3). */
  async issue({ clientId, user, scopes, accessToken, authTime, nonce, acr }: IdTokenRequest): Promise<string> {
    const { login, email } = user.profile;
    const iat = this.now();
    const hasProfile = scopes.includes('profile');
    return this.key.sign({
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
      ...(acr !== undefined && { acr }),
      idp: ORG_ID,
      ...(nonce !== undefined && { nonce }),
      ...(hasProfile && { preferred_username: login }),
      ...(authTime !== undefined && { auth_time: authTime }),
      at_hash: createHash('sha256').update(accessToken).digest().subarray(0, 16).toString('base64url'),
    });
  }

  /**
   * Reads an `id_token_hint`. The token may have expired (OpenID Connect RP-Initiated Logout 1.0 section 2).
   *
   * @returns its claims; undefined for anything that the org did not issue
   */
  async readHint(hint: string): Promise<{ sub: string; aud: string } | undefined> {
    const { iss, sub, aud } = (await this.key.verify(hint))?.claims ?? {};
    return iss === this.issuer && typeof sub === 'string' && typeof aud === 'string' ? { sub, aud } : undefined;
  }
}
