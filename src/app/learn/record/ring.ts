import type { Entry } from './entry';

const PREFIX = 'inspector:';

/** How many entries are kept. */
export const CAPACITY = 2000;

/**
 * Keeps entries in `sessionStorage`, so that they survive the redirect to the org and a reload, and end with the tab. Each
 * has an item of its own: a change writes one entry, not all of them.
 */
export class Ring {
  /** Those of earlier pages, oldest first; none where the storage is blocked. */
  read(): Entry[] {
    const entries: Entry[] = [];
    attempt(() => {
      for (const key of ownKeys()) {
        const entry = attempt(() => JSON.parse(sessionStorage.getItem(key) ?? '') as Entry);
        if (entry) entries.push(entry);
      }
    });
    return entries.sort((a, b) => a.id - b.id);
  }

  /** @returns whether there was room */
  write(entry: Entry): boolean {
    return attempt(() => (sessionStorage.setItem(itemOf(entry), JSON.stringify(entry)), true)) ?? false;
  }

  delete({ id }: Entry): void {
    attempt(() => sessionStorage.removeItem(itemOf({ id })));
  }

  clear(): void {
    attempt(() => {
      for (const key of ownKeys()) sessionStorage.removeItem(key);
    });
  }
}

const itemOf = ({ id }: Pick<Entry, 'id'>): string => `${PREFIX}${id}`;

function ownKeys(): string[] {
  return Object.keys(sessionStorage).filter((key) => /^inspector:\d+$/.test(key));
}

/** Storage is blocked, full, or was written by something else. */
function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
