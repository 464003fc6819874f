import { randomBytes } from 'node:crypto';
import { revokeGrant } from './grants.js';
import type { Rotation } from '../model/token-rotation.js';
import type { State } from '../state/state.js';

/** Lifetime of a refresh token and all its successors together, in seconds: 90 days. */
const REFRESH_TOKEN_LIFETIME = 90 * 24 * 60 * 60;

/** Seconds after which an unused refresh token expires: 7 days. Each successor starts anew. */
const IDLE_LIFETIME = 7 * 24 * 60 * 60;

const KIND = 'RefreshToken';

/** What a refresh token was issued for. */
export interface RefreshTokenGrant {
  clientId: string;
  userId: string;
  /** The authorization it comes from. A token and its successors share it. */
  grantId: string;
  scopes: string[];
  /** When the user signed in, in seconds since the epoch. */
  authTime?: number;
  /** Thumbprint of the key that it is bound to (RFC 9449 section 5); left out: none. */
  jkt?: string;
}

/** What introspection tells a client about its refresh token. */
export interface RefreshTokenInfo {
  userId: string;
  scopes: string[];
  /** In seconds since the epoch. Rotation does not extend it. */
  expires: number;
}

type StoredRefreshToken = RefreshTokenGrant & { expires: number; consumed?: number };

/**
 * The org's refresh tokens. A token that rotates can be used once, for new tokens and its successor (RFC 9700 section
 * 4.14.2).
 */
export class RefreshTokens {
  constructor(
    private readonly state: State,
    /** The org's clock, in seconds since the epoch. */
    private readonly now: () => number,
    /** The current rotation setting of an app. */
    private readonly rotationOf: (clientId: string) => Rotation,
  ) {}

  issue(grant: RefreshTokenGrant): string {
    return this.store({ ...grant, expires: this.now() + REFRESH_TOKEN_LIFETIME });
  }

  /** What a token was issued for; undefined for one that is unknown, expired or revoked. */
  find(token: string): RefreshTokenGrant | undefined {
    return this.state.get(KIND, token) as StoredRefreshToken | undefined;
  }

  /**
   * Replaces a token by its successor, which expires when the first token of the grant would have. Where tokens do not
   * rotate, the successor is the token itself, unless it was rotated before that setting was made.
   *
   * @param jkt thumbprint of the key that the successor is bound to
   * @returns undefined when the token was used before and the leeway is over. Then two parties have it, one of them
   *   illegitimately, so all tokens of the grant are revoked.
   */
  rotate(token: string, jkt?: string): string | undefined {
    const stored = this.state.get(KIND, token) as StoredRefreshToken | undefined;
    if (!stored) return undefined;
    if (this.isUsedUp(stored)) {
      revokeGrant(this.state, stored.grantId);
      return undefined;
    }
    const successor = { ...stored, consumed: undefined, ...(jkt !== undefined && { jkt }) };
    const isStatic = this.rotationOf(stored.clientId).rotation_type === 'STATIC' && stored.consumed === undefined;
    if (isStatic) return this.store(successor, token);
    this.state.consume(KIND, token);
    return this.store(successor);
  }

  /**
   * Revokes a refresh token and everything that was issued with it: its successors and the access tokens of its grant
   * (RFC 7009 section 2.1). Does nothing for a token that is unknown or belongs to another client.
   */
  revoke(token: string, clientId: string): void {
    const grant = this.find(token);
    if (grant?.clientId === clientId) revokeGrant(this.state, grant.grantId);
  }

  /** Describes a valid refresh token of this client; undefined for anything else. */
  inspect(token: string, clientId: string): RefreshTokenInfo | undefined {
    const stored = this.state.get(KIND, token) as StoredRefreshToken | undefined;
    if (stored?.clientId !== clientId || this.isUsedUp(stored)) return undefined;
    const { userId, scopes, expires } = stored;
    return { userId, scopes, expires };
  }

  private isUsedUp({ clientId, consumed }: StoredRefreshToken): boolean {
    if (consumed === undefined) return false;
    const { leeway } = this.rotationOf(clientId);
    // The clock counts whole seconds, so without a leeway the second of the exchange is already too late.
    return leeway === 0 || this.now() > consumed + leeway;
  }

  private store(stored: StoredRefreshToken, token = randomBytes(32).toString('base64url')): string {
    this.state.set(KIND, token, { ...stored }, Math.min(stored.expires, this.now() + IDLE_LIFETIME));
    return token;
  }
}
