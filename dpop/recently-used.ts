/** A map of limited size. When it is full, the entry that was not used for the longest time goes. */
export class RecentlyUsed<Value> {
  /** The most recently used entry is the last one. */
  private readonly entries = new Map<string, Value>();

  /** The most entries. */
  private readonly limit: number;

  constructor(limit: number) {
    this.limit = limit;
  }

  get size(): number {
    return this.entries.size;
  }

  get(key: string): Value | undefined {
    const value = this.entries.get(key);
    if (value === undefined) return undefined;
    this.entries.delete(key);
    this.entries.set(key, value);
    return value;
  }

  set(key: string, value: Value): void {
    this.entries.delete(key);
    this.entries.set(key, value);
    if (this.entries.size > this.limit) this.entries.delete(this.entries.keys().next().value!);
  }
}
