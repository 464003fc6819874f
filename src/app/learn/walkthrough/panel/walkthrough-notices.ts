import { ChangeDetectionStrategy, Component, inject, input, signal, type WritableSignal } from '@angular/core';
import { Walkthrough } from '../walkthrough';

/** What stands in the way, and the question before everything is forgotten. */
@Component({
  selector: 'app-walkthrough-notices',
  template: `
    @if (asks()()) {
      <section class="w-notice" aria-labelledby="w-over">
        <h3 id="w-over">Start over?</h3>
        <p>
          All ticks are forgotten.
          @if (walk.org.local) {
            The apps and the switches of the practice org are set back to what they were at first.
          } @else {
            Your org stays as it is.
          }
        </p>
        <p class="w-actions">
          <button type="button" class="i-button i-lead" [attr.aria-busy]="busy() || null" (click)="startOver()">
            Start over
          </button>
          <button type="button" class="i-button w-quiet" (click)="asks().set(false)">Cancel</button>
        </p>
      </section>
    }
    <div role="status">
      @if (failed()) {
        <p class="w-notice">The ticks are forgotten. The org did not answer, so its settings are as they were.</p>
      }
      @if (walk.record.paused()) {
        <section class="w-notice w-wait">
          <h3>The inspector is paused</h3>
          <p>What it does not record, the walkthrough does not see.</p>
          <p><button type="button" class="i-button" (click)="walk.record.pause(false)">Go on recording</button></p>
        </section>
      }
      @if (walk.org.local && walk.current()) {
        @switch (walk.org.reach()) {
          @case ('silent') {
            <section class="w-notice w-wait">
              <h3>The org does not answer</h3>
              <p>It is started by <code>npm start</code>. This looks again every two seconds; what is ticked stays.</p>
            </section>
          }
          @case ('unreachable') {
            <section class="w-notice w-wait">
              <h3>This page cannot ask the org</h3>
              <p>
                Its server does not forward <code>/practice/</code> to the org, as <code>npm start</code> and
                <code>npm run preview</code> do. Steps that need the org’s word cannot tick.
              </p>
            </section>
          }
        }
      }
      @if (!walk.current()) {
        <section class="w-notice">
          <h3>That is all of it</h3>
          <p>
            A token for one key, a proof for one request. The lab has more attacks, and src/app/auth is what you copy
            into your app.
          </p>
        </section>
      }
    </div>
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class WalkthroughNotices {
  protected readonly walk = inject(Walkthrough);
  /** Whether the user is asked. */
  readonly asks = input.required<WritableSignal<boolean>>();
  protected readonly busy = signal(false);
  protected readonly failed = signal(false);

  protected async startOver(): Promise<void> {
    if (this.busy()) return;
    this.busy.set(true);
    this.failed.set(!(await this.walk.startOver()));
    this.busy.set(false);
    this.asks().set(false);
  }
}
