import { inject, Injectable } from '@angular/core';
import { OKTA_AUTH } from '@okta/okta-angular';
import type { AccessToken, RefreshToken, Tokens } from '@okta/okta-auth-js';
import { exclusive } from './exclusive';
import { inTime } from './in-time';
import { hasKey } from './key-store';
import { readOktaError } from './problem';
import { RETRY_POLICY } from './retry-policy';
import { SessionEnded } from './session-ended';
import { TokenStore } from './token-store';

/**
 * Keeps the access token good. okta-auth-js' own renewal is off: it removes the access token at any failure, tries a
 * hidden frame where there is no refresh token (two minutes, and in vain without third-party cookies), and two tabs
 * may use one refresh token at the same time.
 */
@Injectable({ providedIn: 'root' })
export class Renewal {
  readonly #oktaAuth = inject(OKTA_AUTH);
  readonly #store = inject(TokenStore);
  readonly #policy = inject(RETRY_POLICY);
  #underWay: Promise<AccessToken> | undefined;

  /**
   * The access token for a request that is made now, renewed if need be; undefined before sign-in.
   *
   * @throws SessionEnded when there is no session any more; what okta-auth-js throws when renewal failed for now
   */
  async accessToken(): Promise<AccessToken | undefined> {
    const { accessToken } = this.#store.read();
    if (accessToken) return this.#oktaAuth.tokenManager.hasExpired(accessToken) ? this.renew(accessToken) : accessToken;
    this.#store.look();
    const ended = this.#store.ended();
    if (ended) throw ended;
    return undefined;
  }

  /**
   * Renews the tokens with the same key: once, however many ask for it, in however many tabs.
   *
   * @param old the token that has expired or was refused; a newer one is taken from the storage
   */
  renew(old: AccessToken): Promise<AccessToken> {
    this.#underWay ??= exclusive(() => this.#renew(old)).finally(() => (this.#underWay = undefined));
    return this.#underWay;
  }

  /**
   * Ends the session of a token whose key is gone.
   *
   * @returns a newer token to use instead, with a key of its own; undefined when the key is there
   * @throws SessionEnded when there is no newer token
   */
  async endWithoutKey(token: AccessToken): Promise<AccessToken | undefined> {
    return exclusive(async () => {
      if (await hasKey(token.dpopPairId)) return undefined;
      return this.#store.end(token, new SessionEnded('key-gone'));
    });
  }

  /** Looks at the start of the app whether the key is still there, so that the first request need not fail. */
  async endIfWithoutKey(): Promise<void> {
    const { accessToken } = this.#store.read();
    if (!accessToken || !this.#oktaAuth.options.dpop) return;
    await this.endWithoutKey(accessToken).catch(() => undefined);
  }

  async #renew(old: AccessToken): Promise<AccessToken> {
    const { accessToken, refreshToken } = this.#store.read();
    if (!accessToken) throw new SessionEnded('signed-out-elsewhere');
    if (accessToken.accessToken !== old.accessToken) return accessToken; // another tab was faster
    if (!refreshToken) return this.#store.end(accessToken, new SessionEnded('expired'));
    try {
      const asked = this.#oktaAuth.token.renewTokensWithRefresh({ scopes: refreshToken.scopes }, refreshToken);
      // Whoever never gets an answer must not keep the lock: all tabs would wait.
      const renewed = await inTime(asked, this.#policy.longestAnswer);
      if (!renewed.accessToken) throw new Error('The org renewed the session and sent no access token.');
      return await this.#keep(renewed, renewed.accessToken, accessToken);
    } catch (error) {
      if (error instanceof SessionEnded) throw error; // from #keep, which has seen to it
      const ended = await this.#endOf(error, refreshToken);
      // Anything else may pass: the tokens stay, and the next request tries again.
      if (ended) return this.#store.end(accessToken, ended);
      throw error;
    }
  }

  /** @returns the token to use: the renewed one, unless another tab has stored a newer one */
  async #keep(renewed: Tokens, renewedToken: AccessToken, old: AccessToken): Promise<AccessToken> {
    const stored = this.#store.read();
    if (!stored.accessToken) {
      // Somebody signed out who had no patience with the org. okta-auth-js has stored the new refresh token by now.
      await this.#store.forget();
      throw new SessionEnded('signed-out-elsewhere');
    }
    if (stored.accessToken.accessToken !== old.accessToken) return stored.accessToken;
    // Not to be used then (OpenID Connect Core 1.0 section 12.2), and the old refresh token is spent.
    if (stored.idToken && renewed.idToken && renewed.idToken.claims.sub !== stored.idToken.claims.sub) {
      const said = { description: 'The new ID token is of somebody else.', header: () => null };
      return this.#store.end(old, new SessionEnded('renewal-refused', said));
    }
    // An org may send neither a new ID token nor, where it does not rotate, a new refresh token.
    this.#oktaAuth.tokenManager.setTokens({ ...stored, ...renewed });
    return renewedToken;
  }

  /** Why a failed renewal ends the session; undefined when it does not. */
  async #endOf(error: unknown, { dpopPairId }: RefreshToken): Promise<SessionEnded | undefined> {
    if (this.#oktaAuth.options.dpop && !(await hasKey(dpopPairId))) return new SessionEnded('key-gone');
    const said = readOktaError(error);
    const isRefused = said.code === 'invalid_grant' || !!said.description?.includes('binding in refresh token');
    return isRefused ? new SessionEnded('renewal-refused', said) : undefined;
  }
}
