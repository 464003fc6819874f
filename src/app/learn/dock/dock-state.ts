import { computed, DOCUMENT, effect, inject, Injectable, signal } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { NavigationEnd, Router } from '@angular/router';
import { filter, map } from 'rxjs';

/** The panels beside the app. One of them is open at a time. */
export type DockName = 'requests' | 'walkthrough';

const OPEN = 'dock-open';

/** Which panel is open, also after a redirect or a reload. */
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
  readonly #opened = signal(stored());

  /** The panel that the user has opened. */
  readonly opened = this.#opened.asReadonly();
  /** The page of the inspector is open, which shows the same as its panel. */
  readonly elsewhere = computed(() => this.#url().startsWith('/inspector'));
  /** Whether a user has opened it on this page: then it takes the focus. */
  byUser = false;
  /** The panel that is on the screen. */
  readonly shown = computed(() => (this.opened() === 'requests' && this.elsewhere() ? undefined : this.opened()));

  constructor() {
    const { documentElement } = inject(DOCUMENT);
    effect(() => documentElement.classList.toggle('i-docked', this.shown() !== undefined));
  }

  open(name: DockName): void {
    this.#set(name);
  }

  close(): void {
    this.#set(undefined);
  }

  toggle(name: DockName): void {
    this.#set(this.opened() === name ? undefined : name);
  }

  #set(name: DockName | undefined): void {
    this.byUser = true;
    this.#opened.set(name);
    try {
      if (name) sessionStorage.setItem(OPEN, name);
      else sessionStorage.removeItem(OPEN);
    } catch {
      // Storage is blocked.
    }
  }
}

function stored(): DockName | undefined {
  try {
    return (['requests', 'walkthrough'] as const).find((name) => name === sessionStorage.getItem(OPEN));
  } catch {
    return undefined;
  }
}
