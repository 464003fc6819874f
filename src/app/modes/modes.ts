import { InjectionToken } from '@angular/core';

/** A client of the local org that the app can be, besides the one that is configured. */
export interface Mode {
  name: string;
  clientId: string;
  dpop: boolean;
}

/** The modes that `npm start` offers in `okta.config.json`; none with a real org, or from any other server. */
export const MODES = new InjectionToken<readonly Mode[]>('modes');

/** Where the choice is kept, for all tabs. */
const CHOICE = 'mode';

/** @param file what `okta.config.json` holds */
export function readModes(file: unknown): readonly Mode[] {
  const { modes } = (file ?? {}) as { modes?: unknown };
  return Array.isArray(modes) ? (modes as Mode[]) : [];
}

/**
 * The configuration in the mode that was chosen last.
 *
 * @param file what `okta.config.json` holds
 */
export function inChosenMode(file: unknown): unknown {
  const mode = readModes(file).find(({ name }) => name === chosen());
  return mode ? { ...(file as object), clientId: mode.clientId, dpop: mode.dpop } : file;
}

/** Lets the next start of the app be in this mode. */
export function choose(name: string): void {
  localStorage.setItem(CHOICE, name);
}

function chosen(): string | null {
  try {
    return localStorage.getItem(CHOICE);
  } catch {
    return null; // Storage is blocked.
  }
}
