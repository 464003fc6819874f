import { decodeJwt } from 'jose';
import type { IssuedToken } from '../events.js';

interface CachedToken {
  token: IssuedToken;
  /** When a new token is requested, in milliseconds of the monotonic clock (`performance.now()`). */
  renewAt: number;
}

/** Caches the access token and requests a new one shortly before it expires. Concurrent calls share one request. */
export class AccessTokens {
  private cached?: CachedToken;
  private pending?: Promise<IssuedToken>;
  private readonly request: () => Promise<IssuedToken>;

  /** @param request requests a new token */
  constructor(request: () => Promise<IssuedToken>) {
    this.request = request;
  }

  async current(): Promise<IssuedToken> {
    if (this.cached && performance.now() < this.cached.renewAt) return this.cached.token;
    return (this.pending ??= this.renew().finally(() => delete this.pending));
  }

  /** Removes a token that the org rejected, unless a concurrent call has replaced it already. */
  discard({ accessToken }: IssuedToken): void {
    if (this.cached?.token.accessToken === accessToken) delete this.cached;
  }

  private async renew(): Promise<IssuedToken> {
    const requestedAt = performance.now();
    const token = await this.request();
    // A token must still be valid when it reaches the org: keep a tenth of its lifetime, at most a minute.
    const margin = Math.min(60, token.expiresIn / 10);
    this.cached = { token, renewAt: requestedAt + (token.expiresIn - margin) * 1000 };
    return token;
  }
}

/** The claims of an access token; undefined if it is not a JWT. They are not verified: the token is opaque to a client. */
export function decodeClaims(accessToken: string): IssuedToken['claims'] {
  try {
    return decodeJwt(accessToken);
  } catch {
    return undefined;
  }
}
