import type { State } from '../state/state.js';

/**
 * Items of the seed together with the changes that the state keeps. A changed item replaces the seed's, an added one
 * comes after those of the seed, and a removed one of the seed stays removed over a restart.
 */
export class Collection<Item extends object> {
  private readonly byId: Map<string, Item>;
  /** Ids of the items that a restart would bring back. */
  private readonly seeded: ReadonlySet<string>;
  private readonly removed: string;

  /**
   * @param kind of the entries of the state that hold changed and added items
   * @param restore makes an item of what the state holds
   */
  constructor(
    private readonly state: State,
    private readonly kind: string,
    seed: readonly Item[],
    private readonly idOf: (item: Item) => string,
    restore: (value: Record<string, unknown>) => Item,
  ) {
    this.removed = `Removed${kind}`;
    this.seeded = new Set(seed.map(idOf));
    const kept = seed.filter((item) => state.get(this.removed, idOf(item)) === undefined);
    this.byId = new Map([...kept, ...state.values(kind).map(restore)].map((item) => [idOf(item), item]));
  }

  get size(): number {
    return this.byId.size;
  }

  all(): readonly Item[] {
    return [...this.byId.values()];
  }

  get(id: string): Item | undefined {
    return this.byId.get(id);
  }

  /** Adds an item, or replaces the one with its id. */
  set(item: Item): void {
    this.byId.set(this.idOf(item), item);
    this.state.set(this.kind, this.idOf(item), { ...item } as Record<string, unknown>);
  }

  /** @returns whether there was such an item */
  delete(id: string): boolean {
    if (!this.byId.delete(id)) return false;
    this.state.delete(this.kind, id);
    if (this.seeded.has(id)) this.state.set(this.removed, id, {});
    return true;
  }
}
