import { createHash } from 'node:crypto';

/** Width of the slots in which expired entries are dropped, in seconds. */
const SLOT = 60;

/**
 * The most entries, about 25 MB. A proof is valid for six minutes, so this is 500 requests a second. When it is full, new
 * proofs are refused until old ones expire: forgetting one would let it pass a second time. Only requests that are
 * otherwise good get an entry, so nobody without a token, a code or a client key can fill it.
 */
export const MAX_REPLAYS = 200_000;

/**
 * The `jti`s that keys have used, for as long as a proof with them could still pass (RFC 9449 section 11.1). They are in
 * memory only, so after a restart a proof of the last five minutes can be used once more.
 *
 * An entry is a hash, so that a `jti` of any length takes the same space. Expired entries are dropped by whole slots, so
 * that no call goes through all entries. {@link remember} is synchronous: of identical proofs that arrive at the same
 * time, exactly one is new.
 */
export class Replays {
  /** When each entry expires, in seconds since the epoch. */
  private readonly expiries = new Map<string, number>();
  /** The entries by the slot in which they expire. */
  private readonly slots = new Map<number, string[]>();

  /** @param now the org's clock, in seconds since the epoch */
  constructor(private readonly now: () => number) {}

  /** How many `jti`s are remembered. */
  get size(): number {
    return this.expiries.size;
  }

  /** Whether a key has used a `jti`. */
  has(jkt: string, jti: string): boolean {
    return (this.expiries.get(entryOf(jkt, jti)) ?? 0) > this.now();
  }

  /**
   * Remembers that a key has used a `jti`.
   *
   * @param expires when a proof with it stops being valid, in seconds since the epoch
   * @returns false when the key has used this `jti` before, or when no more can be remembered
   */
  remember(jkt: string, jti: string, expires: number): boolean {
    const now = this.now();
    this.dropExpired(now);
    const entry = entryOf(jkt, jti);
    if ((this.expiries.get(entry) ?? 0) > now || this.expiries.size >= MAX_REPLAYS) return false;
    this.expiries.set(entry, expires);
    const slot = Math.floor(expires / SLOT);
    const entries = this.slots.get(slot);
    if (entries) entries.push(entry);
    else this.slots.set(slot, [entry]);
    return true;
  }

  /** Forgets all of them. */
  clear(): void {
    this.expiries.clear();
    this.slots.clear();
  }

  private dropExpired(now: number): void {
    // There are as many slots as minutes for which a proof is valid: a handful.
    for (const [slot, entries] of this.slots) {
      if ((slot + 1) * SLOT > now) continue;
      this.slots.delete(slot);
      // An entry that was used again after it had expired is in a later slot, too.
      for (const entry of entries) if ((this.expiries.get(entry) ?? 0) <= now) this.expiries.delete(entry);
    }
  }
}

function entryOf(jkt: string, jti: string): string {
  return createHash('sha256').update(`${jkt} ${jti}`).digest('base64url');
}
