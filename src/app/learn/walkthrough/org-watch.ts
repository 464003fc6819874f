import { inject, Injectable, signal } from '@angular/core';
import { OrgDecisions } from '../view/org-decisions';
import type { Decision, OrgApp, OrgFacts } from './steps/facts';

/** `silent`: no answer; `unreachable`: the server of this page does not lead to the org. */
export type Reach = 'asking' | 'answers' | 'silent' | 'unreachable';

interface SettingsAnswer {
  now: string;
  apps: { client_id: string; label: string; type: OrgApp['type']; dpop_bound_access_tokens: boolean }[];
}

interface DecisionAnswer {
  request: { id: string; method: string; path: string; status: number };
  published: string;
  client: string | null;
  outcome: { result: Decision['outcome']; reason?: string };
  checks: Decision['checks'];
}

const SETTINGS = '/practice/v1/settings';

/** Milliseconds by which the clocks may differ because of whole seconds and the way of the answer. */
const CLOCK_TOLERANCE = 2000;

/** What the local org says of itself: its apps, and how it decided. */
@Injectable({ providedIn: 'root' })
export class OrgWatch {
  /** Whether the org runs on this machine. Another one tells nothing. */
  readonly local = inject(OrgDecisions).local;
  readonly reach = signal<Reach>('asking');
  readonly facts = signal<OrgFacts>({ apps: [], decisions: [] });

  /** When each decision was noticed. */
  readonly #noticed = new Map<string, number>();
  #asking: Promise<void> | undefined;
  #again = false;

  /** Asks once more; while that is under way, once more after it. @param begun earlier decisions are left out */
  async refresh(begun: () => number): Promise<void> {
    if (!this.local) return;
    if (this.#asking) {
      this.#again = true;
      return this.#asking;
    }
    this.#asking = this.#ask(begun).finally(() => (this.#asking = undefined));
    await this.#asking;
    if (!this.#again) return;
    this.#again = false;
    await this.refresh(begun);
  }

  /** Sets the org back to its seed. @returns whether it did */
  async restore(): Promise<boolean> {
    try {
      const answer = await fetch(SETTINGS, { method: 'DELETE' });
      return answer.ok;
    } catch {
      return false;
    }
  }

  async #ask(begun: () => number): Promise<void> {
    try {
      const settings = await ask<SettingsAnswer>(SETTINGS);
      const difference = Date.parse(settings.now) - Date.now();
      const shift = Math.abs(difference) < CLOCK_TOLERANCE ? 0 : difference;
      const since = new Date(Math.floor((begun() + shift) / 1000) * 1000).toISOString();
      const decisions = await ask<DecisionAnswer[]>(`/practice/v1/decisions?since=${since}`);
      const facts = {
        apps: settings.apps.map(({ client_id: clientId, label, type, dpop_bound_access_tokens: dpop }): OrgApp => ({
          clientId,
          label,
          type,
          dpop,
        })),
        decisions: decisions.map(({ request, published, client, outcome, checks }): Decision => ({
          ...request,
          at: Date.parse(published) - shift,
          noticed: this.#noticedAt(request.id),
          ...{ client, checks, outcome: outcome.result },
          ...(outcome.reason !== undefined && { reason: outcome.reason }),
        })),
      };
      // The same again changes nothing.
      if (JSON.stringify(facts) !== JSON.stringify(this.facts())) this.facts.set(facts);
      this.reach.set('answers');
    } catch (error) {
      this.reach.set(error instanceof NoSuchPath ? 'unreachable' : 'silent');
    }
  }

  #noticedAt(id: string): number {
    const at = this.#noticed.get(id) ?? Date.now();
    this.#noticed.set(id, at);
    return at;
  }
}

/** The server answered, but it was not the org. */
class NoSuchPath extends Error {}

async function ask<T>(path: string): Promise<T> {
  const answer = await fetch(path, { cache: 'no-store' });
  if (answer.status === 502) throw new Error('The org does not answer.');
  if (!answer.ok || !answer.headers.get('Content-Type')?.includes('json')) throw new NoSuchPath();
  return (await answer.json()) as T;
}
