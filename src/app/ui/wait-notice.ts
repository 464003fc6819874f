import { ChangeDetectionStrategy, Component, effect, inject, signal } from '@angular/core';
import { Waits, type Wait } from '../auth';

const REASONS: Record<Wait['reason'], string> = {
  'rate-limit': 'The org asks to wait',
  'server-error': 'The org has a problem',
  'network': 'The org did not answer',
};

/** Says that a request waits before it is sent again, and counts the seconds. Who listens hears it once, not each second. */
@Component({
  selector: 'app-wait-notice',
  template: `
    <div role="status">
      @if (wait(); as wait) {
        <p class="wait">
          {{ reasons[wait.reason] }}: trying again in
          <span class="visually-hidden">{{ total(wait) }} s</span>
          <span aria-hidden="true" class="wait-seconds">{{ seconds() }} s</span>
        </p>
      }
    </div>
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class WaitNotice {
  protected readonly wait = inject(Waits).longest;
  protected readonly seconds = signal(0);
  protected readonly reasons = REASONS;

  constructor() {
    effect((onCleanup) => {
      const wait = this.wait();
      if (!wait) return;
      const count = (): void => this.seconds.set(Math.max(1, Math.ceil((wait.until - performance.now()) / 1000)));
      count();
      const ticking = setInterval(count, 250);
      onCleanup(() => clearInterval(ticking));
    });
  }

  protected total({ milliseconds }: Wait): number {
    return Math.ceil(milliseconds / 1000);
  }
}
