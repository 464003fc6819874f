import { computed, DOCUMENT, inject, Injectable, signal } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { Router } from '@angular/router';
import { OKTA_AUTH, OktaAuthStateService } from '@okta/okta-angular';
import type { UserClaims } from '@okta/okta-auth-js';
import { explainSignInError } from './sign-in-problem';
import { dpopUnsupportedReason } from './dpop-support';
import { readOktaError, type Problem } from './problem';

/** Who is signed in, and the only ways in and out. */
@Injectable({ providedIn: 'root' })
export class Session {
  readonly #oktaAuth = inject(OKTA_AUTH);
  readonly #router = inject(Router);
  readonly #document = inject(DOCUMENT);
  readonly #authState = toSignal(inject(OktaAuthStateService).authState$);
  readonly #problem = signal<Problem | undefined>(undefined);

  /** False until known. */
  readonly signedIn = computed(() => this.#authState()?.isAuthenticated === true);

  /** Display name from the ID token. */
  readonly name = computed(() => {
    const claims = this.#authState()?.idToken?.claims;
    return claims?.name ?? claims?.preferred_username;
  });

  /** What went wrong with the last sign-in or sign-out. */
  readonly problem = this.#problem.asReadonly();

  /** Why this browser cannot do DPoP although the configuration asks for it. */
  readonly unsupported = this.#oktaAuth.options.dpop ? dpopUnsupportedReason(this.#oktaAuth) : undefined;

  /**
   * The one sign-in flow. Keys of earlier sign-ins are cleared first: a failed exchange leaves one behind, and no
   * token should outlive the key it is bound to. Then it leaves the page for the org (authorization code with PKCE).
   *
   * @param returnTo route to come back to; default: the present one
   * @returns when the page is about to be left, or when that failed and {@link problem} says why
   */
  async signIn(returnTo = this.#route()): Promise<void> {
    this.#problem.set(undefined);
    if (this.unsupported) {
      await this.#router.navigateByUrl('/unsupported');
      return;
    }
    try {
      await this.forget();
      await this.#oktaAuth.signInWithRedirect({ originalUri: returnTo });
    } catch (error) {
      this.#problem.set(explainSignInError(error));
    }
  }

  /**
   * Revokes both tokens, deletes tokens and keys here, and ends the org's session, which leads back to the start
   * page. Whatever the org says, the person is signed out here; {@link problem} tells what could not be revoked.
   */
  async signOut(): Promise<void> {
    this.#problem.set(undefined);
    const { idToken, accessToken, refreshToken } = this.#oktaAuth.tokenManager.getTokensSync();
    const revoked = await Promise.allSettled([
      refreshToken && this.#oktaAuth.revokeRefreshToken(refreshToken),
      accessToken && this.#oktaAuth.revokeAccessToken(accessToken),
    ]);
    await this.forget();

    const failed = revoked.find((result) => result.status === 'rejected');
    if (failed && readOktaError(failed.reason).status === 0) {
      // Leaving for an org that does not answer would end on the browser's error page.
      this.#problem.set({
        title: 'Signed out here, but the org did not answer',
        detail:
          'Tokens and key are deleted in this browser. The tokens could not be revoked, the org’s session not ended.',
        remedy: 'Sign in and out again when the org answers, or let an administrator revoke the session.',
      });
      return;
    }
    const leaving = { revokeAccessToken: false, revokeRefreshToken: false, postLogoutRedirectUri: this.#home() };
    await this.#oktaAuth.signOut({ ...leaving, ...(idToken && { idToken }) });
  }

  /** The claims of the userinfo endpoint. Throws what okta-auth-js throws; `explainApiError` reads it. */
  async userinfo(): Promise<UserClaims> {
    const claims: UserClaims = await this.#oktaAuth.getUser();
    // okta-auth-js adds the headers of the answer to what was in it.
    return Object.fromEntries(Object.entries(claims).filter(([name]) => name !== 'headers')) as UserClaims;
  }

  /** Deletes the tokens and every DPoP key of this origin in this browser, keys of an earlier configuration too. */
  async forget(): Promise<void> {
    this.#oktaAuth.tokenManager.clear();
    if (this.#oktaAuth.features.isDPoPSupported()) await this.#oktaAuth.clearDPoPStorage(true);
  }

  /** The present route; the callback's address would be a bad place to come back to. */
  #route(): string {
    const { pathname, search, hash } = this.#document.location;
    return this.#oktaAuth.isLoginRedirect() || pathname.endsWith('/login/callback') ? '/' : pathname + search + hash;
  }

  /** As registered at Okta: the page's base without its last slash. */
  #home(): string {
    return new URL('.', this.#document.baseURI).href.replace(/\/$/, '');
  }
}
