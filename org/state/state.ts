import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { replaceFile, temporaryFileOf } from './replace-file.js';
import { createSecrets, secretsSchema, type Secrets } from './secrets.js';

const entrySchema = z.strictObject({ value: z.record(z.string(), z.unknown()), expires: z.number().optional() });

const fileSchema = z.strictObject({
  version: z.literal(1),
  secrets: secretsSchema,
  entries: z.record(z.string(), z.record(z.string(), entrySchema)),
  /** Of the text before it. Files of earlier versions have none. */
  checksum: z.string().optional(),
});

type Value = Record<string, unknown>;
/** `size`: how many characters the value has as JSON; 0 for one that does not expire. */
type Entry = z.infer<typeof entrySchema> & { size: number };

/** The most entries of a kind. Beyond it, the oldest are dropped, so that the file stays small enough to be rewritten. */
export const MAX_ENTRIES = 10_000;

/**
 * The most characters (as JSON) of all entries of a kind that expire. Anyone can make the org keep some of those, such as
 * authorization requests with a long `state`, so beyond it the oldest are dropped.
 */
export const MAX_EXPIRING_SIZE = 4 * 1024 * 1024;

/** Milliseconds for which changes are collected before the file is written. */
const WRITE_DELAY = 100;

/** Thrown when the state file cannot be read, written, deleted or set aside. */
export class StateError extends Error {
  readonly code = 'ERR_STATE';
  override readonly name = 'StateError';
}

/**
 * What the org keeps over a restart: its secrets, and entries by kind and id (sessions, codes, tokens, changed apps). It
 * is held in memory and written to a JSON file shortly after each change.
 */
export class State {
  private readonly kinds = new Map<string, Map<string, Entry>>();
  private timer: NodeJS.Timeout | undefined;
  private writing: Promise<void> = Promise.resolve();

  private constructor(
    private readonly path: string | undefined,
    private readonly now: () => number,
    readonly secrets: Secrets,
    entries: z.infer<typeof fileSchema>['entries'],
  ) {
    for (const [kind, byId] of Object.entries(entries)) {
      this.kinds.set(kind, new Map(Object.entries(byId).map(([id, entry]) => [id, { ...entry, size: sizeOf(entry) }])));
    }
  }

  /**
   * Opens the state at a path, or creates a new one. A file that is invalid or that something else has changed is
   * renamed, with a warning, and a new state is created, so that the org still starts.
   *
   * @param path undefined: in memory only
   * @param now the org's clock, in seconds since the epoch
   * @throws StateError when the file or its folder is not accessible
   */
  static async open(path: string | undefined, now: () => number): Promise<State> {
    const stored = path === undefined ? undefined : read(path);
    const state = new State(path, now, stored?.secrets ?? (await createSecrets()), stored?.entries ?? {});
    if (!stored) {
      await state.write().catch((error: unknown) => {
        throw new StateError(`The state file ${path} cannot be written: ${reason(error)}`);
      });
    }
    return state;
  }

  /**
   * Deletes the state at a path. The next one that is opened there is new.
   *
   * @returns whether there was one
   * @throws StateError when it cannot be deleted
   */
  static delete(path: string): boolean {
    try {
      const existed = existsSync(path);
      rmSync(path, { force: true });
      return existed;
    } catch (error) {
      throw new StateError(`The state file ${path} cannot be deleted: ${reason(error)}`);
    }
  }

  /** A copy of an entry's value; undefined when there is none or it has expired. */
  get(kind: string, id: string): Value | undefined {
    const entry = this.kinds.get(kind)?.get(id);
    if (!entry || this.hasExpired(entry)) return undefined;
    return structuredClone(entry.value);
  }

  /** Copies of the values of a kind, oldest first. */
  values(kind: string): Value[] {
    return [...(this.kinds.get(kind)?.keys() ?? [])]
      .map((id) => this.get(kind, id))
      .filter((value) => value !== undefined);
  }

  /** A copy of the first value of a kind that meets the condition. */
  find(kind: string, condition: (value: Value) => boolean): Value | undefined {
    for (const [id, entry] of this.kinds.get(kind) ?? []) if (condition(entry.value)) return this.get(kind, id);
    return undefined;
  }

  /** @param expires seconds since the epoch; left out: never */
  set(kind: string, id: string, value: Value, expires?: number): void {
    const entries = this.kinds.get(kind) ?? new Map<string, Entry>();
    if (entries.size >= MAX_ENTRIES && !entries.has(id)) entries.delete(entries.keys().next().value!);
    const entry = { value: structuredClone(value), ...(expires !== undefined && { expires }) };
    entries.set(id, { ...entry, size: sizeOf(entry) });
    dropOldest(entries);
    this.kinds.set(kind, entries);
    this.writeSoon();
  }

  /**
   * Marks an entry as used. Synchronous, so that of two requests at the same time only one succeeds.
   *
   * @returns false when there is no such entry or it was marked before
   */
  consume(kind: string, id: string): boolean {
    const entry = this.kinds.get(kind)?.get(id);
    if (!entry || entry.value['consumed'] !== undefined) return false;
    entry.value['consumed'] = this.now();
    this.writeSoon();
    return true;
  }

  delete(kind: string, id: string): void {
    if (this.kinds.get(kind)?.delete(id)) this.writeSoon();
  }

  /** Deletes the entries that meet the condition. `kinds` left out: of all kinds. */
  deleteWhere(condition: (value: Value) => boolean, kinds: Iterable<string> = this.kinds.keys()): void {
    for (const kind of kinds) {
      for (const [id, entry] of this.kinds.get(kind) ?? []) if (condition(entry.value)) this.delete(kind, id);
    }
  }

  /** Writes pending changes. The state must not be used after that. */
  async close(): Promise<void> {
    if (this.timer) await this.write().catch(this.warn);
    else await this.writing;
  }

  private hasExpired(entry: Entry): boolean {
    return entry.expires !== undefined && entry.expires <= this.now();
  }

  private writeSoon(): void {
    this.timer ??= setTimeout(() => void this.write().catch(this.warn), WRITE_DELAY);
  }

  private readonly warn = (error: unknown): void => {
    console.warn(`The state file ${this.path} cannot be written (${reason(error)}): a restart forgets what is new.`);
  };

  private write(): Promise<void> {
    const { path } = this;
    clearTimeout(this.timer);
    this.timer = undefined;
    if (path === undefined) return Promise.resolve();
    const result = this.writing.then(() => replaceFile(path, this.serialize()));
    this.writing = result.catch(() => undefined);
    return result;
  }

  /** The content of the file. Drops expired entries. */
  private serialize(): string {
    for (const entries of this.kinds.values()) {
      for (const [id, entry] of entries) if (this.hasExpired(entry)) entries.delete(id);
    }
    const entries = Object.fromEntries(
      [...this.kinds].map(([kind, byId]) => [
        kind,
        Object.fromEntries([...byId].map(([id, { value, expires }]) => [id, { value, expires }])),
      ]),
    );
    const text = JSON.stringify({ version: 1, secrets: this.secrets, entries } satisfies z.infer<typeof fileSchema>);
    return `${text.slice(0, -1)},"checksum":"${checksumOf(text)}"}`;
  }
}

function sizeOf({ value, expires }: Pick<Entry, 'value' | 'expires'>): number {
  return expires === undefined ? 0 : JSON.stringify(value).length;
}

/** Drops the oldest entries that expire, until the others are small enough together. */
function dropOldest(entries: Map<string, Entry>): void {
  let total = 0;
  for (const { size } of entries.values()) total += size;
  for (const [id, { size }] of entries) {
    if (total <= MAX_EXPIRING_SIZE) return;
    if (size > 0) entries.delete(id);
    total -= size;
  }
}

function read(path: string): z.infer<typeof fileSchema> | undefined {
  let text: string;
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    rmSync(temporaryFileOf(path), { force: true });
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new StateError(`The state file ${path} cannot be read: ${reason(error)}`);
  }
  try {
    return parse(text);
  } catch {
    const aside = `${path}.broken`;
    try {
      renameSync(path, aside);
    } catch (error) {
      throw new StateError(`The state file ${path} is broken and cannot be set aside: ${reason(error)}`);
    }
    console.warn(
      `The state file ${path} is broken, or was changed by another program. It was set aside as ${aside}; everybody signs in anew.`,
    );
    return undefined;
  }
}

/** @throws Error for a text that is not as the org wrote it */
function parse(text: string): z.infer<typeof fileSchema> {
  const file = fileSchema.parse(JSON.parse(text));
  if (file.checksum === undefined) return file;
  const [end] = /,"checksum":"[^"]*"}$/.exec(text) ?? [''];
  if (file.checksum !== checksumOf(`${text.slice(0, -end.length)}}`)) throw new Error('The checksum is wrong.');
  return file;
}

function checksumOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
