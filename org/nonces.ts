import { createHmac } from 'node:crypto';
import type { Nonces } from './context.js';

/** Seconds after which Okta hands out another nonce. */
const ROTATION = 24 * 60 * 60;

/** How many rotations a nonce stays accepted, counted from when it was generated: three days. */
const ACCEPTED_ROTATIONS = 3;

/**
 * The org's DPoP nonces, by Okta's rules (okta-facts, section 2.3): one for everybody, a new one every day, accepted
 * for three days. Computed from the clock and a secret, so there is nothing to store but the secret.
 */
export class DailyNonces implements Nonces {
  constructor(
    private readonly secret: string,
    private readonly now: () => number,
  ) {}

  current(): string {
    return this.nonceOf(this.rotation());
  }

  accepts(nonce: string): boolean {
    const latest = this.rotation();
    return Array.from({ length: ACCEPTED_ROTATIONS }, (_, age) => this.nonceOf(latest - age)).includes(nonce);
  }

  private rotation(): number {
    return Math.floor(this.now() / ROTATION);
  }

  /** 32 URL-safe characters that tell nothing. */
  private nonceOf(rotation: number): string {
    return createHmac('sha256', this.secret).update(`nonce ${rotation}`).digest('base64url').slice(0, 32);
  }
}
