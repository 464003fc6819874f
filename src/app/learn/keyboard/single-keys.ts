import { Injectable, signal } from '@angular/core';

const OFF = 'single-keys-off';

/** Whether single letters and signs are keys. Users of speech input may switch them off (WCAG 2.1.4). */
@Injectable({ providedIn: 'root' })
export class SingleKeys {
  readonly #on = signal(read());
  readonly on = this.#on.asReadonly();

  set(on: boolean): void {
    this.#on.set(on);
    try {
      if (on) localStorage.removeItem(OFF);
      else localStorage.setItem(OFF, '1');
    } catch {
      // Storage is blocked: it holds until the page is left.
    }
  }
}

function read(): boolean {
  try {
    return localStorage.getItem(OFF) === null;
  } catch {
    return true;
  }
}
