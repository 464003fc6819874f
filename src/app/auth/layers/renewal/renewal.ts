import { inject, Injectable, InjectionToken, untracked } from '@angular/core';
import { handleOAuthResponse, postRefreshToken } from '@okta/okta-auth-js/core';
import type { AccessToken, IDToken, OAuthResponse, RefreshToken, TokenParams } from '@okta/okta-auth-js/core';
import { OKTA_AUTH } from '../../core/okta-config';
import { Session, SESSION_LOCK } from '../../core/session';
import { isKeyGone, readOktaError } from '../../messages/okta-error';
import { SessionEnded } from '../../messages/session-errors';
import { findKey } from '../key-store';
import { withTimeout } from '../with-timeout';

/** How long the org may take to renew, in milliseconds. */
export const RENEWAL_TIMEOUT = new InjectionToken('renewal timeout', { factory: () => 45_000 });

/** How long the org's keys may take, when the tokens are stored already. */
const KEYS_TIMEOUT = 5000;

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
   * @param retries 1 for the first further attempt
   * @throws SessionEnded when the session is over, or the error itself when another attempt would not help
   */
  async renewAfter(error: unknown, token: AccessToken | undefined, retries: number): Promise<AccessToken> {
    // However often other tabs sign in: each time there is a newer token, or the session has ended.
    if (token && isKeyGone(error)) return this.#withLock(() => this.#end(token, new SessionEnded('key-gone')));
    const { status, code } = readOktaError(error);
    // RFC 6750 section 3.1: the token was revoked, or has expired by the clock of the org.
    const isRefused = status === 401 && code === 'invalid_token';
    if (token && isRefused && retries === 1 && this.#session.tokens().refreshToken) return this.renew(token);
    throw error;
  }

  async #renew(old: AccessToken): Promise<AccessToken> {
    const { accessToken, refreshToken } = this.#session.tokens();
    if (!accessToken) throw new SessionEnded('signed-out-elsewhere');
    if (accessToken.accessToken !== old.accessToken) return accessToken; // Another tab was faster.
    if (!refreshToken) return this.#end(accessToken, new SessionEnded('expired'));
    try {
      return await this.#exchange(refreshToken, accessToken);
    } catch (error) {
      if (error instanceof SessionEnded) throw error;
      if (isRefusal(error)) return this.#end(accessToken, new SessionEnded('renewal-refused', error));
      throw error; // It may be temporary: the tokens stay, and the next request tries again.
    }
  }

  /**
   * Not by renewTokensWithRefresh() of okta-auth-js. That stores what the org says after nobody waits any more, in whichever
   * session; and it loses the new refresh token when the keys that sign the ID token cannot be fetched.
   */
  async #exchange(refreshToken: RefreshToken, old: AccessToken): Promise<AccessToken> {
    const { clientId, dpop } = this.#oktaAuth.options;
    const { scopes, dpopPairId } = refreshToken;
    const dpopKeyPair = dpop ? await findKey(dpopPairId) : undefined;
    if (dpop && !dpopKeyPair) return this.#end(old, new SessionEnded('key-gone'));
    const parameters = { clientId: clientId!, scopes, ...(dpop && { dpop, dpopPairId: dpopPairId! }) };
    const asked = postRefreshToken(this.#oktaAuth, { ...parameters, dpopKeyPair: dpopKeyPair! }, refreshToken);
    // All tabs wait for the lock, so it must not be kept for an answer that never comes.
    const answer = await withTimeout(asked, this.#timeout);

    const { id_token, ...recorded } = answer;
    const { tokens: renewed } = await handleOAuthResponse(this.#oktaAuth, parameters, recorded);
    const { accessToken } = renewed;
    if (!accessToken) throw new Error('The org renewed the session and sent no access token.');
    const stored = this.#session.tokens();
    if (!stored.accessToken) throw new SessionEnded('signed-out-elsewhere');
    if (stored.accessToken.accessToken !== old.accessToken) return stored.accessToken;
    // The old refresh token is spent, so the new one is stored before anything can fail. An org that does not rotate
    // them sends none.
    this.#oktaAuth.tokenManager.setTokens({ ...stored, ...renewed });
    return id_token ? this.#storeIdToken(answer, parameters, accessToken) : accessToken;
  }

  /** @returns the access token, which is valid whatever becomes of the ID token, unless that is of another user */
  async #storeIdToken(answer: OAuthResponse, parameters: TokenParams, accessToken: AccessToken): Promise<AccessToken> {
    const idToken = await this.#verifyIdToken(answer, parameters);
    const stored = this.#session.tokens();
    if (!idToken || stored.accessToken?.accessToken !== accessToken.accessToken) return accessToken;
    // OpenID Connect Core 1.0 section 12.2: the tokens must not be used then.
    if (stored.idToken && idToken.claims.sub !== stored.idToken.claims.sub) {
      const cause = new Error('The new ID token is of another user.');
      return this.#end(accessToken, new SessionEnded('renewal-refused', cause));
    }
    this.#oktaAuth.tokenManager.setTokens({ ...stored, idToken });
    return accessToken;
  }

  /** Undefined when the keys of the org could not be fetched: the old ID token stays. */
  async #verifyIdToken(answer: OAuthResponse, parameters: TokenParams): Promise<IDToken | undefined> {
    try {
      const { tokens } = await withTimeout(handleOAuthResponse(this.#oktaAuth, parameters, answer), KEYS_TIMEOUT);
      return tokens.idToken;
    } catch (error) {
      if (readOktaError(error).status === undefined) throw error;
      return undefined;
    }
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
