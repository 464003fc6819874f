import {
  ChangeDetectionStrategy,
  Component,
  computed,
  DestroyRef,
  effect,
  inject,
  signal,
  untracked,
} from '@angular/core';
import { InspectorRecord } from '../record/inspector-record';
import { DockState } from './dock-state';

/** How long requests have to rest before they are announced, in milliseconds. */
const BURST = 1500;

/** Opens the panel, and counts the requests of the session. */
@Component({
  selector: 'app-requests-button',
  template: `
    <button
      type="button"
      class="i-open"
      [class.i-open-elsewhere]="elsewhere()"
      [attr.aria-expanded]="dock.opened() === 'requests'"
      aria-label="Requests"
      (click)="dock.toggle('requests')"
    >
      <svg class="i-icon" viewBox="0 0 16 16" aria-hidden="true">
        <path d="M2 5h11M10 2l3 3-3 3M14 11H3M6 8l-3 3 3 3" />
      </svg>
      <span class="i-open-label">Requests</span>
      @for (count of counts(); track count) {
        <b class="i-count">{{ count }}</b>
      }
    </button>
    <span class="visually-hidden" role="status">{{ announcement() }}</span>
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class RequestsButton {
  protected readonly dock = inject(DockState);
  readonly #record = inject(InspectorRecord);
  /** The page of the inspector shows the same. */
  protected readonly elsewhere = inject(DockState).elsewhere;
  /** A list, so that a new number is a new element, which slides in. */
  protected readonly counts = computed(() => [this.#record.exchanges().length]);
  /** Once a burst. */
  protected readonly announcement = signal('');

  constructor() {
    let announced = this.counts()[0]!;
    let resting: ReturnType<typeof setTimeout> | undefined;
    effect(() => {
      const [count] = this.counts() as [number];
      clearTimeout(resting);
      if (count <= announced) {
        announced = count;
        return;
      }
      resting = setTimeout(() => {
        const more = count - announced;
        announced = count;
        untracked(() => this.announcement.set(`${more} more ${more === 1 ? 'request' : 'requests'}, ${count} in all`));
      }, BURST);
    });
    inject(DestroyRef).onDestroy(() => clearTimeout(resting));
  }
}
