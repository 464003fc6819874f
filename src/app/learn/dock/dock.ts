import { ChangeDetectionStrategy, Component, computed, effect, inject, signal } from '@angular/core';
import { Router, RouterLink, type UrlTree } from '@angular/router';
import { isExchange, type Exchange } from '../record/entry';
import { InspectorRecord } from '../record/inspector-record';
import { StepMode } from '../step/step-mode';
import { StepBar } from '../step/step-bar';
import { Sequence } from '../view/sequence';
import { rowsOf } from '../view/rows';
import { verdictOf } from '../view/verdict';
import { DockFrame } from './dock-frame';
import { DockState } from './dock-state';

/** Whether there is something to say about an exchange. */
function isRemarkable(exchange: Exchange): boolean {
  return exchange.attempt > 1 || ['stopped', 'lost'].includes(verdictOf(exchange).state);
}

/** The panel of requests, on every page. */
@Component({
  selector: 'app-inspector-dock',
  imports: [DockFrame, RouterLink, Sequence, StepBar],
  templateUrl: './dock.html',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class Dock {
  protected readonly record = inject(InspectorRecord);
  readonly #router = inject(Router);

  protected readonly selected = signal<number | undefined>(undefined);

  protected readonly choose = (id: number): void => this.selected.set(id);

  /** What became of the chosen request, or of the last one that did not simply pass. */
  protected readonly summary = computed(() => {
    const exchanges = this.record.exchanges();
    const chosen = this.record.entry(this.selected());
    const entry = isExchange(chosen) ? chosen : chosen ? undefined : exchanges.filter(isRemarkable).at(-1);
    if (chosen && !isExchange(chosen)) {
      const row = rowsOf(this.record.entries()).find(({ id }) => id === chosen.id)!;
      return { link: this.#link(chosen.id), title: row.note, sentence: '' };
    }
    if (!entry) return undefined;
    const attempts = exchanges.filter(({ group }) => group === entry.group);
    const { pathname } = new URL(entry.url);
    const shown = this.selected() === undefined ? attempts[0]! : entry;
    const { title, sentence } = verdictOf(
      shown,
      attempts.find(({ attempt }) => attempt === shown.attempt + 1),
    );
    const times = attempts.length > 1 && this.selected() === undefined ? ` was sent ${attempts.length} times.` : '';
    return {
      link: this.#link(shown.id),
      title: `${entry.method} ${pathname}${times}`,
      sentence: `${title} ${sentence}`,
      ...(attempts.length > 1 && entry.proof && { comparison: this.#link(shown.id, 'compare') }),
    };
  });

  protected readonly page = computed(() => this.#link(this.selected()));

  constructor() {
    // Nobody should wait for a button that is out of sight.
    const step = inject(StepMode);
    const dock = inject(DockState);
    effect(() => {
      if (dock.shown() !== 'requests' && !dock.elsewhere()) step.switch(false);
    });
  }

  #link(exchange: number | undefined, view?: 'compare'): UrlTree {
    return this.#router.createUrlTree(['/inspector'], { queryParams: { exchange, view } });
  }
}
