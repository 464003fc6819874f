import { effect, inject, Injectable, signal, untracked } from '@angular/core';
import { OKTA_CONFIG } from '../core/okta-config';
import { Session } from '../core/session';
import { readOktaError } from './okta-error';
import type { Problem } from './problem';

/** Puts errors into words. The words are loaded when the first error needs them. */
@Injectable({ providedIn: 'root' })
export class Messages {
  readonly #config = inject(OKTA_CONFIG);
  readonly #session = inject(Session);
  readonly #sessionProblem = signal<Problem | undefined>(undefined);

  /** What went wrong with the last sign-in or sign-out, or why the session has ended. For the frame of the app. */
  readonly sessionProblem = this.#sessionProblem.asReadonly();

  constructor() {
    effect(() => void this.#follow(this.#session.error()));
  }

  /**
   * Explains what a request, a sign-in or a sign-out failed with.
   *
   * @param error what HttpClient or okta-auth-js has thrown
   */
  async explain(error: unknown): Promise<Problem> {
    try {
      const { explainError } = await import('./explain-error');
      const requestId = readOktaError(error).header('X-Okta-Request-Id');
      return { ...(await explainError(error, this.#config)), ...(requestId && { requestId }) };
    } catch {
      // The server has another version by now, or cannot be reached.
      const remedy = 'Reload the page and try again.';
      return { title: 'Something went wrong', detail: String(error), remedy, reload: true };
    }
  }

  async #follow(error: unknown): Promise<void> {
    const problem = error === undefined ? undefined : await this.explain(error);
    if (untracked(this.#session.error) === error) this.#sessionProblem.set(problem);
  }
}
