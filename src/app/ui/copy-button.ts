import { ChangeDetectionStrategy, Component, input, signal } from '@angular/core';

/** Copies a text and says whether that worked. */
@Component({
  selector: 'app-copy-button',
  template: `
    <button type="button" class="small" (click)="copy()">Copy</button>
    <span class="faint" role="status">{{ outcome() }}</span>
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class CopyButton {
  readonly text = input.required<string>();
  protected readonly outcome = signal('');

  protected async copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(this.text());
      this.outcome.set('Copied');
    } catch {
      this.outcome.set('The browser refused: select the text and copy it by hand');
    }
  }
}
