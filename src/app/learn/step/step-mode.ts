import type { HttpRequest } from '@angular/common/http';
import { computed, inject, Injectable, signal } from '@angular/core';
import { InspectorRecord } from '../record/inspector-record';

/** A request that waits before its proof is made. */
export interface Held {
  method: string;
  url: string;
  release: () => void;
}

/** Holds each request to a protected resource until the user lets it go. Ends with the page. */
@Injectable({ providedIn: 'root' })
export class StepMode {
  readonly #record = inject(InspectorRecord);
  readonly #held = signal<readonly Held[]>([]);
  readonly #on = signal(false);

  readonly on = this.#on.asReadonly();
  /** The request that is next. */
  readonly held = computed(() => this.#held()[0]);
  readonly waiting = computed(() => this.#held().length);

  /** Switched off, it lets all go. */
  switch(on: boolean): void {
    this.#on.set(on);
    if (!on) for (const { release } of this.#held()) release();
  }

  continue(): void {
    this.held()?.release();
  }

  /** @returns when the request may go on; undefined: at once */
  hold({ method, urlWithParams: url }: HttpRequest<unknown>): Promise<unknown> | undefined {
    if (!this.#on()) return undefined;
    const unlist = this.#record.hold({ method, url });
    return new Promise<void>((resolve) => {
      const held: Held = {
        ...{ method, url },
        release: () => {
          unlist();
          this.#held.update((all) => all.filter((other) => other !== held));
          resolve();
        },
      };
      this.#held.update((all) => [...all, held]);
    });
  }
}
