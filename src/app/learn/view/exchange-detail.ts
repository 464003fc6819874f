import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { explain } from '../../../../dpop/explain';
import { isExchange, type Entry, type Exchange } from '../record/entry';
import { InspectorRecord } from '../record/inspector-record';
import { Checks } from './checks';
import { claimRows } from './claim-rows';
import { loaded } from './loaded';
import { KeyMark } from './key-mark-view';
import { STATE_ICONS } from './state-icons';
import { parseChallenge, REASONS, verdictOf } from './verdict';

/** One exchange in full: request, proof, answer, checks. */
@Component({
  selector: 'app-exchange-detail',
  imports: [Checks, KeyMark],
  templateUrl: './exchange-detail.html',
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { class: 'i-detail' },
})
export class ExchangeDetail {
  readonly exchange = input.required<Exchange>();
  readonly entries = input.required<readonly Entry[]>();
  /** Called with the id of another exchange that is opened. */
  readonly choose = input.required<(id: number) => void>();

  readonly #record = inject(InspectorRecord);
  protected readonly icons = STATE_ICONS;
  protected readonly reasons = REASONS;

  protected readonly attempts = computed(() => {
    const { group } = this.exchange();
    return this.entries().filter((entry): entry is Exchange => isExchange(entry) && entry.group === group);
  });
  protected readonly next = computed(() =>
    this.attempts().find(({ attempt }) => attempt === this.exchange().attempt + 1),
  );
  protected readonly verdict = computed(() => verdictOf(this.exchange(), this.next()));
  protected readonly url = computed(() => new URL(this.exchange().url));
  protected readonly claims = computed(() => claimRows(this.exchange()));
  protected readonly challenge = computed(() => {
    const { answer } = this.exchange();
    return answer?.challenge === undefined ? undefined : parseChallenge(answer.challenge);
  });
  protected readonly nextAfter = computed(() => {
    const next = this.next();
    return next && Math.round(next.at - this.exchange().at);
  });

  /** Whether the signature is good, verified now if this page still has the whole proof. */
  protected readonly signature = loaded(this.exchange, async (exchange) => {
    const compact = this.#record.proofOf(exchange);
    const recorded = exchange.checks?.find(({ check }) => check === 'signature')?.passed;
    if (compact === undefined) return { good: recorded, when: 'when it was sent' };
    const { checks } = await explain({ method: exchange.method, url: exchange.url, proofs: [compact], now: 0 });
    return { good: checks.find(({ check }) => check === 'signature')?.passed, when: 'here and now' };
  });
}
