import { computed, DOCUMENT, inject, Injectable, InjectionToken, signal, untracked } from '@angular/core';
import { Router } from '@angular/router';
import { generateState, toRelativeUrl, type OktaAuth, type SavedObject, type Tokens } from '@okta/okta-auth-js/core';
import { OKTA_AUTH } from './okta-config';

/** The route to which the org sends users back. */
export const CALLBACK_ROUTE = 'login/callback';
const isCallback = (route: string): boolean => route.startsWith(`/${CALLBACK_ROUTE}`);

/** Runs work that changes tokens or keys, after other such work has ended, or after `timeout` milliseconds. */
export type SessionLock = <T>(work: () => Promise<T>, timeout?: number) => Promise<T>;
export const SESSION_LOCK = new InjectionToken<SessionLock>('lock', { factory: () => (work) => work() });

/** Revokes the tokens and ends the session at the org. @param failure why this browser could not delete tokens and key */
export type SignOutAtOrg = (oktaAuth: OktaAuth, tokens: Tokens, failure?: unknown) => Promise<unknown>;
export const SIGN_OUT_AT_ORG = new InjectionToken<SignOutAtOrg>('sign-out', {
  factory: () => (oktaAuth, tokens) => oktaAuth.signOut({ ...tokens, clearTokensBeforeRedirect: true }),
});

/** Who is signed in, and the only ways in and out. */
@Injectable({ providedIn: 'root' })
export class Session {
  readonly #oktaAuth = inject(OKTA_AUTH);
  readonly #router = inject(Router);
  readonly #document = inject(DOCUMENT);
  readonly #withLock = inject(SESSION_LOCK);
  readonly #signOutAtOrg = inject(SIGN_OUT_AT_ORG);
  #text: unknown;
  #parsed: Tokens = {};
  readonly #tokens = signal(this.tokens());

  /** True while there are tokens that are valid, or can be renewed. */
  readonly signedIn = computed(() => {
    const { accessToken, idToken, refreshToken } = this.#tokens();
    return !!accessToken && !!idToken && (!!refreshToken || !this.#oktaAuth.tokenManager.hasExpired(accessToken));
  });

  readonly user = computed(() => (this.signedIn() ? this.#tokens().idToken?.claims : undefined));

  /** Why a sign-in or sign-out failed, or why the session has ended. */
  readonly error = signal<unknown>(undefined);

  constructor() {
    this.#oktaAuth.tokenManager.on('added', () => this.syncFromStorage());
    this.#oktaAuth.tokenManager.on('removed', () => this.syncFromStorage());
  }

  /** The tokens in the storage, which are parsed again only when they have changed. */
  tokens(): Tokens {
    const { tokenManager } = this.#oktaAuth;
    const { storageProvider, storageName } = tokenManager.getStorage() as Omit<SavedObject, never>;
    const text: unknown = storageProvider.getItem(storageName);
    try {
      if (text !== this.#text) this.#parsed = tokenManager.getTokensSync();
    } catch {
      tokenManager.getStorage().clearStorage(); // Something else wrote there. okta-auth-js fails until it is gone.
      this.#parsed = {};
    }
    this.#text = text;
    return this.#parsed;
  }

  /** Lets the signals follow the storage. @param reason the error, should the tokens be gone */
  syncFromStorage(reason?: unknown): void {
    const [before, now] = [untracked(this.#tokens), this.tokens()];
    this.#tokens.set(now);
    if (!before.accessToken !== !now.accessToken) this.error.set(now.accessToken ? undefined : reason);
  }

  /** The one sign-in flow. What is left of the last session is deleted first. */
  async signIn(returnTo = this.#router.url): Promise<void> {
    this.error.set(undefined);
    try {
      const { options, features, transactionManager } = this.#oktaAuth;
      if (options.dpop && !features.isDPoPSupported()) throw new Error('This browser does not support DPoP.');
      const before = this.tokens().accessToken?.accessToken;
      // Another tab may have signed in while this one waited.
      const isNew = (token = this.tokens().accessToken?.accessToken): boolean => !!token && token !== before;
      await this.#withLock(async () => isNew() || this.clear(), 10_000);
      this.syncFromStorage();
      if (isNew()) {
        await this.#router.navigateByUrl(returnTo);
        return;
      }
      transactionManager.clear(); // of a sign-in that was abandoned
      const state = generateState(); // With it another tab finds the way back, too.
      this.#oktaAuth.setOriginalUri(isCallback(returnTo) ? '/' : returnTo, state);
      await this.#oktaAuth.signInWithRedirect({ state });
    } catch (error) {
      this.error.set(error);
    }
  }

  /** Exchanges the code in the address for tokens, and leads to where the sign-in began. */
  async finishSignIn(): Promise<void> {
    const { search, origin } = this.#document.location;
    const answer = new URLSearchParams(search);
    const state = answer.get('state') ?? undefined;
    try {
      const returnTo = this.#oktaAuth.getOriginalUri(state) ?? '/';
      await this.#withLock(() => this.#exchangeCode(answer.has('error'), state));
      this.#oktaAuth.removeOriginalUri(state);
      // Unless the user follows a link meanwhile. The callback works once, so its address is replaced.
      if (!isCallback(this.#router.currentNavigation()?.extractedUrl.toString() ?? this.#router.url)) return;
      await this.#router.navigateByUrl(toRelativeUrl(returnTo, origin), { replaceUrl: true });
    } catch (error) {
      this.error.set(error);
    }
  }

  async #exchangeCode(isError: boolean, state: string | undefined): Promise<void> {
    this.syncFromStorage(); // Another tab may have signed in while this one waited.
    const isOpen = !!state && this.#oktaAuth.transactionManager.load({ state })?.state === state;
    if (!isOpen && this.signedIn()) return; // An address from the history.
    // Anybody can make an address whose error says what they like.
    if (!isOpen && isError) throw new Error("OAuth flow response state doesn't match request state");
    await this.#oktaAuth.storeTokensFromRedirect();
    if (this.signedIn()) return;
    await this.clear(); // Views would lead to the next sign-in, and so on.
    throw new Error('The access token had expired when it came.');
  }

  /** Deletes tokens and key here, whatever the org says, then signs out at the org, whatever could not be deleted. */
  async signOut(): Promise<void> {
    let tokens = this.tokens();
    const clear = async (): Promise<void> => {
      tokens = this.tokens();
      await this.clear();
    };
    const failure: unknown = await this.#withLock(clear, 10_000).catch((error: unknown) => error);
    try {
      await this.#signOutAtOrg(this.#oktaAuth, tokens, failure);
    } catch (error) {
      this.error.set(error);
    }
  }

  /** Deletes the tokens and their key. Other apps of this origin keep theirs. @param reason why, unless the user wants it */
  async clear(reason?: unknown): Promise<void> {
    const deletion = this.#oktaAuth.clearDPoPStorage(false); // It reads at once which key is that of the tokens.
    this.#oktaAuth.tokenManager.clear();
    this.syncFromStorage();
    this.error.set(reason);
    await deletion;
  }
}
