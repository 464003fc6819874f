import { ChangeDetectionStrategy, Component, computed, effect, inject, input, signal, untracked } from '@angular/core';
import { copy } from '../../export/copy';
import { Actions, type Action } from '../actions';
import excerpts from '../code/excerpts.json';
import type { Excerpt } from '../code/excerpt';
import type { StepStatus } from '../status';
import type { StepId } from '../steps/step';
import { commandOf } from '../thief';
import { Walkthrough } from '../walkthrough';
import { Evidence } from './evidence';
import { ExcerptView } from './excerpt-view';
import { RichText } from './rich-text';

/** The text of a step, what can be done in it, and what was seen of it. */
@Component({
  selector: 'app-step-body',
  imports: [Evidence, ExcerptView, RichText],
  templateUrl: './step-body.html',
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { class: 'w-body' },
})
export class StepBody {
  readonly status = input.required<StepStatus>();
  /** Opens another step. */
  readonly goTo = input.required<(id: StepId | undefined) => void>();

  protected readonly walk = inject(Walkthrough);
  readonly #actions = inject(Actions);
  readonly #running = signal<string | undefined>(undefined);
  protected readonly outcome = signal('');
  protected readonly showsSecrets = signal(false);

  protected readonly isOpen = computed(() => this.status().state === 'current');
  protected readonly offer = computed(() => {
    this.walk.facts(); // such as the newest proof
    return this.#actions.of(this.status());
  });
  /** With another org, some steps are done in its own Admin Console. */
  protected readonly text = computed(() => {
    const { text, elsewhere } = this.status().step;
    return this.walk.org.local ? text : (elsewhere ?? text);
  });
  protected readonly isElsewhere = computed(() => !this.walk.org.local && !!this.status().step.elsewhere);
  protected readonly isHidden = computed(() => this.status().findings.some(({ hidden, seen }) => hidden && !seen));
  protected readonly commands = computed(() => {
    const { state } = this.status();
    if (state === 'ahead' || state === 'skipped') return undefined;
    return (
      this.#actions.command(this.status()) ??
      commandOf(this.offer().loot?.() ?? [], this.isOpen() && this.showsSecrets())
    );
  });
  /** First the setting, then the command. */
  protected readonly linkLeads = computed(() => !this.status().findings[0]?.seen);
  protected readonly copyLeads = computed(() => !this.offer().lead && !(this.offer().link && this.linkLeads()));
  protected readonly next = this.walk.current;
  protected readonly excerpts = computed(() =>
    (this.status().step.excerpts ?? []).map((id) => excerpts[id] as unknown as Excerpt),
  );
  /** Of the token that was shown. */
  protected readonly claims = computed(() => {
    const { acts, browser } = this.walk.facts();
    const isShown = this.status().step.id === 'look-at-token' && acts.looked?.hash === browser.token?.hash;
    return isShown && acts.looked ? this.#actions.claims() : undefined;
  });

  constructor() {
    effect(() => {
      if (!this.isOpen()) untracked(() => this.outcome.set(''));
    });
  }

  protected isRunning({ label }: Action): true | null {
    return this.#running() === label || null;
  }

  protected async run({ label, run }: Action): Promise<void> {
    if (this.#running() !== undefined) return;
    this.#running.set(label);
    try {
      const outcome = await run();
      this.outcome.set(typeof outcome === 'string' ? outcome : '');
    } finally {
      this.#running.set(undefined);
    }
  }

  protected async copy(): Promise<void> {
    const text = this.#actions.command(this.status()) ?? commandOf(this.offer().loot?.() ?? [], true);
    this.outcome.set(`${await copy(text, this.offer().loot ? 'With the token,' : 'The command')}.`);
  }

  protected skip(): void {
    this.walk.skip(this.status());
    this.goTo()(this.next()?.step.id);
  }
}
