import { computed, DestroyRef, DOCUMENT, effect, inject, Injectable, signal, untracked } from '@angular/core';
import { OKTA_CONFIG } from '../../auth';
import { DockState } from '../dock/dock-state';
import { InspectorRecord } from '../record/inspector-record';
import { BrowserState } from './browser-state';
import { OrgWatch } from './org-watch';
import { readSaved, writeSaved, type Saved } from './saved';
import { statusOf, type StepStatus } from './status';
import type { Acts, Facts, Kept } from './steps/facts';
import type { StepId } from './steps/step';
import { STEPS } from './steps/steps';

/** How often the org is asked while the panel is open, in milliseconds. */
const INTERVAL = 2000;

/** How many ids of requests of this page are kept. */
const MAX_OWN = 400;

const NO_ACTS: Acts = { sent: [] };

/** Where the user is in the walkthrough. It follows what happens, and moves to no other step by itself. */
@Injectable({ providedIn: 'root' })
export class Walkthrough {
  readonly record = inject(InspectorRecord);
  readonly org = inject(OrgWatch);
  readonly #browser = inject(BrowserState);
  readonly #config = inject(OKTA_CONFIG);
  readonly #dock = inject(DockState);
  readonly #saved = signal<Saved>(
    readSaved() ?? { begun: Date.now(), since: 0, progress: {}, opened: STEPS[0]!.id, own: [] },
  );
  readonly #acts = signal<Acts>(NO_ACTS);

  readonly facts = computed((): Facts => ({
    entries: this.record.entries(),
    own: new Set(this.#saved().own),
    app: { clientId: this.#config.clientId, dpop: this.#config.dpop },
    browser: this.#browser.facts(),
    acts: this.#acts(),
    org: this.org.local ? this.org.facts() : undefined,
    progress: this.#saved().progress,
  }));
  readonly statuses = computed(() => statusOf(STEPS, this.facts(), this.#saved().since));
  readonly current = computed(() => this.statuses().find(({ state }) => state === 'current'));
  readonly done = computed(() => this.statuses().filter(({ state }) => state === 'done').length);
  readonly summary = computed(() => {
    const open = this.statuses().filter(({ state }) => state === 'current' || state === 'ahead');
    const minutes = open.reduce((sum, { step }) => sum + step.minutes, 0);
    return `${this.done()} of ${STEPS.length} done${minutes > 0 ? `, about ${minutes} min left` : ''}`;
  });
  /** The step whose text is open. */
  readonly opened = computed(() => this.#saved().opened);
  /** What a screen reader hears when a step is done. */
  readonly announcement = signal('');

  constructor() {
    this.#keepOwnRequests();
    this.#keepFinishedSteps();
    this.#watchOrg();
  }

  open(id: StepId | undefined): void {
    this.#save({ opened: id });
  }

  /** Leaves a step. One that was done before stays done. */
  skip({ step: { id } }: StepStatus): void {
    const kept = this.#saved().progress[id];
    this.#keep(
      id,
      kept?.state === 'again'
        ? { state: 'done', at: kept.at, until: kept.at, findings: kept.before }
        : { state: 'skipped', at: Date.now() },
    );
  }

  /** Skips all open steps before this one. */
  skipTo(id: StepId): void {
    for (const status of this.statuses()) {
      if (status.step.id === id) break;
      if (status.state === 'current' || status.state === 'ahead') this.skip(status);
    }
    this.open(id);
  }

  /** Lets a step be done once more. */
  repeat({ step: { id }, findings }: StepStatus): void {
    this.#acts.set(NO_ACTS);
    this.#keep(id, { state: 'again', at: Date.now(), before: findings });
  }

  /** What this page cannot see, the user has done. */
  confirm({ step: { id }, findings }: StepStatus): void {
    this.#keep(id, { state: 'done', at: Date.now(), until: Date.now(), findings, byHand: true });
  }

  /** Notes what the user did here. */
  act(act: Partial<Acts>): void {
    this.#acts.update((acts) => ({ ...acts, ...act }));
  }

  /** Looks anew at the org and at this browser. */
  async refresh(): Promise<void> {
    await Promise.all([this.#browser.refresh(), this.org.refresh(() => this.#saved().begun)]);
  }

  /** Forgets what was done, and sets the local org back. @returns whether the org was set back, too */
  async startOver(): Promise<boolean> {
    const restored = !this.org.local || (await this.org.restore());
    const now = Date.now();
    this.#acts.set(NO_ACTS);
    this.announcement.set('');
    this.#save({ begun: now, since: now, progress: {}, opened: STEPS[0]!.id });
    await this.refresh();
    return restored;
  }

  #save(change: Partial<Saved>): void {
    this.#saved.update((saved) => ({ ...saved, ...change }));
    writeSaved(this.#saved());
  }

  #keep(id: StepId, kept: Kept): void {
    const last = this.org.facts().decisions.at(-1)?.id;
    const isOwn = kept.state === 'done' && !kept.byHand; // It rests on its findings.
    const all = last === undefined || isOwn ? kept : { ...kept, last };
    this.#save({ progress: { ...this.#saved().progress, [id]: all } });
  }

  /** The record may be cleared, and holds 1,000 entries. Without the ids, calls of the app would look like a thief's. */
  #keepOwnRequests(): void {
    effect(() => {
      const ids = this.record.exchanges().flatMap(({ answer }) => answer?.requestId ?? []);
      untracked(() => {
        const { own } = this.#saved();
        const more = ids.filter((id) => !own.includes(id));
        if (more.length > 0) this.#save({ own: [...own, ...more].slice(-MAX_OWN) });
      });
    });
    // What was sent while the record was paused is not in it.
    let wasPaused = this.record.paused();
    effect(() => {
      const paused = this.record.paused();
      if (wasPaused && !paused) untracked(() => this.#save({ begun: Date.now() }));
      wasPaused = paused;
    });
  }

  #keepFinishedSteps(): void {
    const finished = computed(() =>
      this.statuses().filter(
        ({ state, step }) => state === 'done' && this.#saved().progress[step.id]?.state !== 'done',
      ),
    );
    let isKeeping = false;
    const keep = async (): Promise<void> => {
      isKeeping = true;
      await this.refresh(); // The org has more to say about a request of this page.
      isKeeping = false;
      const now = finished();
      if (now.length === 0) return;
      for (const { step, findings, at = 0, until = at } of now) {
        this.#keep(step.id, { state: 'done', at, until, findings });
      }
      this.announcement.set(`Done: ${now.map(({ step }) => step.title).join('; ')}. ${this.summary()}.`);
    };
    effect(() => {
      if (finished().length > 0 && !this.record.paused() && !isKeeping) untracked(() => void keep());
    });
  }

  /** Asks the org while the panel can be seen, and at once when the page did something. */
  #watchOrg(): void {
    const document = inject(DOCUMENT);
    const isWatched = computed(() => this.#dock.shown() === 'walkthrough' && this.current() !== undefined);
    const refresh = (): void => {
      if (isWatched() && !document.hidden) void this.refresh();
    };
    effect(() => {
      this.record.exchanges();
      if (isWatched()) untracked(refresh);
    });
    const asking = setInterval(refresh, INTERVAL);
    document.addEventListener('visibilitychange', refresh);
    inject(DestroyRef).onDestroy(() => {
      clearInterval(asking);
      document.removeEventListener('visibilitychange', refresh);
    });
  }
}
