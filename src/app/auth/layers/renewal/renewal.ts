import { inject, Injectable, InjectionToken, untracked } from '@angular/core';
import type { AccessToken, Tokens } from '@okta/okta-auth-js/core';
import { OKTA_AUTH } from '../../core/okta-config';
import { Session, SESSION_LOCK } from '../../core/session';
import { isKeyGone, readOktaError } from '../../messages/okta-error';
import { SessionEnded } from '../../messages/session-errors';
import { withTimeout } from '../with-timeout';

/** How long the org may take to renew, in milliseconds. */
export const RENEWAL_TIMEOUT = new InjectionToken('renewal timeout', { factory: () => 45_000 });

/** Keeps the access token valid: one renewal, however many requests need it, in however many tabs. */
@Injectable({ providedIn: 'root' })
export class Renewal {
  readonly #oktaAuth = inject(OKTA_AUTH);
  readonly #session = inject(Session);
  readonly #withLock = inject(SESSION_LOCK);
  readonly #timeout = inject(RENEWAL_TIMEOUT);
  #pending: Promise<AccessToken> | undefined;

  /**
   * The access token for a request that is made now, renewed if it has expired; undefined before sign-in.
   *
   * @throws SessionEnded when there is no session any more; what okta-auth-js throws when renewal failed for now
   */
  async accessToken(): Promise<AccessToken | undefined> {
    const { accessToken } = this.#session.tokens();
    if (accessToken) return this.#oktaAuth.tokenManager.hasExpired(accessToken) ? this.renew(accessToken) : accessToken;
    this.#session.syncFromStorage(new SessionEnded('signed-out-elsewhere'));
    const error = untracked(this.#session.error);
    if (error instanceof SessionEnded) throw error;
    return undefined;
  }

  /**
   * Renews the tokens, with the same key.
   *
   * @param old the token that has expired or was refused; if another tab has stored a newer one, that one is returned
   */
  renew(old: AccessToken): Promise<AccessToken> {
    this.#pending ??= this.#withLock(() => this.#renew(old)).finally(() => (this.#pending = undefined));
    return this.#pending;
  }

  /**
   * The token for another attempt after one that failed.
   *
   * @param token the token of the attempt
   * @param isSafe whether a request whose token was refused may be sent again
   * @throws SessionEnded when the session is over, or the error itself when another attempt would not help
   */
  async renewAfter(error: unknown, token: AccessToken | undefined, isSafe: boolean): Promise<AccessToken> {
    if (token && isKeyGone(error)) return this.#withLock(() => this.#end(token, new SessionEnded('key-gone')));
    const { status, code } = readOktaError(error);
    // RFC 6750 section 3.1: the token was revoked, or has expired by the clock of the org.
    const isRefused = status === 401 && code === 'invalid_token';
    if (token && isRefused && isSafe && this.#session.tokens().refreshToken) return this.renew(token);
    throw error;
  }

  async #renew(old: AccessToken): Promise<AccessToken> {
    const { accessToken, refreshToken } = this.#session.tokens();
    if (!accessToken) throw new SessionEnded('signed-out-elsewhere');
    if (accessToken.accessToken !== old.accessToken) return accessToken; // Another tab was faster.
    if (!refreshToken) return this.#end(accessToken, new SessionEnded('expired'));
    try {
      const renewal = this.#oktaAuth.token.renewTokensWithRefresh({ scopes: refreshToken.scopes }, refreshToken);
      // All tabs wait for the lock, so it must not be kept for an answer that never comes.
      const renewed = await withTimeout(renewal, this.#timeout);
      if (!renewed.accessToken) throw new Error('The org renewed the session and sent no access token.');
      return await this.#store(renewed, renewed.accessToken, accessToken);
    } catch (error) {
      if (error instanceof SessionEnded) throw error;
      if (isKeyGone(error)) return this.#end(accessToken, new SessionEnded('key-gone'));
      if (isRefusal(error)) return this.#end(accessToken, new SessionEnded('renewal-refused', error));
      throw error; // It may be temporary: the tokens stay, and the next request tries again.
    }
  }

  /** @returns the token to use: the renewed one, unless another tab has stored a newer one */
  async #store(renewed: Tokens, renewedToken: AccessToken, old: AccessToken): Promise<AccessToken> {
    const stored = this.#session.tokens();
    if (!stored.accessToken) {
      // The user signed out meanwhile. okta-auth-js has stored the new refresh token by now.
      const ended = new SessionEnded('signed-out-elsewhere');
      await this.#session.clear(untracked(this.#session.error));
      throw ended;
    }
    if (stored.accessToken.accessToken !== old.accessToken) return stored.accessToken;
    // The tokens must not be used then (OpenID Connect Core 1.0 section 12.2), and the old refresh token is spent.
    if (stored.idToken && renewed.idToken && renewed.idToken.claims.sub !== stored.idToken.claims.sub) {
      const cause = new Error('The new ID token is of another user.');
      return this.#end(old, new SessionEnded('renewal-refused', cause));
    }
    // An org may send no new ID token, nor a new refresh token if it does not rotate them.
    this.#oktaAuth.tokenManager.setTokens({ ...stored, ...renewed });
    return renewedToken;
  }

  /**
   * Ends the session of a token. A verdict on one token does not concern a newer one that another tab has stored.
   *
   * @returns the newer token, to be used instead
   * @throws SessionEnded when there is none
   */
  async #end(token: AccessToken, ended: SessionEnded): Promise<AccessToken> {
    const { accessToken } = this.#session.tokens();
    if (accessToken && accessToken.accessToken !== token.accessToken) return accessToken;
    if (accessToken) await this.#session.clear(ended);
    throw ended;
  }
}

function isRefusal(error: unknown): boolean {
  const { code, description } = readOktaError(error);
  return code === 'invalid_grant' || !!description?.includes('binding in refresh token');
}
