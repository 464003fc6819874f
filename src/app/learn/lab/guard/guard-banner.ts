import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { PracticeGuard } from './practice-guard';

/** On every page while the local org ignores a check. */
@Component({
  selector: 'app-guard-banner',
  template: `
    <div role="status">
      @if (guard.ignoredCheck(); as check) {
        <div class="l-loud">
          <p>
            <strong>The org’s guard is broken on purpose.</strong> Its check <code>{{ check }}</code> is off{{
              effect()
            }}
          </p>
          <button type="button" class="i-button" [attr.aria-busy]="busy() || null" (click)="backToNormal()">
            Back to normal
          </button>
        </div>
      }
    </div>
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class GuardBanner {
  protected readonly guard = inject(PracticeGuard);
  protected readonly busy = signal(false);

  protected readonly effect = computed(() => {
    const through = this.guard.through();
    if (through === undefined) return '. Attacks that only this check stops get through.';
    if (through === 0) return ': none of the attacks that were run gets through.';
    return through === 1
      ? ': 1 attack that was stopped now gets through.'
      : `: ${through} attacks that were stopped now get through.`;
  });

  protected async backToNormal(): Promise<void> {
    this.busy.set(true);
    await this.guard.set({ ignoredCheck: null });
    this.busy.set(false);
  }
}
