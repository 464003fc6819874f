import { DOCUMENT, inject, Injectable } from '@angular/core';
import { OKTA_AUTH } from '../../core/okta-config';

/** Where all tabs find the `state` of the newest sign-ins whose code was sent. */
const STORED = 'okta-finished-sign-ins';
const KEPT = 20;

/**
 * A tab that was duplicated has a copy of a sign-in that the first one has finished. okta-auth-js would send the code again,
 * and an org may revoke all tokens of a code that comes twice (RFC 6749 section 4.1.2).
 *
 * Finished sign-ins are marked. That one is gone from what the tabs share proves nothing: okta-auth-js drops it after half
 * an hour.
 */
@Injectable({ providedIn: 'root' })
export class FinishedSignIns {
  readonly #transactions = inject(OKTA_AUTH).transactionManager;
  readonly #location = inject(DOCUMENT).location;

  /** Runs work that may finish the sign-in whose answer is in the address. */
  async watch<T>(work: () => Promise<T>): Promise<T> {
    const own = this.#transactions.load()?.state;
    if (own && this.#finished().includes(own)) this.#transactions.clear();
    const state = new URLSearchParams(this.#location.search).get('state');
    const wasOpen = this.#isOpen(state);
    try {
      return await work();
    } finally {
      if (state && wasOpen && !this.#isOpen(state)) this.#mark(state);
    }
  }

  #isOpen(state: string | null): boolean {
    return !!state && this.#transactions.load({ state })?.state === state;
  }

  #finished(): string[] {
    return (localStorage.getItem(STORED) ?? '').split(' ');
  }

  #mark(state: string): void {
    localStorage.setItem(STORED, [state, ...this.#finished()].slice(0, KEPT).join(' '));
  }
}
