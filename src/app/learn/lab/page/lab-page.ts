import {
  ChangeDetectionStrategy,
  Component,
  computed,
  effect,
  ElementRef,
  inject,
  linkedSignal,
  signal,
} from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { ActivatedRoute, Router } from '@angular/router';
import type { Holding } from '../../../../../dpop/attacks/attack';
import { ATTACKS } from '../../../../../dpop/attacks/catalogue';
import { OKTA_CONFIG, Session } from '../../../auth';
import { onKey } from '../../on-key';
import { AttackDetail } from '../detail/attack-detail';
import { PracticeGuard } from '../guard/practice-guard';
import { LANES } from '../lanes';
import { CheckMap } from '../map/check-map';
import { LabRun } from '../run/lab-run';
import { Thief } from '../thief/thief';
import { bearerVerdictOf, ICONS, verdictOf } from '../verdict';
import { obstacleTo } from './obstacle';

type View = 'table' | 'map';

/**
 * `/lab`: what a thief of this session's token could do, and what stops it. The address names what is shown:
 * `?attack=replay&view=map`.
 */
@Component({
  selector: 'app-lab-page',
  imports: [AttackDetail, CheckMap, Thief],
  templateUrl: './lab-page.html',
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { class: 'i-page l-lab' },
})
export class LabPage {
  protected readonly lab = inject(LabRun);
  protected readonly guard = inject(PracticeGuard);
  protected readonly session = inject(Session);
  readonly #config = inject(OKTA_CONFIG);
  readonly #router = inject(Router);
  readonly #route = inject(ActivatedRoute);
  readonly #query = toSignal(inject(ActivatedRoute).queryParamMap, { requireSync: true });
  /** Elements are found in it: the code of Angular's queries would be in the first load of the app. */
  readonly #host = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;

  protected readonly icons = ICONS;
  protected readonly count = ATTACKS.length;
  protected readonly text = signal('');
  protected readonly holdings = signal<ReadonlySet<Holding>>(new Set(LANES.map(({ holds }) => holds)));
  /** The row that Tab reaches, once the arrows have moved. */
  readonly #focused = signal<string | undefined>(undefined);

  /** Both follow the address, and are ahead of it by one navigation. */
  protected readonly selected = linkedSignal(() => ATTACKS.find(({ id }) => id === this.#query().get('attack')));
  protected readonly view = linkedSignal<View>(() => (this.#query().get('view') === 'map' ? 'map' : 'table'));

  /** Why attacks cannot be run here. */
  protected readonly obstacle = computed(() =>
    obstacleTo({
      config: this.#config,
      isLocal: this.guard.local,
      guard: this.guard.asked() ? { state: this.guard.state() } : undefined,
      signedIn: this.session.signedIn(),
    }),
  );
  /** In a few words. A template would make null of what is not there. */
  protected readonly hindrance = computed(() => this.obstacle()?.title);
  protected readonly canSwitch = computed(() => this.guard.local && this.guard.state()?.ignoredCheck !== undefined);

  /** The attacks that are listed. */
  protected readonly listed = computed(() => {
    const text = this.text().trim().toLowerCase();
    return ATTACKS.filter(
      ({ id, name, recipe, stoppedBy, holds }) =>
        this.holdings().has(holds) && `${id} ${name} ${recipe} ${stoppedBy}`.toLowerCase().includes(text),
    );
  });

  protected readonly groups = computed(() => {
    const [results, ignored, hasToken] = [this.lab.results(), this.guard.ignoredCheck(), !!this.lab.bearer()];
    return LANES.map((lane) => ({
      ...lane,
      rows: this.listed()
        .filter(({ holds }) => holds === lane.holds)
        .map((attack) => {
          const result = results.get(attack.id);
          return {
            attack,
            bearer: bearerVerdictOf(attack, result, hasToken),
            dpop: verdictOf(result, ignored),
            twin: result?.twin,
          };
        }),
    })).filter(({ rows }) => rows.length > 0);
  });
  readonly #order = computed(() => this.groups().flatMap(({ rows }) => rows.map(({ attack }) => attack.id)));

  /** The one row that Tab reaches. */
  protected readonly stop = computed(() => {
    const order = this.#order();
    const wanted = this.#focused() ?? this.selected()?.id;
    return wanted !== undefined && order.includes(wanted) ? wanted : order[0];
  });

  /** How many attacks were run, with the guard as it is. */
  protected readonly run = computed(() => this.lab.results().size);
  protected readonly said = computed(() => {
    const running = this.lab.running();
    if (running) return `${running.done} of ${running.total} run`;
    return this.run() > 0 ? `${this.run()} run` : '';
  });
  /** Once a run has ended: nobody wants to hear of each attack. */
  protected readonly announcement = computed(() => {
    if (this.lab.running() || this.run() === 0) return '';
    const through = [...this.lab.results().values()].filter(({ outcome }) => outcome === 'got through').length;
    return `${this.run()} attacks run, ${through} got through that had to be stopped`;
  });

  constructor() {
    if (this.guard.local) void this.guard.load();
    // An attack that the address names comes into sight.
    effect(() => {
      const id = this.selected()?.id;
      if (id !== undefined) requestAnimationFrame(() => this.#row(id)?.scrollIntoView({ block: 'nearest' }));
    });
    onKey((event, isSingle) => this.#key(event, isSingle));
  }

  protected readonly choose = (id: string | undefined): void => {
    this.show(id, this.view());
    if (id === undefined) return;
    // On a phone the detail takes the place of the list.
    requestAnimationFrame(() => {
      if (!this.#isWide()) this.#host.querySelector<HTMLElement>('.l-detail h2')?.focus();
    });
  };

  protected show(id: string | undefined, view: View): void {
    this.selected.set(ATTACKS.find((attack) => attack.id === id));
    this.view.set(view);
    // A step of the history only where the detail takes the place of the list.
    const queryParams = { attack: id ?? null, view: view === 'map' ? view : null };
    void this.#router.navigate([], { relativeTo: this.#route, queryParams, replaceUrl: this.#isWide() });
  }

  protected readonly toggle = (holds: Holding): void => {
    this.holdings.update((holdings) => {
      const next = new Set(holdings);
      if (!next.delete(holds)) next.add(holds);
      return next;
    });
  };

  protected runAll(): void {
    const listed = this.groups().flatMap(({ rows }) => rows.map(({ attack }) => attack));
    if (this.obstacle() === undefined) void this.lab.run(listed);
  }

  /** Arrows move through the rows. */
  protected keyInRows(event: KeyboardEvent): void {
    const order = this.#order();
    const present = order.indexOf(this.stop() ?? '');
    const next = { ArrowDown: present + 1, ArrowUp: present - 1, Home: 0, End: order.length - 1 }[event.key];
    const id = next === undefined ? undefined : order[next];
    if (id === undefined) return;
    event.preventDefault();
    this.#focused.set(id);
    this.#row(id)?.focus();
  }

  #row(id: string | undefined): HTMLElement | null {
    return this.#host.querySelector(`[data-attack="${id}"]`);
  }

  #click(selector: string): void {
    this.#host.querySelector<HTMLElement>(selector)?.click();
  }

  #key(event: KeyboardEvent, isSingle: boolean): void {
    const help = this.#host.querySelector('dialog');
    if (help?.open) return;
    if (event.key === 'Escape') {
      this.#row(this.selected()?.id)?.focus();
      return;
    }
    // A number is no text in a field of choices.
    const isChoice = (event.target as Element).matches('input[type=radio], input[type=checkbox]');
    if (!isSingle && !(isChoice && !event.ctrlKey && !event.metaKey && !event.altKey)) return;
    if (/^[1-7]$/.test(event.key) && this.selected()) {
      const choice = this.#host.querySelector<HTMLElement>(`.l-guess label:nth-of-type(${event.key}) input`);
      choice?.click();
      choice?.focus(); // so that Enter runs it
      return;
    }
    const isOnPage =
      event.target === this.#host.ownerDocument.body || (event.target as Element).matches('main, h1, h2');
    const actions: Record<string, (() => void) | undefined> = {
      '/': () => this.#host.querySelector<HTMLElement>('input[type=search]')?.focus(),
      '?': () => help?.showModal(),
      'c': () => this.#click('[data-key=c]'),
      'm': () => this.show(this.selected()?.id, this.view() === 'map' ? 'table' : 'map'),
      'Enter': isOnPage ? () => this.#click('.l-guess button[type=submit]') : undefined,
    };
    const action = actions[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  }

  /** Whether the detail stands beside the list (lab.css). A panel may stand beside the page. */
  #isWide(): boolean {
    return this.#host.clientWidth >= 64 * 16;
  }
}
