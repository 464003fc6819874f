import type { CheckName } from '../../../dpop/checks/check.js';
import { ACCESS_TOKEN_LIFETIME } from '../../tokens/access-tokens.js';

/** What can be switched to practise with faults. */
export interface SwitchSettings {
  /** Whether the API requires a nonce, which Okta's does not (RFC 9449 section 9). */
  apiNonce: boolean;
  /** Seconds by which the org's clock is ahead of the system's; negative: behind. */
  clockShift: number;
  /** Lifetime of new access tokens, in seconds. */
  accessTokenLifetime: number;
  /** How many of the next calls are refused with 429. */
  tooManyRequests: number;
  /** How many of the next calls are answered with 503. */
  serverErrors: number;
  /** Delay of each answer, in milliseconds. */
  delay: number;
  /** Whether the API answers with its checks in `Server-Timing`, which the Network panel of browsers shows. */
  serverTiming: boolean;
  /** The check of a proof that the API ignores, to see which attacks it stops; null: none. */
  ignoredCheck: CheckName | null;
}

/** The settings with which the org behaves like Okta. */
export const NORMAL: SwitchSettings = {
  apiNonce: false,
  clockShift: 0,
  accessTokenLifetime: ACCESS_TOKEN_LIFETIME,
  tooManyRequests: 0,
  serverErrors: 0,
  delay: 0,
  serverTiming: false,
  ignoredCheck: null,
};

/** The switches that are on or off. */
export type BooleanSwitchName = 'apiNonce' | 'serverTiming';

/** The switches that are numbers. */
export type NumberSwitchName = Exclude<keyof SwitchSettings, BooleanSwitchName | 'ignoredCheck'>;

/** The lowest and the highest whole number of each switch, for the console and the API alike. */
export const LIMITS: Record<NumberSwitchName, { least: number; most: number }> = {
  clockShift: { least: -31_536_000, most: 31_536_000 }, // a year
  accessTokenLifetime: { least: 1, most: 86_400 },
  tooManyRequests: { least: 0, most: 1000 },
  serverErrors: { least: 0, most: 1000 },
  delay: { least: 0, most: 30_000 },
};

/** The org's switches. A restart sets them back to normal. */
export class Switches {
  private current = NORMAL;

  get settings(): SwitchSettings {
    return this.current;
  }

  /** Sets some switches. Does not validate the values. */
  set(settings: Partial<SwitchSettings>): void {
    this.current = { ...this.current, ...settings };
  }

  /** Sets all switches back to normal. */
  reset(): void {
    this.current = NORMAL;
  }

  /**
   * Counts a call against `tooManyRequests` and `serverErrors`.
   *
   * @returns Okta's error code with which to refuse the call (429 or 503); undefined when it may go on
   */
  takeFailure(): 'E0000047' | 'E0000010' | undefined {
    if (this.countDown('tooManyRequests')) return 'E0000047';
    if (this.countDown('serverErrors')) return 'E0000010';
    return undefined;
  }

  private countDown(counter: 'tooManyRequests' | 'serverErrors'): boolean {
    if (this.current[counter] <= 0) return false;
    this.set({ [counter]: this.current[counter] - 1 });
    return true;
  }
}
