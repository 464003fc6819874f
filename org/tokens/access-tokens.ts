import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { App } from '../model/app.js';
import type { User } from '../model/user.js';
import type { State } from '../state/state.js';
import { TokenSigningKey } from './signing-key.js';

/** Lifetime of an access token, in seconds; fixed at Okta's org authorization server. */
export const ACCESS_TOKEN_LIFETIME = 60 * 60;

/** The `typ` that Okta's org authorization server gives its access tokens. */
const TYP = 'application/okta-internal-at+jwt';

const KIND = 'AccessToken';

/** Payload of an access token of the org authorization server (docs/okta-facts.md, section 4.1). */
const claimsSchema = z.object({
  ver: z.literal(1),
  jti: z.string(),
  iss: z.string(),
  aud: z.string(),
  /** The user's login; for a service app its client id. */
  sub: z.string(),
  iat: z.number(),
  exp: z.number(),
  /** Present when the token is bound to a key (RFC 9449 section 6.1). */
  cnf: z.object({ jkt: z.string() }).optional(),
  cid: z.string(),
  /** The user's id; absent for a service app. */
  uid: z.string().optional(),
  scp: z.array(z.string()),
  auth_time: z.number().optional(),
});

export type AccessTokenClaims = z.infer<typeof claimsSchema>;

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
  /** The authorization it comes from. The token is revoked with it. */
  grantId?: string;
  /** In seconds; left out: Okta's hour. */
  lifetime?: number;
}

/** The org's access tokens. The state has an entry for each token until it expires or is revoked. */
export class AccessTokens {
  private readonly key: TokenSigningKey;

  constructor(
    private readonly issuer: string,
    private readonly state: State,
    /** The org's clock, in seconds since the epoch. */
    private readonly now: () => number,
  ) {
    this.key = new TokenSigningKey(state.secrets.accessTokenKey);
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
      iss: this.issuer,
      aud: this.issuer,
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
    return this.key.sign(claims, TYP);
  }

  /**
   * Verifies the signature and the header of a token. Does not check whether it has expired or was revoked.
   *
   * @returns the claims, or undefined for anything that the org did not sign as an access token
   */
  async verify(token: string): Promise<AccessTokenClaims | undefined> {
    const verified = await this.key.verify(token);
    return verified?.header.typ === TYP ? claimsSchema.safeParse(verified.claims).data : undefined;
  }

  isRevoked({ jti, exp }: AccessTokenClaims): boolean {
    // An expired token has no entry either, but it is not revoked.
    return exp > this.now() && this.state.get(KIND, jti) === undefined;
  }

  revoke({ jti }: AccessTokenClaims): void {
    this.state.delete(KIND, jti);
  }
}
