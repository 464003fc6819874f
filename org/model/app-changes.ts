import type { JWK } from 'jose';
import type { z } from 'zod';
import { thumbprint } from '../../dpop/thumbprint.js';
import { withFittingSecret, type ServiceAuthMethod } from './app-credentials.js';
import { AppError } from './app-error.js';
import { assignmentOf, type BrowserApp } from './assignments.js';
import { fitted } from './browser-settings.js';
import type { Directory } from '../context.js';
import { newId } from './id.js';
import type { PublicKey } from './public-key.js';
import { appSchema, fieldPath, type AdminRole, type App, type User } from './seed.js';
import type { Rotation } from './token-rotation.js';

/** What was done to an app. */
export type AppDeed =
  | 'create'
  | 'update'
  | 'activate'
  | 'deactivate'
  | 'delete'
  | 'grantScope'
  | 'revokeScope'
  | 'assignRole'
  | 'removeRole'
  | 'addKey'
  | 'removeKey'
  | 'assignUser'
  | 'unassignUser';

/** A change of an app that was made, for whoever keeps a log. */
export interface AppChange {
  deed: AppDeed;
  app: { client_id: string; label: string };
  /** The scope, role, key or user (by id) that it was about; of an update, the settings that are others now. */
  about?: string;
}

/** What of an app can be set, in the terms of Okta's API. */
export interface AppSettings {
  label: string;
  redirect_uris: string[];
  post_logout_redirect_uris: string[];
  grant_types: string[];
  dpop_bound_access_tokens: boolean;
  jwks: { keys: PublicKey[] };
  token_endpoint_auth_method: ServiceAuthMethod;
  /** Left out, where the method asks for one: the app keeps its own, or gets a new one. */
  client_secret: string;
  consent_method: NonNullable<App['consent_method']>;
  issuer_mode: NonNullable<App['issuer_mode']>;
  /** What is left out stays. */
  refresh_token: Partial<Rotation>;
  implicit_assignment: boolean;
}

/** A service app. */
export type ServiceApp = Extract<App, { type: 'service' }>;

/** How many keys an app may have. */
export const MAX_KEYS = 50;

/** The part of a request's context in which a change leaves its trace. */
interface Trace {
  state: object;
}

/**
 * Every way in which an app can change. The API and the Admin Console both make their changes here, so that they mean
 * the same, and so that none of them misses the System Log.
 *
 * What is not allowed throws an {@link AppError} and changes nothing.
 */
export class AppChanges {
  constructor(
    private readonly directory: Directory,
    /** The org's clock, in seconds since the epoch. */
    private readonly now: () => number,
  ) {}

  /** Makes an app with Okta's defaults where the settings say nothing: bearer tokens, no scope, no role, no key. */
  create(trace: Trace, type: App['type'], settings: Partial<AppSettings>, status: App['status'] = 'ACTIVE'): App {
    const time = new Date(this.now() * 1000).toISOString();
    const none = { redirect_uris: [], post_logout_redirect_uris: [], granted_scopes: [] };
    const own =
      type === 'service'
        ? { grant_types: ['client_credentials'], role: null, jwks: { keys: [] } }
        : { grant_types: ['authorization_code'] };
    checkKeys(settings.jwks?.keys ?? []);
    const app = read({
      client_id: newId('0oa'),
      label: '',
      type,
      status,
      created: time,
      lastUpdated: time,
      dpop_bound_access_tokens: false,
      ...none,
      ...own,
      ...fitted(type, settings),
    });
    this.directory.addApp(app);
    note(trace, 'create', app);
    return app;
  }

  /** Changes what the settings name; the rest stays. */
  update(trace: Trace, { client_id: id }: App, settings: Partial<AppSettings>): App {
    checkKeys(settings.jwks?.keys ?? []);
    let others: string[] = [];
    // Against the app as it is now: somebody may have changed it since it was read.
    const changed = this.directory.changeApp(id, (app) => {
      const next = read({ ...app, ...fitted(app.type, settings, app) });
      others = Object.keys(settings).filter((name) => textOf(next, name) !== textOf(app, name));
      return next;
    });
    note(trace, 'update', changed, others.join(', '));
    return changed;
  }

  /** Refuses the app's requests from now on, and ends its tokens. */
  deactivate(trace: Trace, { client_id: id }: App): App {
    const changed = this.directory.changeApp(id, (app) => ({ ...app, status: 'INACTIVE' }));
    note(trace, 'deactivate', changed);
    return changed;
  }

  activate(trace: Trace, { client_id: id }: App): App {
    const changed = this.directory.changeApp(id, (app) => ({ ...app, status: 'ACTIVE' }));
    note(trace, 'activate', changed);
    return changed;
  }

  /** Deletes an app for good. Okta asks for it to be deactivated first. */
  delete(trace: Trace, app: App): void {
    if (app.status === 'ACTIVE') throw new AppError([['status', 'The app must be deactivated first.']]);
    this.directory.removeApp(app.client_id);
    note(trace, 'delete', app);
  }

  /** Lets an app ask for a scope, from the next token on. */
  grantScope(trace: Trace, { client_id: id }: App, scope: string): App {
    const changed = this.directory.changeApp(id, (app) => ({
      ...app,
      granted_scopes: [...new Set([...app.granted_scopes, scope])],
    }));
    note(trace, 'grantScope', changed, scope);
    return changed;
  }

  /** Takes a scope away. Tokens that were issued keep it. */
  revokeScope(trace: Trace, { client_id: id }: App, scope: string): App {
    const changed = this.directory.changeApp(id, (app) => ({
      ...app,
      granted_scopes: app.granted_scopes.filter((granted) => granted !== scope),
    }));
    note(trace, 'revokeScope', changed, scope);
    return changed;
  }

  /** Gives a service app its admin role, or takes it away with null. */
  setRole(trace: Trace, app: ServiceApp, role: AdminRole | null): ServiceApp {
    const changed = this.changeService(app, (now) => ({ ...now, role }));
    note(trace, role === null ? 'removeRole' : 'assignRole', changed, role ?? app.role ?? 'none');
    return changed;
  }

  async addKey(trace: Trace, app: ServiceApp, key: PublicKey): Promise<ServiceApp> {
    await checkNewKey(app.jwks.keys, key);
    const changed = this.changeService(app, (now) => {
      const keys = [...now.jwks.keys, key];
      checkKeys(keys);
      return { ...now, jwks: { keys } };
    });
    note(trace, 'addKey', changed, key.kid);
    return changed;
  }

  removeKey(trace: Trace, app: ServiceApp, key: ServiceApp['jwks']['keys'][number]): ServiceApp {
    const isOther = (other: object): boolean => JSON.stringify(other) !== JSON.stringify(key);
    const changed = this.changeService(app, (now) => ({ ...now, jwks: { keys: now.jwks.keys.filter(isOther) } }));
    note(trace, 'removeKey', changed, key.kid ?? 'a key without a kid');
    return changed;
  }

  /** Lets a user sign in to an app that is not open to everyone. Who is assigned already stays so. */
  assignUser(trace: Trace, app: BrowserApp, user: User): BrowserApp {
    if (user.status === 'DEPROVISIONED') throw new AppError([['id', 'A deprovisioned user cannot be assigned.']]);
    const created = new Date(this.now() * 1000).toISOString();
    const changed = this.changeBrowser(app, (now) =>
      assignmentOf(now, user.id) ? now : { ...now, assignments: [...now.assignments, { user: user.id, created }] },
    );
    note(trace, 'assignUser', changed, user.id);
    return changed;
  }

  /** Takes an assignment away. What the app holds for this user ends, unless it is open to everyone. */
  unassignUser(trace: Trace, app: App, userId: string): BrowserApp {
    const changed = this.changeBrowser(app, (now) => ({
      ...now,
      assignments: now.assignments.filter(({ user }) => user !== userId),
    }));
    note(trace, 'unassignUser', changed, userId);
    return changed;
  }

  private changeBrowser(app: App, change: (app: BrowserApp) => BrowserApp): BrowserApp {
    return this.directory.changeApp(app.client_id, (now) => change(now as BrowserApp)) as BrowserApp;
  }

  private changeService(app: ServiceApp, change: (app: ServiceApp) => ServiceApp): ServiceApp {
    return this.directory.changeApp(app.client_id, (now) => change(now as ServiceApp)) as ServiceApp;
  }
}

function note({ state }: Trace, deed: AppDeed, { client_id, label }: App, about?: string): void {
  Object.assign(state, { change: { deed, app: { client_id, label }, ...(about && { about }) } satisfies AppChange });
}

/** @throws AppError with each wrong field */
function read(app: z.input<typeof appSchema> | object): App {
  const result = appSchema.safeParse(app);
  if (result.success) return withFittingSecret(result.data);
  throw new AppError(result.error.issues.slice(0, 20).map(({ path, message }) => [fieldPath(path), message]));
}

/** @throws AppError when an app with these keys may not have this one, too */
export async function checkNewKey(keys: readonly JWK[], key: PublicKey): Promise<void> {
  const jkt = await thumbprint(key);
  for (const other of keys) {
    if ((await thumbprint(other)) === jkt) throw new AppError([['jwks', 'The app has this key already.']]);
  }
  checkKeys([...keys, key]);
}

/** @throws AppError when an app may not have these keys together */
function checkKeys(keys: readonly { kid?: string }[]): void {
  if (keys.length > MAX_KEYS) throw new AppError([['jwks', `An app can have at most ${MAX_KEYS} keys.`]]);
  if (new Set(keys.map(({ kid }) => kid)).size < keys.length) {
    throw new AppError([['jwks', "There is a key with this 'kid' already."]]);
  }
}

function textOf(app: App, name: string): string | undefined {
  return JSON.stringify((app as unknown as Record<string, unknown>)[name]);
}
