import { computed, signal, type Signal } from '@angular/core';
import { toObservable, toSignal } from '@angular/core/rxjs-interop';
import { catchError, defer, from, map, switchMap, type ObservableInput } from 'rxjs';
import type { Problem } from '../auth';

/** What a request came to. */
export type Outcome<T> = { ok: true; value: T } | { ok: false; problem: Problem };

export interface Latest<T> {
  /** The newest outcome; undefined before the first. It stays while the next one is under way, so that the page does not jump. */
  readonly outcome: Signal<Outcome<T> | undefined>;
  readonly loading: Signal<boolean>;
  /** Asks the same again. */
  readonly again: () => void;
}

/**
 * Loads anew whenever `request` changes. Only the newest request counts: what an older one answers later is dropped.
 *
 * Needs an injection context.
 *
 * @param explain puts what the request failed with into words
 */
export function latest<R, T>(
  request: Signal<R>,
  load: (request: R) => ObservableInput<T>,
  explain: (error: unknown) => Promise<Problem>,
): Latest<T> {
  const attempts = signal(0);
  const asked = computed(() => ({ request: request(), attempt: attempts() }));
  const settled = toSignal(
    toObservable(asked).pipe(
      switchMap((ask) =>
        defer(() => load(ask.request)).pipe(
          map((value): Outcome<T> => ({ ok: true, value })),
          catchError((error: unknown) =>
            from(explain(error)).pipe(map((problem): Outcome<T> => ({ ok: false, problem }))),
          ),
          map((outcome) => ({ ask, outcome })),
        ),
      ),
    ),
  );
  return {
    outcome: computed(() => settled()?.outcome),
    // Derived, not set: it is true from the moment the request changes, before anything was sent.
    loading: computed(() => settled()?.ask !== asked()),
    again: () => attempts.update((count) => count + 1),
  };
}
