import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import type { Exchange } from '../record/entry';
import { checkGroups, type CheckRow, type Side } from './check-rows';
import { loaded } from './loaded';
import { OrgDecisions } from './org-decisions';

/** Each check of the proof of a request: computed in this page, and what the org decided. */
@Component({
  selector: 'app-checks',
  templateUrl: './checks.html',
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { class: 'i-checks' },
})
export class Checks {
  readonly exchange = input.required<Exchange>();
  protected readonly decisions = inject(OrgDecisions);

  protected readonly requestId = computed(() => this.exchange().answer?.requestId);
  protected readonly asked = loaded(this.requestId, async (id) => ({
    decision: this.decisions.local && id !== undefined ? await this.decisions.of(id) : undefined,
  }));
  protected readonly groups = computed(() => checkGroups(this.exchange().checks ?? [], this.asked()?.decision));

  /** What there is to look at, to begin with. */
  protected readonly remarkable = computed(() =>
    this.groups().flatMap(({ rows }) => rows.filter((row) => this.isOpen(row) !== null)),
  );

  protected remark({ title, difference, here, org }: CheckRow): string {
    const seen = org.outcome === 'failed' ? org : here;
    return `${title.charAt(0).toUpperCase()}${title.slice(1)}. ${difference ?? `Expected ${seen.expected ?? ''}, actual ${seen.actual ?? ''}.`}`;
  }

  /** What there is to look at stands open. */
  protected isOpen({ difference, here, org }: CheckRow): '' | null {
    return difference !== undefined || here.outcome === 'failed' || org.outcome === 'failed' ? '' : null;
  }

  /** RFC 9449 is meant where none is named. */
  protected where({ section }: CheckRow): string {
    return section
      .replace(/RFC 9449 sections? /, '')
      .replace('docs/okta-facts.md', 'Okta')
      .replace(/ sections? /, ' §\u00a0');
  }

  /** In the column; the whole of it is below. */
  protected short({ reason = '' }: Side): string {
    return reason.length > 16 ? '–' : reason;
  }
}
