import { computed, effect, inject, Injectable, signal } from '@angular/core';
import type { Answer } from '../../../../../dpop/attacks/answer';
import type { Attack } from '../../../../../dpop/attacks/attack';
import { ATTACKS } from '../../../../../dpop/attacks/catalogue';
import { requestWith, type AttackRequest } from '../../../../../dpop/attacks/change';
import { curlOf } from '../../../../../dpop/attacks/curl';
import type { Loot } from '../../../../../dpop/attacks/loot';
import { AS_BEARER, runAttacks, type AttackResult } from '../../../../../dpop/attacks/run-attacks';
import type { CheckName } from '../../../../../dpop/checks/check';
import { CHECKS } from '../../../../../dpop/checks/table';
import { OKTA_CONFIG, Session } from '../../../auth';
import { OrgDecisions } from '../../view/org-decisions';
import { PracticeGuard } from '../guard/practice-guard';
import { bearerTokenOf, send } from './attack-server';
import { stealFrom } from './steal';

/** The results of attacks, by their id. */
export type Results = ReadonlyMap<string, AttackResult>;
const NONE: Results = new Map();

/** Runs attacks with what is stolen from this session. Results are kept as long as the page. */
@Injectable({ providedIn: 'root' })
export class LabRun {
  readonly #session = inject(Session);
  readonly #org = new URL(inject(OKTA_CONFIG).issuer).origin;
  readonly #guard = inject(PracticeGuard);
  readonly #decisions = inject(OrgDecisions);

  /** By how the guard was set, so that no result is shown beside a switch that it was not made with. */
  readonly #all = signal<ReadonlyMap<string, Results>>(new Map());
  readonly #key = computed(() => keyOf(this.#guard.ignoredCheck(), this.#guard.asksForNonce()));
  /** Those with the guard as it is. */
  readonly results = computed(() => this.#all().get(this.#key()) ?? NONE);

  /** What is being run. */
  readonly running = signal<{ done: number; total: number; attack?: string } | undefined>(undefined);
  readonly problem = signal<string | undefined>(undefined);
  /** Whose bearer token is used; undefined: there is none yet. */
  readonly bearer = signal<{ accessToken: string; login: string } | undefined>(undefined);
  /** Why there is no bearer token. */
  readonly bearerProblem = signal<string | undefined>(undefined);
  /** The guesses of the user, by the id of the attack. */
  readonly guesses = signal<ReadonlyMap<string, string>>(new Map());
  #stopped = false;

  constructor() {
    // Tokens of another session are of no use, and neither is what came of them.
    let user: unknown;
    effect(() => {
      const now = this.#session.user()?.sub;
      if (user !== undefined && user !== now) {
        this.#all.set(new Map());
        this.bearer.set(undefined);
      }
      user = now;
    });
    effect(() => {
      const results = [...this.results().values()];
      this.#guard.through.set(
        results.length > 0 ? results.filter(({ outcome }) => outcome === 'got through').length : undefined,
      );
    });
  }

  /** The attacks that get through while a check is ignored; undefined: that was not tried. */
  throughWithout(check: CheckName): string[] | undefined {
    const results = this.#all().get(keyOf(check, this.#guard.asksForNonce()));
    return (
      results && [...results.values()].filter(({ outcome }) => outcome === 'got through').map(({ attack }) => attack.id)
    );
  }

  guess(attack: string, check: string): void {
    this.guesses.update((guesses) => new Map(guesses).set(attack, check));
  }

  /** Runs attacks, one after the other. */
  async run(attacks: readonly Attack[]): Promise<void> {
    await this.#whileRunning(attacks.length, () => this.#run(attacks));
  }

  /** Switches off one check after the other, and runs the attacks that it stops. Then all are on again. */
  async breakEachCheck(): Promise<void> {
    const tries = CHECKS.map(({ name }) => [name, ATTACKS.filter(({ stoppedBy }) => stoppedBy === name)] as const);
    await this.#whileRunning(tries.flatMap(([, attacks]) => attacks).length, async () => {
      try {
        for (const [check, attacks] of tries) {
          if (this.#stopped || this.#guard.problem() !== undefined) return;
          await this.#guard.set({ ignoredCheck: check });
          await this.#run(attacks);
        }
      } finally {
        await this.#guard.set({ ignoredCheck: null });
      }
    });
  }

  stop(): void {
    this.#stopped = true;
  }

  /** The request of an attack as a command. It has the token and a fresh proof in it. */
  async curl(attack: Attack, as: 'dpop' | 'bearer'): Promise<string> {
    return curlOf(await requestFrom(await this.#loot(), attack, as), attack);
  }

  /** The request of an attack as it would be, but for the bearer token. */
  async preview(attack: Attack, as: 'dpop' | 'bearer'): Promise<AttackRequest> {
    const loot = await stealFrom(this.#session, this.#org);
    return requestFrom({ ...loot, bearerToken: 'the.bearer.token' }, attack, as);
  }

  async #whileRunning(total: number, work: () => Promise<void>): Promise<void> {
    if (this.running()) return;
    this.#stopped = false;
    this.problem.set(undefined);
    this.running.set({ done: 0, total });
    try {
      await work();
    } catch (error) {
      this.problem.set((error as Error).message);
    } finally {
      this.running.set(undefined);
    }
  }

  async #run(attacks: readonly Attack[]): Promise<void> {
    const key = this.#key();
    const surroundings = { send, checkThatStopped: (answer: Answer) => this.#checkThatStopped(answer) };
    const next = [...attacks];
    this.running.update((running) => running && { ...running, attack: next[0]?.id ?? '' });
    for await (const result of runAttacks(attacks, await this.#loot(), surroundings)) {
      this.#all.update((all) => new Map(all).set(key, new Map(all.get(key)).set(result.attack.id, result)));
      next.shift();
      this.running.update((running) => running && { ...running, done: running.done + 1, attack: next[0]?.id ?? '' });
      if (this.#stopped) return;
    }
  }

  async #loot(): Promise<Loot> {
    const loot = await stealFrom(this.#session, this.#org);
    const bearer = await this.#bearer();
    return { ...loot, ...(bearer && { bearerToken: bearer.accessToken }) };
  }

  /** The attacks on the DPoP app go on without it. */
  async #bearer(): Promise<{ accessToken: string; login: string } | undefined> {
    const known = this.bearer();
    if (known) return known;
    try {
      const bearer = await bearerTokenOf(this.#session.user()?.preferred_username ?? '');
      this.bearer.set(bearer);
      this.bearerProblem.set(undefined);
      return bearer;
    } catch (error) {
      this.bearerProblem.set((error as Error).message);
      return undefined;
    }
  }

  async #checkThatStopped({ status, headers }: Answer): Promise<string | undefined> {
    const id = headers['x-okta-request-id'];
    // Without an endpoint there is no guard that could decide.
    if (typeof id !== 'string' || status === 404) return undefined;
    const last = (await this.#decisions.of(id))?.checks.at(-1);
    return last?.passed === false ? last.check : undefined;
  }
}

function requestFrom(loot: Loot, { change, bearer }: Attack, as: 'dpop' | 'bearer'): Promise<AttackRequest> {
  if (as === 'dpop') return requestWith(loot, change);
  return requestWith({ ...loot, accessToken: loot.bearerToken ?? '' }, { ...AS_BEARER, ...bearer });
}

const keyOf = (ignored: string | null, nonce: boolean): string => `${ignored ?? ''} ${nonce}`;
