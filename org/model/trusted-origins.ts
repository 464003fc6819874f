import { fieldPath, trustedOriginSchema, type OriginScope, type Seed, type TrustedOrigin } from './seed.js';
import { newId } from './id.js';
import { SettingsError } from './settings-error.js';
import type { State } from '../state/state.js';

/** What was done to a trusted origin. */
export type TrustedOriginDeed = 'create' | 'update' | 'activate' | 'deactivate' | 'delete';

/** A change of a trusted origin that was made, for whoever keeps a log. */
export interface TrustedOriginChange {
  deed: TrustedOriginDeed;
  trustedOrigin: { id: string; name: string };
  /** Of an update, the settings that are others now. */
  about?: string;
}

/** What of a trusted origin can be set, as it came: {@link TrustedOrigins} looks whether it may be so. */
export type TrustedOriginSettings = Partial<Record<'name' | 'origin' | 'scopes', unknown>>;

/** Who makes a change, and the part of a request's context in which it leaves its trace. */
export interface Change {
  trace: { state: object };
  /** The id of the user or of the service app. */
  by: string;
}

/** Kind of the entries of the state that hold trusted origins which were changed or added. */
const CHANGED = 'TrustedOrigin';

/** Kind of the entries of the state that name trusted origins of the seed which were removed. */
const REMOVED = 'RemovedTrustedOrigin';

/** The most trusted origins of an org, so that a script that adds some cannot fill the memory. */
export const MAX_TRUSTED_ORIGINS = 500;

/**
 * The origins that the org trusts, and every way in which they can change. The API and the Admin Console both make
 * their changes here, so that they mean the same, and so that none of them misses the System Log. A change is kept in
 * the state, as that of an app.
 *
 * What is not allowed throws a {@link SettingsError} and changes nothing.
 */
export class TrustedOrigins {
  private readonly byId: Map<string, TrustedOrigin>;
  /** Those that a restart would bring back. */
  private readonly seeded: ReadonlySet<string>;

  /**
   * @param seed the origins that are there from the start
   * @param now the org's clock, in seconds since the epoch
   */
  constructor(
    seed: Seed['trustedOrigins'],
    private readonly state: Pick<State, 'get' | 'values' | 'set' | 'delete'>,
    private readonly now: () => number,
  ) {
    this.seeded = new Set(seed.map(({ id }) => id));
    this.byId = new Map(
      [
        ...seed.filter(({ id }) => state.get(REMOVED, id) === undefined),
        ...(state.values(CHANGED) as TrustedOrigin[]),
      ].map((trusted) => [trusted.id, trusted]),
    );
  }

  all(): readonly TrustedOrigin[] {
    return [...this.byId.values()];
  }

  get(id: string): TrustedOrigin | undefined {
    return this.byId.get(id);
  }

  /** Whether an origin, as browsers write it, is trusted for this now. */
  trusts(origin: string, scope: OriginScope): boolean {
    return this.all().some(
      (trusted) =>
        trusted.origin === origin && trusted.status === 'ACTIVE' && trusted.scopes.some(({ type }) => type === scope),
    );
  }

  create({ trace, by }: Change, settings: TrustedOriginSettings): TrustedOrigin {
    if (this.byId.size >= MAX_TRUSTED_ORIGINS) {
      throw new SettingsError([['origin', `An org can have at most ${MAX_TRUSTED_ORIGINS} trusted origins.`]]);
    }
    const time = this.time();
    const created = { created: time, createdBy: by, lastUpdated: time, lastUpdatedBy: by };
    const trusted = this.read({ id: newId('tos'), status: 'ACTIVE', ...created, ...settings });
    this.keep(trusted);
    note(trace, 'create', trusted);
    return trusted;
  }

  /** Replaces name, origin and scopes; the status stays, as recorded of Okta. */
  update(change: Change, before: TrustedOrigin, settings: TrustedOriginSettings): TrustedOrigin {
    const { name, origin, scopes } = settings;
    const trusted = this.put(change, this.read({ ...before, name, origin, scopes }));
    const others = (['name', 'origin', 'scopes'] as const).filter(
      (field) => JSON.stringify(trusted[field]) !== JSON.stringify(before[field]),
    );
    note(change.trace, 'update', trusted, others.join(', '));
    return trusted;
  }

  activate(change: Change, before: TrustedOrigin): TrustedOrigin {
    const trusted = this.put(change, { ...before, status: 'ACTIVE' });
    note(change.trace, 'activate', trusted);
    return trusted;
  }

  /** Trusts the origin no more, until it is activated again. */
  deactivate(change: Change, before: TrustedOrigin): TrustedOrigin {
    const trusted = this.put(change, { ...before, status: 'INACTIVE' });
    note(change.trace, 'deactivate', trusted);
    return trusted;
  }

  /** Deletes it for good. Unlike an app it need not be deactivated first. */
  delete({ trace }: Pick<Change, 'trace'>, trusted: TrustedOrigin): void {
    const { id } = trusted;
    this.byId.delete(id);
    this.state.delete(CHANGED, id);
    if (this.seeded.has(id)) this.state.set(REMOVED, id, {});
    note(trace, 'delete', trusted);
  }

  private put({ by }: Change, next: TrustedOrigin): TrustedOrigin {
    const changed = { ...next, lastUpdated: this.time(), lastUpdatedBy: by };
    this.keep(changed);
    return changed;
  }

  private keep(trusted: TrustedOrigin): void {
    this.byId.set(trusted.id, trusted);
    this.state.set(CHANGED, trusted.id, trusted);
  }

  private time(): string {
    return new Date(this.now() * 1000).toISOString();
  }

  /** @throws SettingsError with each wrong field; no two trusted origins have the same name or the same origin */
  private read(value: object): TrustedOrigin {
    const result = trustedOriginSchema.safeParse(value);
    if (!result.success) {
      throw new SettingsError(result.error.issues.slice(0, 20).map(({ path, message }) => [fieldPath(path), message]));
    }
    const trusted = result.data;
    const others = this.all().filter(({ id }) => id !== trusted.id);
    const taken = (['name', 'origin'] as const).filter((field) =>
      others.some((other) => other[field] === trusted[field]),
    );
    if (taken.length > 0) {
      const message = 'An object with this field already exists in the current organization';
      throw new SettingsError(taken.map((field) => [field, message]));
    }
    return trusted;
  }
}

function note({ state }: Change['trace'], deed: TrustedOriginDeed, { id, name }: TrustedOrigin, about?: string): void {
  const change: TrustedOriginChange = { deed, trustedOrigin: { id, name }, ...(about && { about }) };
  Object.assign(state, { trustedOriginChange: change });
}
