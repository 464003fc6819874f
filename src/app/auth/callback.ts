import { ChangeDetectionStrategy, Component, DOCUMENT, inject, signal } from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import { OKTA_AUTH } from '@okta/okta-angular';
import { exclusive } from './exclusive';
import type { Problem } from './problem';
import { Session } from './session';
import { TokenStore } from './token-store';

/** Where the org sends people back to. Finishes the sign-in, or says what went wrong. */
@Component({
  selector: 'app-callback',
  imports: [RouterLink],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './callback.html',
})
export class Callback {
  readonly #oktaAuth = inject(OKTA_AUTH);
  readonly #store = inject(TokenStore);
  readonly #router = inject(Router);
  readonly #document = inject(DOCUMENT);
  protected readonly session = inject(Session);
  /** A signal, since okta-angular's own callback sets a plain field, which a zoneless app never shows. */
  protected readonly problem = signal<Problem | undefined>(undefined);

  constructor() {
    void this.#finish();
  }

  async #finish(): Promise<void> {
    if (!this.#oktaAuth.isLoginRedirect()) {
      await this.#nothingToFinish();
      return;
    }
    const state = new URL(this.#document.location.href).searchParams.get('state') ?? undefined;
    const returnTo = this.#oktaAuth.getOriginalUri(state);
    try {
      await exclusive(() => this.#exchange(state));
    } catch (error) {
      this.problem.set(await this.session.explain(error));
      return;
    }
    this.#oktaAuth.removeOriginalUri(state);
    // Outside of the lock: the view that comes next may need it.
    await this.#oktaAuth.options.restoreOriginalUri!(this.#oktaAuth, returnTo);
  }

  /** Gets the tokens. One tab at a time: each exchange makes a key, and only that of the stored tokens stays. */
  async #exchange(state: string | undefined): Promise<void> {
    this.#forgetCopy(state);
    try {
      await this.#oktaAuth.storeTokensFromRedirect();
    } finally {
      await this.#store.dropOtherKeys();
    }
  }

  /**
   * A tab that was duplicated has a copy of the sign-in that the first one finished. okta-auth-js would send the code
   * once more, and an org may revoke all tokens of a code that comes twice (RFC 6749 section 4.1.2).
   */
  #forgetCopy(state: string | undefined): void {
    const { storageManager, transactionManager } = this.#oktaAuth;
    const own = transactionManager.load();
    const isOpen = state !== undefined && state in storageManager.getSharedTansactionStorage().getStorage();
    if (own?.state === state && !isOpen) transactionManager.clear();
  }

  /** The address was opened without an answer, or reloaded after the answer was taken from it. */
  async #nothingToFinish(): Promise<void> {
    if (this.session.signedIn()) {
      await this.#router.navigateByUrl('/', { replaceUrl: true });
      return;
    }
    await this.session.forget(); // a reload in the middle of an exchange leaves its key behind
    this.problem.set({
      title: 'Nothing to finish here',
      detail:
        'This is the address the org sends you back to after sign-in. It was opened without an answer from the org.',
      remedy: 'Sign in to start.',
    });
  }
}
