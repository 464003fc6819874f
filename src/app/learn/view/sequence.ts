import {
  afterNextRender,
  ChangeDetectionStrategy,
  Component,
  computed,
  effect,
  ElementRef,
  inject,
  Injector,
  input,
  signal,
  untracked,
} from '@angular/core';
import { isExchange, type Entry } from '../record/entry';
import { KeyMark } from './key-mark-view';
import { NO_FILTER, rowsOf, type Filter } from './rows';
import { newest, sectionWith, SECTION } from './section';
import { STATE_ICONS } from './state-icons';
import { Threads } from './thread';

/** The requests of the session: one list, which is the sequence diagram. */
@Component({
  selector: 'app-sequence',
  imports: [KeyMark],
  templateUrl: './sequence.html',
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { class: 'i-seq' },
})
export class Sequence {
  readonly entries = input.required<readonly Entry[]>();
  readonly filter = input<Filter>(NO_FILTER);
  /** The id of the entry that is shown beside the list. */
  readonly selected = input<number>();
  /** Called with the id of a row that is opened. */
  readonly choose = input.required<(id: number) => void>();

  protected readonly icons = STATE_ICONS;
  // A query of Angular for one element would cost 2 kB of the first load, since its code is in the core.
  readonly #host = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;

  readonly #injector = inject(Injector);

  protected readonly rows = computed(() => rowsOf(this.entries(), this.filter()));
  /** The index of the first row in the document; undefined follows the newest ones. */
  readonly #first = signal<number | undefined>(undefined);
  /** The rows in the document, and how many there are before and after them. */
  protected readonly section = computed(() => {
    const rows = this.rows();
    const first = Math.min(this.#first() ?? rows.length, newest(rows.length));
    const shown = rows.slice(first, first + SECTION);
    return { rows: shown, before: first, after: rows.length - first - shown.length };
  });
  /** The one row that Tab reaches. */
  protected readonly stop = computed(() => {
    const { rows } = this.section();
    const wanted = this.#focused() ?? this.selected();
    return (rows.find(({ id }) => id === wanted) ?? rows.at(-1))?.id;
  });
  readonly #focused = signal<number | undefined>(undefined);

  /** How many rows came while the reader looked at earlier ones. */
  protected readonly unseen = signal(0);

  /** What keys and nonces of the rows are the same. */
  protected readonly shared = computed(() => {
    const keys = new Map<string, { proofs: number; tokens: number }>();
    const nonces = new Map<string, { given: number; proofs: number }>();
    const key = (name: string) => keys.get(name) ?? keys.set(name, { proofs: 0, tokens: 0 }).get(name)!;
    const nonce = (name: string) => nonces.get(name) ?? nonces.set(name, { given: 0, proofs: 0 }).get(name)!;
    for (const { entry, gives } of this.rows()) {
      if (entry.kind === 'token' && entry.thumbprint) key(entry.thumbprint).tokens++;
      if (!isExchange(entry)) continue;
      if (entry.proof) key(entry.proof.thumbprint).proofs++;
      if (gives) nonce(gives).given++;
      if (typeof entry.proof?.claims.nonce === 'string') nonce(entry.proof.claims.nonce).proofs++;
    }
    const count = (number: number, name: string): string => `${number} ${name}${number === 1 ? '' : 's'}`;
    return {
      keys: [...keys].slice(-2).map(([thumbprint, { proofs, tokens }]) => ({
        thumbprint,
        text: `${count(proofs, 'proof')}, ${count(tokens, 'token')}`,
      })),
      nonces: [...nonces].slice(-2).map(([mark, { given, proofs }]) => ({
        mark,
        text: `${given > 0 ? 'asked for, ' : ''}in ${count(proofs, 'proof')}`,
      })),
    };
  });

  constructor() {
    inject(Threads);
    let count = 0;
    // The list stays at its end. If the reader has scrolled up, nothing moves.
    effect(() => {
      const rows = this.rows().length;
      const added = rows - count;
      count = rows;
      untracked(() => {
        const atEnd = this.#isAtEnd();
        if (added <= 0) this.unseen.set(0);
        else if (atEnd || added === rows) this.toEnd();
        else this.unseen.update((unseen) => unseen + added);
      });
    });
    // A row that was chosen elsewhere comes into sight.
    effect(() => {
      const id = this.selected();
      if (id !== undefined) untracked(() => this.#show(id, (row) => row.scrollIntoView({ block: 'nearest' })));
    });
  }

  protected toEnd(): void {
    this.#first.set(undefined);
    this.unseen.set(0);
    const scroller = this.#list;
    this.#afterRender(() => (scroller.scrollTop = scroller.scrollHeight));
  }

  protected scrolled(): void {
    if (this.#isAtEnd()) this.unseen.set(0);
  }

  /** Arrows move through the rows. */
  protected key(event: KeyboardEvent): void {
    const rows = this.rows();
    const present = rows.findIndex(({ id }) => id === this.stop());
    const next = { ArrowDown: present + 1, ArrowUp: present - 1, Home: 0, End: rows.length - 1 }[event.key];
    const row = next === undefined ? undefined : rows[next];
    if (!row) return;
    event.preventDefault();
    this.focusRow(row.id);
  }

  /** Moves the focus to a row; without an id to the one that Tab reaches. */
  focusRow(id = this.stop()): void {
    if (id === undefined) return;
    this.#focused.set(id);
    this.#show(id, (row) => row.focus());
  }

  /** Moves the focus to a row outside of the section, which brings others like it into the document. */
  protected focusIndex(index: number): void {
    this.focusRow(this.rows()[index]?.id);
  }

  /** Does something with a row: at once, or as soon as it is in the document. */
  #show(id: number, work: (row: HTMLElement) => void): void {
    const known = this.#row(id);
    if (known) {
      work(known);
      return;
    }
    const rows = this.rows();
    const index = rows.findIndex((row) => row.id === id);
    if (index === -1) return;
    const first = sectionWith(index);
    this.#first.set(first < newest(rows.length) ? first : undefined);
    this.#afterRender(() => {
      const row = this.#row(id);
      if (row) work(row);
    });
  }

  #row(id: number): HTMLElement | null {
    return this.#list.querySelector(`[data-row="${id}"]`);
  }

  #afterRender(work: () => void): void {
    afterNextRender({ read: work }, { injector: this.#injector });
  }

  #isAtEnd(): boolean {
    const { scrollHeight, scrollTop, clientHeight } = this.#list;
    return this.#first() === undefined && scrollHeight - scrollTop - clientHeight < 80;
  }

  get #list(): HTMLElement {
    return this.#host.querySelector('ol')!;
  }
}
