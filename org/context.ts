import type { AppChanges } from './model/app-changes.js';
import type { App, User } from './model/seed.js';
import type { Switches } from './practice/switches/switches.js';
import type { SystemLog } from './system-log/system-log.js';
import type { TrustedOrigins } from './model/trusted-origins.js';

/**
 * What every endpoint of the org may use, made once in `org.ts`. Times are in seconds since the epoch.
 */
export interface OrgContext {
  /** The org's address and its issuer: scheme, host and port, no trailing slash. */
  readonly origin: string;
  /** The org's clock. */
  now(): number;
  readonly directory: Directory;
  /** The way to change its apps. */
  readonly appChanges: AppChanges;
  /** The origins that it trusts, and the way to change them. */
  readonly trustedOrigins: TrustedOrigins;
  readonly accessTokens: AccessTokens;
  readonly refreshTokens: RefreshTokens;
  readonly replays: Replays;
  readonly nonces: Nonces;
  readonly log: SystemLog;
  readonly switches: Switches;
}

/** Users and apps, from the seed and whatever changed since. */
export interface Directory {
  users(): readonly User[];
  /** By id or by login (without regard to case). */
  user(idOrLogin: string): User | undefined;
  apps(): readonly App[];
  app(clientId: string): App | undefined;
  /**
   * Changes an app at once and for good (until the state is reset).
   *
   * @param change gives the app as it should be; `lastUpdated` is set for it
   * @throws RangeError for an app that does not exist
   */
  changeApp(clientId: string, change: (app: App) => App): App;
  /**
   * Adds an app for good.
   *
   * @throws AppError when there are as many as the org takes
   */
  addApp(app: App): void;
  /** Removes an app for good. */
  removeApp(clientId: string): void;
}

/** Payload of an access token of the org authorization server (docs/okta-facts.md, section 4.1). */
export interface AccessTokenClaims {
  ver: 1;
  jti: string;
  iss: string;
  aud: string;
  /** The user's login; for a service app its client id. */
  sub: string;
  iat: number;
  exp: number;
  /** Present when the token is bound to a key (RFC 9449 section 6.1). */
  cnf?: { jkt: string };
  cid: string;
  /** The user's id; absent for a service app. */
  uid?: string;
  scp: string[];
  auth_time?: number;
}

/** The org's access tokens: who signed them and which of them were revoked. */
export interface AccessTokens {
  /**
   * Verifies signature and header of a token with the org's own keys. Says nothing of expiry or revocation.
   *
   * @returns the claims, or undefined for anything that the org did not sign
   */
  verify(token: string): Promise<AccessTokenClaims | undefined>;
  isRevoked(claims: AccessTokenClaims): boolean;
  revoke(claims: AccessTokenClaims): void;
}

/** The org's refresh tokens, as far as others than the authorization server need them. */
export interface RefreshTokens {
  /**
   * Revokes a refresh token and all that was issued with it: its successors and the access tokens of its grant
   * (RFC 7009 section 2.1). A token that is unknown, or another client's, changes nothing.
   */
  revoke(token: string, clientId: string): Promise<void>;
  /** What a refresh token of this client says, while it is good; undefined for anything else. */
  inspect(token: string, clientId: string): RefreshTokenInfo | undefined;
}

/** What a client may learn of its refresh token. */
export interface RefreshTokenInfo {
  userId: string;
  scopes: string[];
  /** In seconds since the epoch, however often it is exchanged. */
  expires: number;
}

/** The `jti`s of proofs that were used, by key (RFC 9449 section 11.1). */
export interface Replays {
  /** Remembers in one step; false when this key has used this `jti` already. */
  remember(jkt: string, jti: string, expires: number): boolean;
  /** Forgets all of them. */
  clear(): void;
}

/** The org's DPoP nonces (RFC 9449 section 8; docs/okta-facts.md, section 2.3). */
export interface Nonces {
  current(): string;
  accepts(nonce: string): boolean;
  /** Hands out another nonce from now on, and accepts none that was handed out before. */
  rotate(): void;
}
