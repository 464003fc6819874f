import { computed, inject, Injectable, signal } from '@angular/core';
import type { CheckName } from '../../../../../dpop/checks/check';
import { OrgDecisions } from '../../view/org-decisions';

/** How the guard of the local org is set. Empty: the org does not answer. */
export interface GuardState {
  ignoredCheck?: CheckName | null;
  apiNonce?: boolean;
}

/** The guard of the local org, whose checks can be switched off (docs/practice-switches.md). */
@Injectable({ providedIn: 'root' })
export class PracticeGuard {
  /** Whether the org runs on this machine. */
  readonly local = inject(OrgDecisions).local;
  readonly #state = signal<GuardState | undefined>(undefined);

  /** Undefined: not known yet, or this page comes from a server that does not offer the lab. */
  readonly state = this.#state.asReadonly();
  readonly ignoredCheck = computed(() => this.#state()?.ignoredCheck ?? null);
  readonly asksForNonce = computed(() => this.#state()?.apiNonce ?? false);
  /** Whether the app's server was asked. */
  readonly asked = signal(false);
  readonly problem = signal<string | undefined>(undefined);

  /** Attacks that get through only since a check is ignored; undefined: none was tried. */
  readonly through = signal<number | undefined>(undefined);

  async load(): Promise<void> {
    try {
      const answer = await fetch('/attack/v1/guard');
      const isOffered = answer.ok && answer.headers.get('Content-Type') === 'application/json';
      this.#state.set(isOffered ? ((await answer.json()) as GuardState) : undefined);
    } catch {
      this.#state.set(undefined);
    }
    this.asked.set(true);
  }

  /** @param change of the switches of the org */
  async set(change: GuardState): Promise<void> {
    this.problem.set(undefined);
    try {
      const answer = await fetch('/practice/v1/switches', {
        method: 'PATCH',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(change),
      });
      if (!answer.ok) throw new Error(`It answers with ${answer.status}.`);
      const { ignoredCheck, apiNonce } = (await answer.json()) as GuardState;
      this.#state.set({ ignoredCheck: ignoredCheck ?? null, apiNonce: apiNonce ?? false });
    } catch (error) {
      this.problem.set(`The org did not take the switch. ${(error as Error).message}`);
      await this.load();
    }
  }
}
