import { randomBytes } from 'node:crypto';
import type { RefreshTokenInfo, RefreshTokens } from '../context.js';
import { revokeGrant } from './grants.js';
import type { State } from '../state/state.js';
import type { Rotation } from '../model/token-rotation.js';

/** Lifetime of a refresh token and all its successors together, in seconds: 90 days. */
const REFRESH_TOKEN_LIFETIME = 90 * 24 * 60 * 60;

/** Seconds after which one that is not used expires: 7 days. Its successor has as long again. */
const IDLE_LIFETIME = 7 * 24 * 60 * 60;

const KIND = 'RefreshToken';

/** What a refresh token stands for. */
export interface RefreshTokenGrant {
  clientId: string;
  userId: string;
  /** The authorization it comes from; a token and its successors share it. */
  grantId: string;
  scopes: string[];
  /** When the user signed in, in seconds since the epoch. */
  authTime?: number;
  /** Thumbprint of the key that it is bound to (RFC 9449 section 5); left out: none. */
  jkt?: string;
}

type Stored = RefreshTokenGrant & { expires: number; consumed?: number };

/**
 * The org's refresh tokens. Where they rotate, each is exchanged once, for new tokens and its successor (RFC 9700
 * section 4.14.2).
 */
export class StoredRefreshTokens implements RefreshTokens {
  constructor(
    private readonly state: State,
    private readonly now: () => number,
    /** The setting of an app, as it is now. */
    private readonly rotationOf: (clientId: string) => Rotation,
  ) {}

  issue(grant: RefreshTokenGrant): string {
    return this.store({ ...grant, expires: this.now() + REFRESH_TOKEN_LIFETIME });
  }

  /** What a token stands for; undefined for one that is unknown, expired or revoked. */
  find(token: string): RefreshTokenGrant | undefined {
    return this.state.get(KIND, token) as Stored | undefined;
  }

  /**
   * Exchanges a token for its successor, which expires when the first of them would have. Where tokens persist, that is
   * the token itself, unless it has a successor from when they did not.
   *
   * @param jkt thumbprint of the key that the successor is bound to
   * @returns undefined when the token was exchanged before and the leeway is over. Two have it then, and one of them
   *   has no right to: all tokens of the grant are revoked.
   */
  rotate(token: string, jkt?: string): string | undefined {
    const stored = this.state.get(KIND, token) as Stored | undefined;
    if (!stored) return undefined;
    if (this.isSpent(stored)) {
      revokeGrant(this.state, stored.grantId);
      return undefined;
    }
    const successor = { ...stored, consumed: undefined, ...(jkt !== undefined && { jkt }) };
    const persists = this.rotationOf(stored.clientId).rotation_type === 'STATIC' && stored.consumed === undefined;
    if (persists) return this.store(successor, token);
    this.state.consume(KIND, token);
    return this.store(successor);
  }

  async revoke(token: string, clientId: string): Promise<void> {
    const grant = this.find(token);
    if (grant?.clientId === clientId) revokeGrant(this.state, grant.grantId);
  }

  inspect(token: string, clientId: string): RefreshTokenInfo | undefined {
    const stored = this.state.get(KIND, token) as Stored | undefined;
    if (stored?.clientId !== clientId || this.isSpent(stored)) return undefined;
    const { userId, scopes, expires } = stored;
    return { userId, scopes, expires };
  }

  private isSpent({ clientId, consumed }: Stored): boolean {
    if (consumed === undefined) return false;
    const { leeway } = this.rotationOf(clientId);
    // The clock has whole seconds: without a leeway, the second of the exchange itself is too late, too.
    return leeway === 0 || this.now() > consumed + leeway;
  }

  private store(stored: Stored, token = randomBytes(32).toString('base64url')): string {
    this.state.set(KIND, token, { ...stored }, Math.min(stored.expires, this.now() + IDLE_LIFETIME));
    return token;
  }
}
