import { effect, signal, type Signal } from '@angular/core';

/**
 * What loading came to for the newest parameters; undefined until it is there. Needs an injection context.
 *
 * @param load does not reject
 */
export function loaded<P, R>(parameters: Signal<P>, load: (parameters: P) => Promise<R>): Signal<R | undefined> {
  const result = signal<R | undefined>(undefined);
  effect((onCleanup) => {
    let isNewest = true;
    onCleanup(() => (isNewest = false));
    result.set(undefined);
    void load(parameters()).then((loaded) => {
      if (isNewest) result.set(loaded);
    });
  });
  return result.asReadonly();
}
