import { z } from 'zod';
import { recordChange, type ChangeContext, type EventType } from './change.js';
import { Collection } from './collection.js';
import { formatTimestamp, newId, shorten, timestamp } from './fields.js';
import { SettingsError } from './settings-error.js';
import type { State } from '../state/state.js';

/** What an origin can be trusted for: calls with the cookie of the org's session, and redirects (Okta's names). */
export const ORIGIN_SCOPES = ['CORS', 'REDIRECT'] as const;

export type OriginScope = (typeof ORIGIN_SCOPES)[number];

/** The longest name of a trusted origin, and the longest origin, in characters (Okta's limit). */
const MAX_LENGTH = 255;

/** The most trusted origins of an org, so that a script that adds some cannot fill the memory. */
const MAX_TRUSTED_ORIGINS = 500;

const BLANK = 'The field cannot be left blank';

const text = z
  .string({ error: ({ input }) => (input === undefined ? BLANK : 'Expected a text.') })
  .trim()
  .min(1, { error: BLANK, abort: true })
  .max(MAX_LENGTH, {
    error: ({ input }) => `Expected at most ${MAX_LENGTH} characters; there are ${(input as string).length}.`,
    abort: true,
  });

/** An origin, normalized as browsers write it (RFC 6454 section 6.2): lower-case host, no slash at the end. */
const webOrigin = text
  .refine((value) => /^https?:\/\/[^\s/?#@*\\]+\/?$/i.test(value) && URL.canParse(value), {
    error: ({ input }) =>
      `Origin value is not valid. “${shorten(String(input))}” is not http or https with a host and, if need be, a port: no path, no wildcard, no user name. Expected one like http://localhost:4200.`,
    abort: true,
  })
  .transform((value) => new URL(value).origin);

/** A trusted origin, in a seed and in the state, with the members of Okta's API (docs/okta-facts.md, section 5.3). */
export const trustedOriginSchema = z.strictObject({
  id: z.string().regex(/^tos[A-Za-z0-9]{17}$/, 'expected an Okta trusted origin id: "tos" and 17 letters or digits'),
  name: text,
  origin: webOrigin,
  scopes: z
    .array(z.strictObject({ type: z.enum(ORIGIN_SCOPES, `Expected one of ${ORIGIN_SCOPES.join(', ')}.`) }), {
      error: ({ input }) => (input === undefined ? BLANK : 'Expected a list, such as [{"type":"CORS"}].'),
    })
    .min(1, 'Expected at least one of CORS, REDIRECT, or the origin is trusted for nothing.')
    .refine((scopes) => new Set(scopes.map(({ type }) => type)).size === scopes.length, 'Expected each type once.'),
  status: z.enum(['ACTIVE', 'INACTIVE']),
  created: timestamp,
  /** Id of the user or service app. */
  createdBy: z.string(),
  lastUpdated: timestamp,
  lastUpdatedBy: z.string(),
});

export type TrustedOrigin = z.infer<typeof trustedOriginSchema>;

/** The settings of a trusted origin that can be changed, not validated yet. */
export type TrustedOriginSettings = Partial<Record<'name' | 'origin' | 'scopes', unknown>>;

/** What can be done to a trusted origin, as events of the System Log. */
const EVENTS = {
  create: { eventType: 'security.trusted_origin.create', displayMessage: 'Create trusted origin' },
  update: { eventType: 'security.trusted_origin.update', displayMessage: 'Update trusted origin' },
  activate: { eventType: 'security.trusted_origin.activate', displayMessage: 'Activate trusted origin' },
  deactivate: { eventType: 'security.trusted_origin.deactivate', displayMessage: 'Deactivate trusted origin' },
  delete: { eventType: 'security.trusted_origin.delete', displayMessage: 'Delete trusted origin' },
} as const satisfies Record<string, EventType>;

/** Who makes a change, and where it is recorded. */
export interface TrustedOriginEdit {
  context: ChangeContext;
  /** The id of the user or of the service app. */
  by: string;
}

/**
 * The origins that the org trusts, and every way in which they can change. The API and the Admin Console both make
 * their changes here, so that they follow the same rules, and every change reaches the System Log.
 *
 * A change that is not allowed throws a {@link SettingsError} and changes nothing.
 */
export class TrustedOrigins {
  private readonly origins: Collection<TrustedOrigin>;

  /**
   * @param seed the trusted origins that the org starts with
   * @param now the org's clock, in seconds since the epoch
   */
  constructor(
    seed: readonly TrustedOrigin[],
    state: State,
    private readonly now: () => number,
  ) {
    const restore = (value: object): TrustedOrigin => value as TrustedOrigin;
    this.origins = new Collection(state, 'TrustedOrigin', seed, ({ id }) => id, restore);
  }

  all(): readonly TrustedOrigin[] {
    return this.origins.all();
  }

  get(id: string): TrustedOrigin | undefined {
    return this.origins.get(id);
  }

  /**
   * Whether an origin is trusted for something now.
   *
   * @param origin as browsers write it
   */
  trusts(origin: string, scope: OriginScope): boolean {
    return this.all().some(
      (trusted) =>
        trusted.origin === origin && trusted.status === 'ACTIVE' && trusted.scopes.some(({ type }) => type === scope),
    );
  }

  create({ context, by }: TrustedOriginEdit, settings: TrustedOriginSettings): TrustedOrigin {
    if (this.origins.size >= MAX_TRUSTED_ORIGINS) {
      throw new SettingsError([['origin', `An org can have at most ${MAX_TRUSTED_ORIGINS} trusted origins.`]]);
    }
    const time = formatTimestamp(this.now());
    const created = { created: time, createdBy: by, lastUpdated: time, lastUpdatedBy: by };
    const trusted = this.validate({ id: newId('tos'), status: 'ACTIVE', ...created, ...settings });
    this.origins.set(trusted);
    record(context, EVENTS.create, trusted);
    return trusted;
  }

  /** Replaces name, origin and scopes. The status stays, as at Okta. */
  update(edit: TrustedOriginEdit, before: TrustedOrigin, settings: TrustedOriginSettings): TrustedOrigin {
    const { name, origin, scopes } = settings;
    const trusted = this.save(edit, this.validate({ ...before, name, origin, scopes }));
    const changed = (['name', 'origin', 'scopes'] as const).filter(
      (field) => JSON.stringify(trusted[field]) !== JSON.stringify(before[field]),
    );
    record(edit.context, EVENTS.update, trusted, changed.join(', '));
    return trusted;
  }

  activate(edit: TrustedOriginEdit, before: TrustedOrigin): TrustedOrigin {
    const trusted = this.save(edit, { ...before, status: 'ACTIVE' });
    record(edit.context, EVENTS.activate, trusted);
    return trusted;
  }

  /** Stops trusting the origin until it is activated again. */
  deactivate(edit: TrustedOriginEdit, before: TrustedOrigin): TrustedOrigin {
    const trusted = this.save(edit, { ...before, status: 'INACTIVE' });
    record(edit.context, EVENTS.deactivate, trusted);
    return trusted;
  }

  /** Deletes it for good. Unlike an app it need not be deactivated first. */
  delete({ context }: Pick<TrustedOriginEdit, 'context'>, trusted: TrustedOrigin): void {
    this.origins.delete(trusted.id);
    record(context, EVENTS.delete, trusted);
  }

  private save({ by }: TrustedOriginEdit, trusted: TrustedOrigin): TrustedOrigin {
    const saved = { ...trusted, lastUpdated: formatTimestamp(this.now()), lastUpdatedBy: by };
    this.origins.set(saved);
    return saved;
  }

  /** @throws SettingsError with each wrong field, and for a name or an origin that another trusted origin has */
  private validate(value: object): TrustedOrigin {
    const result = trustedOriginSchema.safeParse(value);
    if (!result.success) throw SettingsError.fromSchema(result.error);
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

function record(context: ChangeContext, event: EventType, { id, name }: TrustedOrigin, changed?: string): void {
  recordChange(context, {
    event,
    target: { id, type: 'TrustedOrigin', displayName: name },
    ...(changed && { detail: { id: changed, type: 'Settings' } }),
  });
}
