import {
  afterNextRender,
  ChangeDetectionStrategy,
  Component,
  DOCUMENT,
  effect,
  ElementRef,
  inject,
  Injector,
  signal,
} from '@angular/core';
import { DockFrame } from '../../dock/dock-frame';
import { DockState } from '../../dock/dock-state';
import { onKey } from '../../keyboard/on-key';
import { Walkthrough } from '../walkthrough';
import { StepBody } from './step-body';
import css from './walkthrough.css' with { loader: 'text' };
import { WalkthroughNotices } from './walkthrough-notices';

/** The steps of both tutorials, beside the app. One is open at a time. */
@Component({
  selector: 'app-walkthrough-panel',
  imports: [DockFrame, StepBody, WalkthroughNotices],
  templateUrl: './walkthrough-panel.html',
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { class: 'w-panel', '(keydown)': 'key($event)' },
})
export class WalkthroughPanel {
  protected readonly walk = inject(Walkthrough);
  protected readonly asks = signal(false);
  readonly #dock = inject(DockState);
  // The code of Angular's queries would be in the first load of the app.
  readonly #host = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
  readonly #document = inject(DOCUMENT);
  readonly #injector = inject(Injector);

  constructor() {
    effect(() => {
      if (this.#dock.shown() === 'walkthrough' && this.#dock.byUser) this.#whenDrawn(() => this.#heading()?.focus());
    });
    onKey((event) => {
      if (event.key === 'Escape' && this.#host.contains(this.#document.activeElement)) this.#close();
    });
    this.#whenDrawn(() => this.#reveal());
  }

  /** Opens a step, which then has the focus. */
  protected readonly goTo = (id: Parameters<Walkthrough['open']>[0]): void => {
    this.walk.open(id);
    this.#whenDrawn(() => {
      this.#host.querySelector<HTMLElement>(`[data-step="${id}"]`)?.focus({ preventScroll: true });
      this.#reveal();
    });
  };

  protected key(event: KeyboardEvent): void {
    const rows = [...this.#host.querySelectorAll<HTMLElement>('[data-step]')];
    const index = rows.indexOf(event.target as HTMLElement);
    const steps: Record<string, number> = { ArrowDown: index + 1, ArrowUp: index - 1, Home: 0, End: rows.length - 1 };
    const next = rows[steps[event.key] ?? -1];
    if (index < 0 || !next) return;
    event.preventDefault();
    next.focus();
  }

  /** Scrolls the list so far that the open step is seen, at least its beginning. */
  #reveal(): void {
    const list = this.#host.querySelector('.w-steps')!;
    const step = list.querySelector('.w-open');
    if (!step) return;
    const [outer, inner] = [list.getBoundingClientRect(), step.getBoundingClientRect()];
    if (inner.top < outer.top || inner.height > outer.height) list.scrollTop += inner.top - outer.top;
    else if (inner.bottom > outer.bottom) list.scrollTop += inner.bottom - outer.bottom;
  }

  #heading(): HTMLElement | null {
    return this.#host.querySelector('h2');
  }

  #close(): void {
    this.#dock.close();
    this.#document.querySelector<HTMLElement>('a[href="/walkthrough"]')?.focus();
  }

  #whenDrawn(then: () => void): void {
    afterNextRender({ read: then }, { injector: this.#injector });
  }
}

export const component = WalkthroughPanel;
export const styles: readonly string[] = [css];
