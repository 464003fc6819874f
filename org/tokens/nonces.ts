import { createHmac } from 'node:crypto';
import type { Nonces } from '../context.js';
import type { State } from '../state/state.js';

/** Seconds after which Okta hands out another nonce. */
const ROTATION = 24 * 60 * 60;

/** How many rotations a nonce stays accepted, counted from when it was generated: three days. */
const ACCEPTED_ROTATIONS = 3;

/**
 * The org's DPoP nonces, by Okta's rules (docs/okta-facts.md, section 2.3): one for everybody, a new one every day,
 * accepted for three days. Computed from the clock and a secret, so there is nothing to store but how often {@link rotate} was
 * called.
 */
export class DailyNonces implements Nonces {
  constructor(
    private readonly state: State,
    private readonly now: () => number,
  ) {}

  current(): string {
    return this.nonceOf(this.rotation());
  }

  accepts(nonce: string): boolean {
    const latest = this.rotation();
    return Array.from({ length: ACCEPTED_ROTATIONS }, (_, age) => this.nonceOf(latest - age)).includes(nonce);
  }

  /** Hands out another nonce from now on, and accepts none that was handed out before. */
  rotate(): void {
    this.state.set('Nonce', 'series', { number: this.series() + 1 });
  }

  private series(): number {
    return Number(this.state.get('Nonce', 'series')?.['number'] ?? 0);
  }

  private rotation(): number {
    return Math.floor(this.now() / ROTATION);
  }

  /** 32 URL-safe characters that tell nothing. */
  private nonceOf(rotation: number): string {
    return createHmac('sha256', this.state.secrets.nonceSecret)
      .update(`nonce ${this.series()} ${rotation}`)
      .digest('base64url')
      .slice(0, 32);
  }
}
