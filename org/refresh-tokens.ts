import { randomBytes } from 'node:crypto';
import type { RefreshTokenInfo, RefreshTokens } from './context.js';
import { revokeGrant } from './grants.js';
import type { State } from './state/state.js';

/** Lifetime of a refresh token and all its successors together, in seconds: 90 days. */
const REFRESH_TOKEN_LIFETIME = 90 * 24 * 60 * 60;

/** Seconds after which one that is not used expires: 7 days. Its successor has as long again. */
const IDLE_LIFETIME = 7 * 24 * 60 * 60;

/**
 * Seconds for which a token that was exchanged may be exchanged again, for clients whose answer got lost. Okta's
 * default for single-page apps.
 */
export const ROTATION_LEEWAY = 30;

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

/** The org's refresh tokens: each is exchanged once, for new tokens and its successor (RFC 9700 section 4.14.2). */
export class StoredRefreshTokens implements RefreshTokens {
  constructor(
    private readonly state: State,
    private readonly now: () => number,
  ) {}

  issue(grant: RefreshTokenGrant): string {
    return this.store({ ...grant, expires: this.now() + REFRESH_TOKEN_LIFETIME });
  }

  /** What a token stands for; undefined for one that is unknown, expired or revoked. */
  find(token: string): RefreshTokenGrant | undefined {
    return this.state.get(KIND, token) as Stored | undefined;
  }

  /**
   * Exchanges a token for its successor, which expires when the first of them would have.
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
    this.state.consume(KIND, token);
    return this.store({ ...stored, consumed: undefined, ...(jkt !== undefined && { jkt }) });
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

  private isSpent({ consumed }: Stored): boolean {
    return consumed !== undefined && this.now() > consumed + ROTATION_LEEWAY;
  }

  private store(stored: Stored): string {
    const token = randomBytes(32).toString('base64url');
    this.state.set(KIND, token, { ...stored }, Math.min(stored.expires, this.now() + IDLE_LIFETIME));
    return token;
  }
}
