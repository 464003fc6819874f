import { ACCESS_TOKEN_LIFETIME } from '../../tokens/access-tokens.js';

/** What can be switched to practise faults with. All of them are off, or as Okta has them, in {@link NORMAL}. */
export interface SwitchSettings {
  /** Whether the API asks for a nonce, which Okta's does not (RFC 9449 section 9). */
  apiNonce: boolean;
  /** Seconds by which the org's clock is ahead of the system's; negative: behind. */
  clockShift: number;
  /** Seconds for which a new access token is good. */
  accessTokenLifetime: number;
  /** How many further calls are refused with 429. */
  tooManyRequests: number;
  /** How many further calls are answered with 503. */
  serverErrors: number;
  /** Milliseconds by which each answer is delayed. */
  delay: number;
}

export const NORMAL: SwitchSettings = {
  apiNonce: false,
  clockShift: 0,
  accessTokenLifetime: ACCESS_TOKEN_LIFETIME,
  tooManyRequests: 0,
  serverErrors: 0,
  delay: 0,
};

/** The org's switches. They last until the org ends. */
export class Switches {
  private current = NORMAL;

  get settings(): SwitchSettings {
    return this.current;
  }

  /** Sets some of them; the caller has checked the values. */
  set(settings: Partial<SwitchSettings>): void {
    this.current = { ...this.current, ...settings };
  }

  /** Back to normal. */
  reset(): void {
    this.current = NORMAL;
  }

  /** Counts one call down; returns whether it is to be refused. */
  take(counter: 'tooManyRequests' | 'serverErrors'): boolean {
    if (this.current[counter] <= 0) return false;
    this.set({ [counter]: this.current[counter] - 1 });
    return true;
  }
}
