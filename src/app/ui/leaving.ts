import { Injectable, signal } from '@angular/core';

/** A sign-in or sign-out that leaves the page: one at a time, however often and wherever a button is pressed. */
@Injectable({ providedIn: 'root' })
export class Leaving {
  readonly #underWay = signal(false);
  readonly underWay = this.#underWay.asReadonly();

  async go(work: () => Promise<void>): Promise<void> {
    if (this.underWay()) return;
    this.#underWay.set(true);
    try {
      await work();
    } finally {
      this.#underWay.set(false);
    }
  }
}
