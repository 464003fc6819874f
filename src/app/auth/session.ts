import { HttpClient, HttpContext } from '@angular/common/http';
import { computed, DOCUMENT, inject, Injectable, signal } from '@angular/core';
import { Router } from '@angular/router';
import { OKTA_AUTH } from '@okta/okta-angular';
import { AuthSdkError, type UserClaims } from '@okta/okta-auth-js';
import { map, type Observable } from 'rxjs';
import { unsupportedBecauseOf, unsupportedReason } from './browser-support';
import { tellClock } from './clock';
import { exclusive } from './exclusive';
import { OKTA_APP_CONFIG } from './okta-config';
import type { Problem } from './problem';
import { explainSignInError } from './sign-in-problem';
import { SignOut } from './sign-out';
import { SIGN_USERINFO, userinfoUrl } from './signed-request';
import { TokenStore } from './token-store';

/** How long a sign-in waits for other tabs, in milliseconds. */
const PATIENCE = 10_000;

/** Who is signed in, and the only ways in and out. */
@Injectable({ providedIn: 'root' })
export class Session {
  readonly #oktaAuth = inject(OKTA_AUTH);
  readonly #store = inject(TokenStore);
  readonly #http = inject(HttpClient);
  readonly #router = inject(Router);
  readonly #document = inject(DOCUMENT);
  readonly #config = inject(OKTA_APP_CONFIG);
  readonly #out = inject(SignOut);
  readonly #problem = signal(this.#out.message());

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

  readonly #unsupported = signal(unsupportedReason(this.#config.dpop));

  /** Why this browser cannot sign in here. Some reasons show only when a key or a token should be stored. */
  readonly unsupported = this.#unsupported.asReadonly();

  /**
   * The one sign-in flow. Keys of earlier sign-ins are cleared first: a failed exchange leaves one behind, and no
   * token should outlive the key it is bound to. Then it leaves the page for the org (authorization code with PKCE).
   *
   * @param returnTo route to come back to; default: the present one
   * @returns when the page is about to be left, or when that failed and {@link problem} says why
   */
  async signIn(returnTo = this.#route()): Promise<void> {
    this.#problem.set(undefined);
    if (this.#unsupported()) {
      await this.#router.navigateByUrl('/unsupported');
      return;
    }
    try {
      await this.forget();
      this.#oktaAuth.transactionManager.clear(); // of a sign-in that was abandoned halfway
      await this.#oktaAuth.signInWithRedirect({ originalUri: returnTo });
    } catch (error) {
      this.#problem.set(await this.explain(error));
    }
  }

  /**
   * Explains why a sign-in failed. A browser that cannot store what it has to leads to the page that says so.
   *
   * @returns undefined then
   */
  async explain(error: unknown): Promise<Problem | undefined> {
    const reason = unsupportedBecauseOf(error);
    if (reason === undefined) return explainSignInError(await tellClock(error, this.#config.issuer));
    this.#unsupported.set(reason);
    await this.#router.navigateByUrl('/unsupported', { replaceUrl: true });
    return undefined;
  }

  /**
   * Signs out here and at the org, which leads back to the start page. Whatever the org says, the person is signed out
   * here; {@link problem} tells what could not be revoked.
   */
  async signOut(): Promise<void> {
    this.#problem.set(undefined);
    this.#problem.set(await this.#out.run());
  }

  /**
   * The claims of the userinfo endpoint. They come through HttpClient, so that they survive what calls of the API
   * survive: okta-auth-js cannot answer a nonce challenge there. `explainApiError` reads what it throws.
   */
  userinfo(): Observable<UserClaims> {
    const context = new HttpContext().set(SIGN_USERINFO, true);
    return this.#http.get<UserClaims>(userinfoUrl(this.#config.issuer), { context }).pipe(
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
}
