import type { App, BrowserApp, ServiceApp } from './app.js';
import { applySettings, type AppSettings } from './app-settings.js';
import { assignmentOf } from './assignments.js';
import { recordChange, type Change, type ChangeContext } from './change.js';
import type { Directory } from './directory.js';
import { formatTimestamp } from './fields.js';
import { newId } from './id.js';
import { checkKeys, checkNewKey, type PublicKey } from './public-key.js';
import { SettingsError } from './settings-error.js';
import type { AdminRole, User } from './user.js';

/** What can be done to an app. */
export type AppAction =
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

/**
 * Every way in which an app can change. The API and the Admin Console both make their changes here, so that they follow
 * the same rules, and every change reaches the System Log.
 *
 * A change that is not allowed throws a {@link SettingsError} and changes nothing.
 */
export class AppChanges {
  constructor(
    private readonly directory: Directory,
    /** The org's clock, in seconds since the epoch. */
    private readonly now: () => number,
  ) {}

  /** Creates an app with Okta's defaults for settings that are left out: bearer tokens, no scope, no role, no key. */
  create(
    context: ChangeContext,
    type: App['type'],
    settings: Partial<AppSettings>,
    status: App['status'] = 'ACTIVE',
  ): App {
    const time = formatTimestamp(this.now());
    const defaults = {
      client_id: newId('0oa'),
      label: '',
      status,
      created: time,
      lastUpdated: time,
      dpop_bound_access_tokens: false,
      redirect_uris: [],
      post_logout_redirect_uris: [],
      granted_scopes: [],
      ...(type === 'service'
        ? { grant_types: ['client_credentials'], role: null, jwks: { keys: [] } }
        : { grant_types: ['authorization_code'] }),
    };
    const app = applySettings({ ...defaults, type }, settings);
    this.directory.addApp(app);
    record(context, 'create', app);
    return app;
  }

  /** Changes the settings that are given. The others stay. */
  update(context: ChangeContext, { client_id: id }: App, settings: Partial<AppSettings>): App {
    let changedNames: string[] = [];
    const changed = this.directory.changeApp(id, (current) => {
      const next = applySettings(current, settings);
      changedNames = Object.keys(settings).filter((name) => json(next, name) !== json(current, name));
      return next;
    });
    record(context, 'update', changed, changedNames.length > 0 ? ['Settings', changedNames.join(', ')] : undefined);
    return changed;
  }

  /** Refuses the app's requests from now on, and revokes its tokens. */
  deactivate(context: ChangeContext, app: App): App {
    return this.edit(context, app, 'deactivate', (current) => ({ ...current, status: 'INACTIVE' }));
  }

  activate(context: ChangeContext, app: App): App {
    return this.edit(context, app, 'activate', (current) => ({ ...current, status: 'ACTIVE' }));
  }

  /** Deletes an app for good. As at Okta, it must be deactivated first. */
  delete(context: ChangeContext, app: App): void {
    if (app.status === 'ACTIVE') throw new SettingsError([['status', 'The app must be deactivated first.']]);
    this.directory.removeApp(app.client_id);
    record(context, 'delete', app);
  }

  /** Lets an app request a scope, from the next token on. */
  grantScope(context: ChangeContext, app: App, scope: string): App {
    const grant = (current: App): App => ({
      ...current,
      granted_scopes: [...new Set([...current.granted_scopes, scope])],
    });
    return this.edit(context, app, 'grantScope', grant, ['Scope', scope]);
  }

  /** Tokens that were issued with the scope keep it. */
  revokeScope(context: ChangeContext, app: App, scope: string): App {
    const revoke = (current: App): App => ({
      ...current,
      granted_scopes: current.granted_scopes.filter((granted) => granted !== scope),
    });
    return this.edit(context, app, 'revokeScope', revoke, ['Scope', scope]);
  }

  /** @param role null removes the role */
  setRole(context: ChangeContext, app: ServiceApp, role: AdminRole | null): ServiceApp {
    const action = role === null ? 'removeRole' : 'assignRole';
    const detail = role ?? app.role ?? 'none';
    return this.edit(context, app, action, (current) => ({ ...current, role }), ['Role', detail]);
  }

  async addKey(context: ChangeContext, app: ServiceApp, key: PublicKey): Promise<ServiceApp> {
    await checkNewKey(app.jwks.keys, key);
    const add = (current: ServiceApp): ServiceApp => {
      const keys = [...current.jwks.keys, key];
      checkKeys(keys);
      return { ...current, jwks: { keys } };
    };
    return this.edit(context, app, 'addKey', add, ['JsonWebKey', key.kid]);
  }

  removeKey(context: ChangeContext, app: ServiceApp, key: ServiceApp['jwks']['keys'][number]): ServiceApp {
    const isOther = (other: object): boolean => JSON.stringify(other) !== JSON.stringify(key);
    const remove = (current: ServiceApp): ServiceApp => ({
      ...current,
      jwks: { keys: current.jwks.keys.filter(isOther) },
    });
    return this.edit(context, app, 'removeKey', remove, ['JsonWebKey', key.kid ?? 'a key without a kid']);
  }

  /** Lets a user sign in to an app that is not open to everyone. Does nothing for a user who is assigned already. */
  assignUser(context: ChangeContext, app: BrowserApp, user: User): BrowserApp {
    if (user.status === 'DEPROVISIONED') throw new SettingsError([['id', 'A deprovisioned user cannot be assigned.']]);
    const assignment = { user: user.id, created: formatTimestamp(this.now()) };
    const assign = (current: BrowserApp): BrowserApp =>
      assignmentOf(current, user.id) ? current : { ...current, assignments: [...current.assignments, assignment] };
    return this.edit(context, app, 'assignUser', assign, ['User', user.id]);
  }

  /** Removes an assignment. The user's tokens for the app are revoked, unless the app is open to everyone. */
  unassignUser(context: ChangeContext, app: App, userId: string): BrowserApp {
    const unassign = (current: BrowserApp): BrowserApp => ({
      ...current,
      assignments: current.assignments.filter(({ user }) => user !== userId),
    });
    return this.edit(context, app as BrowserApp, 'unassignUser', unassign, ['User', userId]);
  }

  /** @param change gets the current app, which may have changed since the caller read it */
  private edit<Type extends App>(
    context: ChangeContext,
    app: Type,
    action: AppAction,
    change: (current: Type) => Type,
    detail?: Detail,
  ): Type {
    const changed = this.directory.changeApp(app.client_id, (current) => change(current as Type)) as Type;
    record(context, action, changed, detail);
    return changed;
  }
}

type Detail = [type: NonNullable<Change['detail']>['type'], id: string];

function record(context: ChangeContext, action: AppAction, { client_id: id, label }: App, detail?: Detail): void {
  recordChange(context, {
    action,
    target: { id, type: 'AppInstance', displayName: label },
    ...(detail && { detail: { id: detail[1], type: detail[0] } }),
  });
}

function json(app: App, name: string): string | undefined {
  return JSON.stringify((app as unknown as Record<string, unknown>)[name]);
}
