import { ChangeDetectionStrategy, Component, inject, signal } from '@angular/core';
import { RouterLink } from '@angular/router';
import { OKTA_AUTH } from '@okta/okta-angular';
import type { Problem } from './problem';
import { Session } from './session';
import { explainSignInError } from './sign-in-problem';

/** Where the org sends people back to. Finishes the sign-in, or says what went wrong. */
@Component({
  selector: 'app-callback',
  imports: [RouterLink],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './callback.html',
})
export class Callback {
  readonly #oktaAuth = inject(OKTA_AUTH);
  protected readonly session = inject(Session);
  /** A signal, since okta-angular's own callback sets a plain field, which a zoneless app never shows. */
  protected readonly problem = signal<Problem | undefined>(undefined);

  constructor() {
    void this.#finish();
  }

  async #finish(): Promise<void> {
    if (!this.#oktaAuth.isLoginRedirect()) {
      this.problem.set({
        title: 'Nothing to finish here',
        detail:
          'This is the address the org sends you back to after sign-in. It was opened without an answer from the org.',
        remedy: 'Sign in to start.',
      });
      return;
    }
    try {
      await this.#oktaAuth.handleLoginRedirect();
    } catch (error) {
      this.problem.set(explainSignInError(error));
      // A failed exchange leaves its key behind. A session that is there already keeps its own.
      if (!(await this.#oktaAuth.isAuthenticated())) await this.session.forget();
    }
  }
}
