import { inject, Injectable } from '@angular/core';
import { OKTA_CONFIG } from '../../auth';
import type { Value } from '../../../../dpop/value';

/** How the org decided about a request, check by check. The last one is the failed one, if any. */
export interface OrgDecision {
  eventType: string;
  checks: { check: string; section: string; why: string; passed: boolean; expected: Value; actual: Value }[];
}

/** Asks the local org how it decided. Okta has nothing like it: there only an administrator sees a part, in the System Log. */
@Injectable({ providedIn: 'root' })
export class OrgDecisions {
  readonly #known = new Map<string, Promise<OrgDecision | undefined>>();

  /** Whether the org runs on this machine. */
  readonly local = /^http:\/\/(localhost|127\.0\.0\.1)(:|$)/.test(new URL(inject(OKTA_CONFIG).issuer).origin);

  /** @returns undefined when the org has none, or does not say */
  of(requestId: string): Promise<OrgDecision | undefined> {
    let decision = this.#known.get(requestId);
    if (!decision) this.#known.set(requestId, (decision = ask(requestId)));
    return decision;
  }
}

async function ask(requestId: string): Promise<OrgDecision | undefined> {
  try {
    const answer = await fetch(`/practice/v1/decisions?request=${encodeURIComponent(requestId)}`);
    return answer.ok ? ((await answer.json()) as OrgDecision) : undefined;
  } catch {
    return undefined; // The server of the app does not forward to the org.
  }
}
