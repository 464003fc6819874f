import { computed, Injectable, signal } from '@angular/core';
import { defer, finalize, timer, type Observable } from 'rxjs';

/** What to wait for before a request is sent again, and how long. */
export interface Pause {
  reason: 'rate-limit' | 'server-error' | 'network';
  milliseconds: number;
}

/** A pause that is under way. */
export interface Wait extends Pause {
  /** When it ends, on the clock of `performance.now()`, which nobody sets. */
  until: number;
}

/** What requests wait for, so that the page can say so. Without the retry layer they never wait. */
@Injectable({ providedIn: 'root' })
export class Waits {
  readonly #waits = signal<readonly Wait[]>([]);

  /** The longest wait; undefined when nothing waits. */
  readonly longest = computed(() => [...this.#waits()].sort((a, b) => b.until - a.until)[0]);

  /** Emits when the pause is over. Who unsubscribes, by leaving the view for example, ends it. */
  pause(pause: Pause): Observable<unknown> {
    return defer(() => {
      const wait = { ...pause, until: performance.now() + pause.milliseconds };
      this.#waits.update((waits) => [...waits, wait]);
      return timer(pause.milliseconds).pipe(
        finalize(() => this.#waits.update((waits) => waits.filter((other) => other !== wait))),
      );
    });
  }
}
