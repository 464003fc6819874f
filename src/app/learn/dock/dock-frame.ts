import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { DockState, type DockName } from './dock-state';

/** The frame of a panel: at the side of the page where there is room, else over its lower part. */
@Component({
  selector: 'app-dock-frame',
  template: `
    <aside class="i-dock" [attr.aria-label]="label()">
      <header class="i-head">
        <h2 tabindex="-1">{{ heading() }}</h2>
        <span class="i-soft">{{ summary() }}</span>
        <span class="i-actions">
          <ng-content select="[dockActions]" />
          <button type="button" class="i-button i-square" aria-label="Close the panel" (click)="state.close()">
            <svg class="i-icon" viewBox="0 0 16 16" aria-hidden="true"><path d="M3 3l10 10M13 3L3 13" /></svg>
          </button>
        </span>
      </header>
      <ng-content />
    </aside>
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { '[attr.hidden]': "visible() ? null : ''" },
})
export class DockFrame {
  readonly name = input.required<DockName>();
  /** The name of the panel for a screen reader. */
  readonly label = input.required<string>();
  readonly heading = input.required<string>();
  /** Beside the heading. */
  readonly summary = input('');

  protected readonly state = inject(DockState);
  protected readonly visible = computed(() => this.state.shown() === this.name());
}
