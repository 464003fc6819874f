import { DestroyRef, inject, Injectable, signal } from '@angular/core';
import { OKTA_AUTH } from '@okta/okta-angular';
import type { AccessToken, Tokens } from '@okta/okta-auth-js';
import { keepOnlyKey } from './key-store';
import { SessionEnded } from './session-ended';

/** The tokens of this browser. They are in its storage, which all tabs share: this class says what stands there. */
@Injectable({ providedIn: 'root' })
export class TokenStore {
  readonly #oktaAuth = inject(OKTA_AUTH);
  readonly #tokens = signal(this.read());
  readonly #ended = signal<SessionEnded | undefined>(undefined);

  /** What is stored, whichever tab stored it. */
  readonly tokens = this.#tokens.asReadonly();

  /** Why the session ended, until the next one begins; undefined when the person ended it here. */
  readonly ended = this.#ended.asReadonly();

  constructor() {
    const { tokenManager } = this.#oktaAuth;
    const here = (): void => this.#tokens.set(this.read());
    const anywhere = (): void => this.look();
    tokenManager.on('added', here);
    tokenManager.on('removed', here);
    // Comes to all tabs but the one that wrote. A page that comes back from the browser's cache heard nothing.
    window.addEventListener('storage', anywhere);
    window.addEventListener('pageshow', anywhere);
    inject(DestroyRef).onDestroy(() => {
      tokenManager.off('added', here);
      tokenManager.off('removed', here);
      window.removeEventListener('storage', anywhere);
      window.removeEventListener('pageshow', anywhere);
    });
  }

  /** The tokens at this moment; a signal may lag behind what another tab does. */
  read(): Tokens {
    return this.#oktaAuth.tokenManager.getTokensSync();
  }

  /** Looks whether tokens came or went without our doing. */
  look(): void {
    const had = this.#tokens().accessToken !== undefined;
    this.#tokens.set(this.read());
    const has = this.#tokens().accessToken !== undefined;
    if (has) this.#ended.set(undefined);
    else if (had) this.#ended.set(new SessionEnded('signed-out-elsewhere'));
  }

  /**
   * Deletes the tokens and every DPoP key of this origin in this browser, keys of an earlier configuration too.
   *
   * @param ended why, unless the person wants it so
   */
  async forget(ended?: SessionEnded): Promise<void> {
    this.#ended.set(ended);
    this.#oktaAuth.tokenManager.clear();
    if (this.#oktaAuth.features.isDPoPSupported()) await this.#oktaAuth.clearDPoPStorage(true);
  }

  /** Deletes the keys that belong to no token: of sign-ins that failed, or that a newer one has replaced. */
  async dropOtherKeys(): Promise<void> {
    if (this.#oktaAuth.features.isDPoPSupported()) await keepOnlyKey(this.read().accessToken?.dpopPairId);
  }

  /**
   * Ends the session that a token belongs to. What is wrong with one token says nothing about a newer one, which another
   * tab may have stored meanwhile: that one stays.
   *
   * @returns the newer token, to be used instead
   * @throws SessionEnded when there is none
   */
  async end(token: AccessToken, ended: SessionEnded): Promise<AccessToken> {
    const { accessToken } = this.read();
    if (accessToken && accessToken.accessToken !== token.accessToken) return accessToken;
    if (accessToken) await this.forget(ended);
    throw ended;
  }
}
