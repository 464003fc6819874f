import { createHash } from 'node:crypto';
import type { Replays } from '../context.js';

/** Width of the slots in which expired entries are dropped, in seconds. */
const SLOT = 60;

/**
 * The most entries, some 25 MB: a proof passes for six minutes, so this is 500 a second. Beyond it those that would
 * expire first go early, since an org that refuses everybody is of no use to practise with.
 */
export const MAX_REPLAYS = 200_000;

/**
 * The `jti`s that keys have used, as long as a proof with them could still pass (RFC 9449 section 11.1). Kept in memory
 * only: a restart forgets them, which leaves a proof of the last five minutes one more use.
 *
 * An entry is a hash, so that a `jti` of any length costs the same. Expired entries go by whole slots, so that no call
 * looks at them one by one before their time. Looking and remembering is one synchronous step: of identical proofs
 * that arrive at once exactly one is new.
 */
export class ProofReplays implements Replays {
  /** When each entry expires, in seconds since the epoch. */
  private readonly expiries = new Map<string, number>();
  /** The entries by the slot in which they expire. */
  private readonly slots = new Map<number, string[]>();

  /** @param now the clock, in seconds since the epoch */
  constructor(private readonly now: () => number) {}

  /** How many `jti`s are remembered. */
  get size(): number {
    return this.expiries.size;
  }

  remember(jkt: string, jti: string, expires: number): boolean {
    const now = this.now();
    this.forget(now);
    const entry = createHash('sha256').update(`${jkt} ${jti}`).digest('base64url');
    if ((this.expiries.get(entry) ?? 0) > now) return false;
    if (this.expiries.size >= MAX_REPLAYS) this.makeRoom();
    this.expiries.set(entry, expires);
    const slot = Math.floor(expires / SLOT);
    const entries = this.slots.get(slot);
    if (entries) entries.push(entry);
    else this.slots.set(slot, [entry]);
    return true;
  }

  clear(): void {
    this.expiries.clear();
    this.slots.clear();
  }

  private forget(now: number): void {
    // There are as many slots as minutes for which a proof can pass: a handful.
    for (const [slot, entries] of this.slots) {
      if ((slot + 1) * SLOT > now) continue;
      this.slots.delete(slot);
      // An entry that was used again after it had expired stands in a later slot, too.
      for (const entry of entries) if ((this.expiries.get(entry) ?? 0) <= now) this.expiries.delete(entry);
    }
  }

  /** Forgets a tenth of what there may be, at most: the oldest of those that would expire first. */
  private makeRoom(): void {
    const first = Math.min(...this.slots.keys());
    const entries = this.slots.get(first)!;
    for (const entry of entries.splice(0, MAX_REPLAYS / 10)) this.expiries.delete(entry);
    if (entries.length === 0) this.slots.delete(first);
  }
}
