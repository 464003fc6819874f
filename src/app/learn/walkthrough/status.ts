import type { Facts, Finding, Kept } from './steps/facts';
import type { Step } from './steps/step';

/**
 * Where a step stands. Only one is the `current` one: what happens counts for it alone, and from the moment on at which the
 * step before it was done or skipped. So doing a later step first ticks nothing.
 */
export interface StepStatus {
  step: Step;
  /** 1 for the first step. */
  number: number;
  state: 'done' | 'skipped' | 'current' | 'ahead';
  findings: readonly Finding[];
  /** When it was done, as exactly as the org's clock tells, and when it was done for certain. */
  at?: number;
  until?: number;
  byHand?: boolean;
}

/** The status of all steps. It depends on nothing but its arguments. */
export function statusOf(steps: readonly Step[], facts: Facts, since: number): StepStatus[] {
  let from = since;
  let after = since;
  let isOpen = true;
  const progress: Record<string, Kept> = { ...facts.progress };
  return steps.map((step, index): StepStatus => {
    const base = { step, number: index + 1 };
    const kept = facts.progress[step.id];
    if (kept?.state === 'done') {
      from = Math.max(from, kept.at);
      after = Math.max(after, kept.until);
      return {
        ...base,
        state: 'done',
        findings: kept.findings,
        at: kept.at,
        until: kept.until,
        ...(kept.byHand && { byHand: true }),
      };
    }
    if (kept?.state === 'skipped') {
      from = Math.max(from, kept.at);
      return { ...base, state: 'skipped', findings: [] };
    }
    if (!isOpen) return { ...base, state: 'ahead', findings: step.check(NOTHING, 0) };
    const findings = step.check({ ...facts, progress, after }, Math.max(kept ? kept.at : from, since));
    if (findings.every(({ seen }) => seen)) {
      const at = Math.max(from, ...findings.map(({ seen }) => seen?.at ?? 0));
      const until = Math.max(at, ...findings.map(({ seen }) => seen?.until ?? 0));
      from = at;
      after = until;
      progress[step.id] = { state: 'done', at, until, findings };
      return { ...base, state: 'done', findings, at, until };
    }
    isOpen = false;
    return { ...base, state: 'current', findings };
  });
}

/** Before anything has happened. */
const NOTHING: Facts = {
  entries: [],
  own: new Set(),
  app: { clientId: '', dpop: false },
  browser: { keys: [] },
  acts: { sent: [] },
  org: { apps: [], decisions: [] },
  progress: {},
};
