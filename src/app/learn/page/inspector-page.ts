import { ChangeDetectionStrategy, Component, computed, ElementRef, inject, linkedSignal, signal } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { ActivatedRoute, Router } from '@angular/router';
import { isExchange, type Exchange, type Moment } from '../record/entry';
import { InspectorRecord } from '../record/inspector-record';
import { ExchangeActions } from '../export/exchange-actions';
import { KeyboardHelp, type KeyHelp } from '../keyboard/keyboard-help';
import { onKey } from '../keyboard/on-key';
import { RecordExport } from '../export/record-export';
import { StepBar } from '../step/step-bar';
import { TokensAndKeys } from '../tokens/tokens-and-keys';
import { Comparison } from '../view/comparison';
import { ExchangeDetail } from '../view/exchange-detail';
import { MomentDetail } from '../view/moment-detail';
import { NO_FILTER, rowsOf, type Filter } from '../view/rows';
import { Sequence } from '../view/sequence';

const KINDS: [Filter['kind'], string][] = [
  ['all', 'All'],
  ['auth', 'Authorization server'],
  ['api', 'API'],
  ['signed', 'With a proof'],
  ['moments', 'Keys, tokens, redirects'],
];
const STATUSES: [Filter['status'], string][] = [
  ['all', 'Any outcome'],
  ['answered', 'Answered'],
  ['asked', 'Asked for more'],
  ['stopped', 'Stopped or lost'],
];

const TITLES: Record<Moment['kind'], string> = {
  'redirect': 'The browser goes to the org',
  'callback': 'The browser comes back',
  'keys-made': 'A key pair was made',
  'keys-cleared': 'The key was deleted',
  'token': 'An access token was issued',
};

const KEYS: readonly KeyHelp[] = [
  [['↑', '↓'], 'Move through the rows'],
  [['Enter'], 'Open a row'],
  [['Esc'], 'Back to the row'],
  [['[', ']'], 'Attempt before, attempt after'],
  [['d'], 'Compare two attempts'],
  [['/'], 'Filter'],
  [['c'], 'Copy as curl'],
  [['w'], 'Walkthrough'],
  [['?'], 'These keys'],
];

/** What the page shows beside its list. */
type View = 'exchange' | 'compare' | 'keys';

/** `/inspector`: every request of the session, and one of them in full. The address names it: `?exchange=12&view=compare`. */
@Component({
  selector: 'app-inspector-page',
  imports: [
    Comparison,
    ExchangeActions,
    ExchangeDetail,
    KeyboardHelp,
    MomentDetail,
    RecordExport,
    Sequence,
    StepBar,
    TokensAndKeys,
  ],
  templateUrl: './inspector-page.html',
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { class: 'i-page' },
})
export class InspectorPage {
  protected readonly record = inject(InspectorRecord);
  readonly #router = inject(Router);
  readonly #route = inject(ActivatedRoute);
  readonly #query = toSignal(inject(ActivatedRoute).queryParamMap, { requireSync: true });

  protected readonly keys = KEYS;
  protected readonly kinds = KINDS;
  protected readonly statuses = STATUSES;
  protected readonly filter = signal(NO_FILTER);
  /** Elements are found in it: the code of Angular's queries would be in the first load of the app. */
  readonly #host = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;

  /** Follows the address, and is ahead of it by one navigation. */
  protected readonly selected = linkedSignal(() => {
    const id = this.#query().get('exchange');
    return id === null ? undefined : Number(id);
  });
  protected readonly view = linkedSignal<View>(() => (this.#query().get('view') ?? 'exchange') as View);

  protected readonly entry = computed(() => this.record.entry(this.selected()));
  protected readonly exchange = computed(() => {
    const entry = this.entry();
    return isExchange(entry) ? entry : undefined;
  });
  protected readonly moment = computed(() => {
    const entry = this.entry();
    return isExchange(entry) ? undefined : entry;
  });
  protected readonly title = computed(() => {
    const entry = this.entry();
    return entry ? rowsOf(this.record.entries()).find(({ id }) => id === entry.id) : undefined;
  });

  protected readonly count = computed(() => {
    const { length } = this.record.exchanges();
    return `${length} ${length === 1 ? 'request' : 'requests'}${this.record.paused() ? ', paused' : ''}`;
  });

  protected readonly momentTitle = computed(() => {
    const moment = this.moment();
    return moment ? TITLES[moment.kind] : '';
  });

  /** The attempts before and after, in the call of the chosen one. */
  protected readonly neighbours = computed((): { before?: Exchange; after?: Exchange } => {
    const exchange = this.exchange();
    if (!exchange) return {};
    const attempts = this.record.exchanges().filter(({ group }) => group === exchange.group);
    const index = attempts.indexOf(exchange);
    return {
      ...(attempts[index - 1] && { before: attempts[index - 1] }),
      ...(attempts[index + 1] && { after: attempts[index + 1] }),
    };
  });
  /** The two that are compared: the chosen one and the one after it, or before it. */
  protected readonly pair = computed((): [Exchange, Exchange] | undefined => {
    const exchange = this.exchange();
    const { before, after } = this.neighbours();
    if (!exchange?.proof) return undefined;
    if (after) return [exchange, after];
    return before && [before, exchange];
  });

  constructor() {
    onKey((event, isSingle) => this.#key(event, isSingle));
  }

  protected readonly choose = (id: number): void => this.show(id);

  protected show(id: number | undefined, view: View = 'exchange'): void {
    this.selected.set(id);
    this.view.set(view);
    // A step of the history only where the detail takes the place of the list.
    const replaceUrl = matchMedia('(min-width: 64rem)').matches;
    const queryParams = { exchange: id ?? null, view: view === 'exchange' ? null : view };
    void this.#router.navigate([], { relativeTo: this.#route, queryParams, replaceUrl });
  }

  protected filterBy(change: Partial<Filter>): void {
    this.filter.update((filter) => ({ ...filter, ...change }));
  }

  #key(event: KeyboardEvent, isSingle: boolean): void {
    const help = this.#host.querySelector('dialog')!;
    if (help.open) return;
    if (event.key === 'Escape') {
      this.#host.querySelector<HTMLElement>(`[data-row="${this.selected()}"]`)?.focus();
      return;
    }
    if (!isSingle) return;
    const { before, after } = this.neighbours();
    const actions: Record<string, () => void> = {
      '/': () => this.#host.querySelector<HTMLElement>('input[type=search]')?.focus(),
      '?': () => help.showModal(),
      '[': () => before && this.show(before.id),
      ']': () => after && this.show(after.id),
      'c': () => this.#host.querySelector<HTMLElement>('[data-key=c]')?.click(),
      'd': () => this.pair() && this.show(this.selected(), this.view() === 'compare' ? 'exchange' : 'compare'),
    };
    const action = actions[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  }
}
