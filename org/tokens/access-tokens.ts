import { randomBytes } from 'node:crypto';
import { compactVerify, importJWK, SignJWT } from 'jose';
import type { AccessTokenClaims, AccessTokens } from '../context.js';
import type { App, User } from '../model/seed.js';
import type { State } from '../state/state.js';

/** Lifetime of an access token, in seconds; fixed at Okta's org authorization server. */
export const ACCESS_TOKEN_LIFETIME = 60 * 60;

/** The media type by which Okta's org authorization server marks its access tokens. */
const TYP = 'application/okta-internal-at+jwt';

const KIND = 'AccessToken';

/** What an access token is issued for. */
export interface AccessTokenRequest {
  app: App;
  scopes: string[];
  /** Left out for a service app. */
  user?: User;
  /** When the user signed in, in seconds since the epoch. */
  authTime?: number;
  /** Thumbprint of the key to bind the token to; left out: a bearer token. */
  jkt?: string;
  /** The authorization it comes from: revoked with it. */
  grantId?: string;
  /** Seconds for which it is good; left out: Okta's hour. */
  lifetime?: number;
}

/** The org's access tokens. Each has an entry in the state as long as it is good; to revoke it is to delete that. */
export class StoredAccessTokens implements AccessTokens {
  private readonly privateKey: ReturnType<typeof importJWK>;
  private readonly publicKey: ReturnType<typeof importJWK>;

  constructor(
    private readonly origin: string,
    private readonly state: State,
    private readonly now: () => number,
  ) {
    const { kty, n, e, ...rest } = state.secrets.accessTokenKey;
    this.privateKey = importJWK({ kty, n, e, ...rest }, 'RS256');
    this.publicKey = importJWK({ kty, n, e }, 'RS256');
  }

  /** Issues a JWT with Okta's header and claims (docs/okta-facts.md, section 4.1). */
  async issue({
    app,
    scopes,
    user,
    authTime,
    jkt,
    grantId,
    lifetime = ACCESS_TOKEN_LIFETIME,
  }: AccessTokenRequest): Promise<string> {
    const iat = this.now();
    const claims: AccessTokenClaims = {
      ver: 1,
      jti: `AT.${randomBytes(32).toString('base64url')}`,
      iss: this.origin,
      aud: this.origin,
      sub: user?.profile.login ?? app.client_id,
      iat,
      exp: iat + lifetime,
      ...(jkt !== undefined && { cnf: { jkt } }),
      cid: app.client_id,
      ...(user && { uid: user.id }),
      scp: scopes,
      ...(authTime !== undefined && { auth_time: authTime }),
    };
    this.state.set(
      KIND,
      claims.jti,
      { clientId: app.client_id, ...(grantId !== undefined && { grantId }), ...(user && { userId: user.id }) },
      claims.exp,
    );
    return new SignJWT({ ...claims })
      .setProtectedHeader({ kid: this.state.secrets.accessTokenKey.kid, typ: TYP, alg: 'RS256' })
      .sign(await this.privateKey);
  }

  async verify(token: string): Promise<AccessTokenClaims | undefined> {
    try {
      const { payload, protectedHeader } = await compactVerify(token, await this.publicKey, { algorithms: ['RS256'] });
      if (protectedHeader.typ !== TYP) return undefined;
      return JSON.parse(new TextDecoder().decode(payload)) as AccessTokenClaims;
    } catch {
      return undefined;
    }
  }

  isRevoked({ jti, exp }: AccessTokenClaims): boolean {
    // The entry of an expired token is gone as well, but that does not make the token revoked.
    return exp > this.now() && this.state.get(KIND, jti) === undefined;
  }

  revoke({ jti }: AccessTokenClaims): void {
    this.state.delete(KIND, jti);
  }
}
