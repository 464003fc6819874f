import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import { keyMark, shortThumbprint } from './key-mark';

/** The mark of a key, and beside it the start of its thumbprint. */
@Component({
  selector: 'app-key-mark',
  template: `<svg class="i-mark" viewBox="0 0 16 16" aria-hidden="true"><path [attr.d]="path()" /></svg
    ><code>{{ whole() ? thumbprint() : short() }}</code>`,
  host: { class: 'i-key', '[attr.data-thread]': "'key:' + thumbprint()" },
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class KeyMark {
  readonly thumbprint = input.required<string>();
  /** Whether the whole thumbprint is shown. */
  readonly whole = input(false);
  protected readonly path = computed(() => keyMark(this.thumbprint()));
  protected readonly short = computed(() => shortThumbprint(this.thumbprint()));
}
