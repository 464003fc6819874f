import { createHmac } from 'node:crypto';
import type { State } from '../state/state.js';

/** Seconds until Okta changes the nonce: a day. */
const PERIOD = 24 * 60 * 60;

/** For how many periods a nonce is accepted, counted from its own: three days. */
const ACCEPTED_PERIODS = 3;

/**
 * The org's DPoP nonces (RFC 9449 section 8), by Okta's rules (docs/okta-facts.md, section 2.3): one nonce for all
 * clients, a new one every day, accepted for three days. They are computed from the clock and a secret, so the state only
 * keeps how often {@link rotate} was called.
 */
export class Nonces {
  constructor(
    private readonly state: State,
    /** The org's clock, in seconds since the epoch. */
    private readonly now: () => number,
  ) {}

  current(): string {
    return this.nonceOf(this.period());
  }

  accepts(nonce: string): boolean {
    const latest = this.period();
    return Array.from({ length: ACCEPTED_PERIODS }, (_, age) => this.nonceOf(latest - age)).includes(nonce);
  }

  /** Changes the nonce now, and stops accepting all earlier ones. */
  rotate(): void {
    this.state.set('Nonce', 'series', { number: this.series() + 1 });
  }

  private series(): number {
    return Number(this.state.get('Nonce', 'series')?.['number'] ?? 0);
  }

  private period(): number {
    return Math.floor(this.now() / PERIOD);
  }

  /** 32 URL-safe characters that reveal nothing. */
  private nonceOf(period: number): string {
    return createHmac('sha256', this.state.secrets.nonceSecret)
      .update(`nonce ${this.series()} ${period}`)
      .digest('base64url')
      .slice(0, 32);
  }
}
