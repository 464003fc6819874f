import { computed, effect, inject, Injectable, signal } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { NavigationEnd, Router } from '@angular/router';
import { filter, map } from 'rxjs';

const OPEN = 'inspector-open';

/** Whether the panel is open, also after a redirect or a reload. */
@Injectable({ providedIn: 'root' })
export class DockState {
  readonly #router = inject(Router);
  readonly #url = toSignal(
    this.#router.events.pipe(
      filter((event) => event instanceof NavigationEnd),
      map(({ urlAfterRedirects }) => urlAfterRedirects),
    ),
    { initialValue: this.#router.url },
  );

  readonly open = signal(wasOpen());
  /** The page of the inspector is open, which shows the same. */
  readonly elsewhere = computed(() => this.#url().startsWith('/inspector'));

  constructor() {
    effect(() => {
      try {
        if (this.open()) sessionStorage.setItem(OPEN, '1');
        else sessionStorage.removeItem(OPEN);
      } catch {
        // Storage is blocked.
      }
    });
  }
}

function wasOpen(): boolean {
  try {
    return sessionStorage.getItem(OPEN) !== null;
  } catch {
    return false;
  }
}
