import { HttpClient, HttpContext } from '@angular/common/http';
import { computed, DOCUMENT, inject, Injectable, signal } from '@angular/core';
import { Router } from '@angular/router';
import { OKTA_AUTH } from '@okta/okta-angular';
import { AuthSdkError, type UserClaims } from '@okta/okta-auth-js';
import { map, type Observable } from 'rxjs';
import { dpopUnsupportedReason } from './dpop-support';
import { exclusive } from './exclusive';
import { OKTA_APP_CONFIG } from './okta-config';
import { readOktaError, type Problem } from './problem';
import { explainSignInError } from './sign-in-problem';
import { SIGN_USERINFO, userinfoUrl } from './signed-request';
import { TokenStore } from './token-store';

/** How long sign-in and sign-out wait for other tabs, and sign-out for the org, in milliseconds. */
const PATIENCE = 10_000;

/** Who is signed in, and the only ways in and out. */
@Injectable({ providedIn: 'root' })
export class Session {
  readonly #oktaAuth = inject(OKTA_AUTH);
  readonly #store = inject(TokenStore);
  readonly #http = inject(HttpClient);
  readonly #router = inject(Router);
  readonly #document = inject(DOCUMENT);
  readonly #issuer = inject(OKTA_APP_CONFIG).issuer;
  readonly #problem = signal<Problem | undefined>(undefined);

  /** True while there are tokens that are good, or can be renewed. Tells what other tabs do, too. */
  readonly signedIn = computed(() => {
    const { accessToken, idToken, refreshToken } = this.#store.tokens();
    return !!accessToken && !!idToken && (!!refreshToken || !this.#oktaAuth.tokenManager.hasExpired(accessToken));
  });

  readonly #claims = computed(() => (this.signedIn() ? this.#store.tokens().idToken?.claims : undefined));

  /** Who is signed in: the ID token's `sub`. */
  readonly person = computed(() => this.#claims()?.sub);

  /** Display name from the ID token. */
  readonly name = computed(() => this.#claims()?.name ?? this.#claims()?.preferred_username);

  /** What went wrong with the last sign-in or sign-out, or why the session ended. */
  readonly problem = computed(() => this.#problem() ?? this.#store.ended()?.problem);

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
    const { idToken, accessToken, refreshToken } = this.#store.read();
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

  /**
   * The claims of the userinfo endpoint. They come through HttpClient, so that they survive what calls of the API
   * survive: okta-auth-js cannot answer a nonce challenge there. `explainApiError` reads what it throws.
   */
  userinfo(): Observable<UserClaims> {
    const context = new HttpContext().set(SIGN_USERINFO, true);
    return this.#http.get<UserClaims>(userinfoUrl(this.#issuer), { context }).pipe(
      map((claims: Partial<UserClaims> | null) => {
        // OpenID Connect Core 1.0 section 5.3.2: else the claims must not be used.
        if (claims?.sub !== undefined && claims.sub === this.#store.read().idToken?.claims.sub) {
          return claims as UserClaims;
        }
        throw new AuthSdkError('The userinfo answer was rejected due to token mismatch');
      }),
    );
  }

  /** Deletes the tokens and every DPoP key of this origin in this browser, keys of an earlier configuration too. */
  async forget(): Promise<void> {
    await exclusive(() => this.#store.forget(), PATIENCE);
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
