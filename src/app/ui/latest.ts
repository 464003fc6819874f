import { computed, signal, type Signal } from '@angular/core';
import { toObservable, toSignal } from '@angular/core/rxjs-interop';
import { catchError, defer, map, of, switchMap, type ObservableInput } from 'rxjs';

/** What a request came to. */
export type Outcome<T> = { ok: true; value: T } | { ok: false; error: unknown };

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
 */
export function latest<R, T>(request: Signal<R>, load: (request: R) => ObservableInput<T>): Latest<T> {
  const attempts = signal(0);
  const asked = computed(() => ({ request: request(), attempt: attempts() }));
  const settled = toSignal(
    toObservable(asked).pipe(
      switchMap((ask) =>
        defer(() => load(ask.request)).pipe(
          map((value): Outcome<T> => ({ ok: true, value })),
          catchError((error: unknown) => of<Outcome<T>>({ ok: false, error })),
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
