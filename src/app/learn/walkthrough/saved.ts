import type { Progress } from './steps/facts';
import type { StepId } from './steps/step';

const KEY = 'walkthrough';

/** What outlives a reload and the way to the org and back. Nothing in it is a secret. */
export interface Saved {
  /** When it was begun, in milliseconds: what the org did before does not count. */
  begun: number;
  /** Entries of the record before it do not count. 0, unless it was started over. */
  since: number;
  progress: Progress;
  /** The step whose text is open. */
  opened: StepId | undefined;
  /** The ids of requests of this page, which the org reports, too. */
  own: readonly string[];
}

export function readSaved(): Saved | undefined {
  try {
    const text = sessionStorage.getItem(KEY);
    return text === null ? undefined : (JSON.parse(text) as Saved);
  } catch {
    return undefined; // Storage is blocked, or something else wrote there.
  }
}

export function writeSaved(saved: Saved): void {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(saved));
  } catch {
    // Storage is blocked: it ends with the page.
  }
}
