import { ChangeDetectionStrategy, Component, DOCUMENT, inject, signal } from '@angular/core';
import { OKTA_CONFIG, Session } from '../auth';
import { choose, MODES, type Mode } from './modes';

/** Switches between the modes of the local org: ends the session, and starts the app anew. */
@Component({
  selector: 'app-mode-switch',
  template: `
    <fieldset class="modes">
      <legend class="visually-hidden">Mode</legend>
      @for (mode of modes; track mode.name) {
        <button
          type="button"
          [attr.aria-pressed]="isPresent(mode)"
          [attr.aria-busy]="switching() === mode || null"
          [attr.aria-disabled]="switching() !== undefined || null"
          (click)="switchTo(mode)"
        >
          {{ mode.name }}
        </button>
      }
    </fieldset>
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ModeSwitch {
  readonly #session = inject(Session);
  readonly #config = inject(OKTA_CONFIG);
  readonly #document = inject(DOCUMENT);

  protected readonly modes = inject(MODES);
  protected readonly switching = signal<Mode | undefined>(undefined);

  protected isPresent({ clientId, dpop }: Mode): boolean {
    return clientId === this.#config.clientId && dpop === this.#config.dpop;
  }

  protected async switchTo(mode: Mode): Promise<void> {
    if (this.switching() || this.isPresent(mode)) return;
    this.switching.set(mode);
    choose(mode.name);
    if (this.#session.signedIn()) {
      await this.#session.signOut(); // leaves the page, and comes back to a new start
      if (this.#session.error() === undefined) return;
      // The org did not answer: the message stays on screen, and so does the present mode.
      choose(this.modes.find((each) => this.isPresent(each))?.name ?? '');
      this.switching.set(undefined);
    } else {
      // Not where it is: the address of a sign-in that failed would fail again.
      this.#document.location.assign(this.#document.baseURI);
    }
  }
}
