import { ChangeDetectionStrategy, Component, ElementRef, inject, input } from '@angular/core';
import { SingleKeys } from './single-keys';

/** Keys that do the same, and what they do. */
export type KeyHelp = readonly [keys: readonly string[], does: string];

/** The keys of a page, in a dialog, and the switch that turns single keys off (WCAG 2.1.4). */
@Component({
  selector: 'app-keyboard-help',
  template: `
    <dialog class="i-dialog" aria-labelledby="help-title">
      <h2 id="help-title">Keys</h2>
      <dl class="i-keys">
        @for (key of keys(); track key[1]) {
          <div>
            <dt>
              @for (name of key[0]; track name) {
                <kbd>{{ name }}</kbd>{{ $last ? '' : ' ' }}
              }
            </dt>
            <dd>{{ key[1] }}</dd>
          </div>
        }
      </dl>
      <p>
        <label>
          <input type="checkbox" [checked]="single.on()" (change)="single.set(box.checked)" #box /> Single letters and
          signs are keys
        </label>
      </p>
      <form method="dialog"><button class="i-button" type="submit">Close</button></form>
    </dialog>
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class KeyboardHelp {
  readonly keys = input.required<readonly KeyHelp[]>();
  protected readonly single = inject(SingleKeys);
  readonly #host = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;

  show(): void {
    this.#host.querySelector('dialog')!.showModal();
  }
}
