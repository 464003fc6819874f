import { decodeJwt } from 'jose';
import type { IssuedToken } from './events.js';

/** A token, and until when it is used. */
interface Held {
  token: IssuedToken;
  /** By the clock that only runs forward, in milliseconds. */
  until: number;
}

/**
 * Keeps the access token and gets another one shortly before it ends. Calls that come while one is being got wait for that
 * one.
 */
export class AccessTokens {
  private held?: Held;
  private pending?: Promise<IssuedToken>;

  /** @param request gets a new one */
  constructor(private readonly request: () => Promise<IssuedToken>) {}

  async current(): Promise<IssuedToken> {
    if (this.held && performance.now() < this.held.until) return this.held.token;
    return (this.pending ??= this.renew().finally(() => delete this.pending));
  }

  /** Drops a token that was refused. One that came in its place already stays. */
  discard({ accessToken }: IssuedToken): void {
    if (this.held?.token.accessToken === accessToken) delete this.held;
  }

  private async renew(): Promise<IssuedToken> {
    const start = performance.now();
    const token = await this.request();
    // A tenth of its life, at most a minute, is left for the way to the org.
    const margin = Math.min(60, token.expiresIn / 10);
    this.held = { token, until: start + (token.expiresIn - margin) * 1000 };
    return token;
  }
}

/** What stands in a token; undefined for one that is no JWT. It is the org's affair, and checked by nobody here. */
export function claimsOf(accessToken: string): IssuedToken['claims'] {
  try {
    return decodeJwt(accessToken);
  } catch {
    return undefined;
  }
}
