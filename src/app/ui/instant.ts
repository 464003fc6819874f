import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';

const format = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

/** A point in time, in the browser's language and time zone. */
@Component({
  selector: 'app-instant',
  template: `
    @if (date(); as date) {
      <time [attr.datetime]="date.toISOString()">{{ format.format(date) }}</time>
    } @else {
      <span class="faint">{{ absent() }}</span>
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class Instant {
  /** An ISO 8601 text, or milliseconds since the epoch. */
  readonly value = input.required<string | number | null | undefined>();
  /** What stands there for a value that is missing or no date. */
  readonly absent = input('unknown');

  protected readonly format = format;
  protected readonly date = computed(() => {
    const value = this.value();
    const date = new Date(value ?? NaN);
    return Number.isNaN(date.getTime()) ? undefined : date;
  });
}
