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
    // Applied to the current app, which may have changed since the caller read it.
    const changed = this.directory.changeApp(id, (app) => {
      const next = applySettings(app, settings);
      changedNames = Object.keys(settings).filter((name) => json(next, name) !== json(app, name));
      return next;
    });
    record(context, 'update', changed, changedNames.length > 0 ? ['Settings', changedNames.join(', ')] : undefined);
    return changed;
  }

  /** Refuses the app's requests from now on, and revokes its tokens. */
  deactivate(context: ChangeContext, { client_id: id }: App): App {
    const changed = this.directory.changeApp(id, (app) => ({ ...app, status: 'INACTIVE' }));
    record(context, 'deactivate', changed);
    return changed;
  }

  activate(context: ChangeContext, { client_id: id }: App): App {
    const changed = this.directory.changeApp(id, (app) => ({ ...app, status: 'ACTIVE' }));
    record(context, 'activate', changed);
    return changed;
  }

  /** Deletes an app for good. As at Okta, it must be deactivated first. */
  delete(context: ChangeContext, app: App): void {
    if (app.status === 'ACTIVE') throw new SettingsError([['status', 'The app must be deactivated first.']]);
    this.directory.removeApp(app.client_id);
    record(context, 'delete', app);
  }

  /** Lets an app request a scope, from the next token on. */
  grantScope(context: ChangeContext, { client_id: id }: App, scope: string): App {
    const changed = this.directory.changeApp(id, (app) => ({
      ...app,
      granted_scopes: [...new Set([...app.granted_scopes, scope])],
    }));
    record(context, 'grantScope', changed, ['Scope', scope]);
    return changed;
  }

  /** Tokens that were issued with the scope keep it. */
  revokeScope(context: ChangeContext, { client_id: id }: App, scope: string): App {
    const changed = this.directory.changeApp(id, (app) => ({
      ...app,
      granted_scopes: app.granted_scopes.filter((granted) => granted !== scope),
    }));
    record(context, 'revokeScope', changed, ['Scope', scope]);
    return changed;
  }

  /** @param role null removes the role */
  setRole(context: ChangeContext, app: ServiceApp, role: AdminRole | null): ServiceApp {
    const changed = this.changeService(app, (current) => ({ ...current, role }));
    record(context, role === null ? 'removeRole' : 'assignRole', changed, ['Role', role ?? app.role ?? 'none']);
    return changed;
  }

  async addKey(context: ChangeContext, app: ServiceApp, key: PublicKey): Promise<ServiceApp> {
    await checkNewKey(app.jwks.keys, key);
    const changed = this.changeService(app, (current) => {
      const keys = [...current.jwks.keys, key];
      checkKeys(keys);
      return { ...current, jwks: { keys } };
    });
    record(context, 'addKey', changed, ['JsonWebKey', key.kid]);
    return changed;
  }

  removeKey(context: ChangeContext, app: ServiceApp, key: ServiceApp['jwks']['keys'][number]): ServiceApp {
    const isOther = (other: object): boolean => JSON.stringify(other) !== JSON.stringify(key);
    const changed = this.changeService(app, (current) => ({
      ...current,
      jwks: { keys: current.jwks.keys.filter(isOther) },
    }));
    record(context, 'removeKey', changed, ['JsonWebKey', key.kid ?? 'a key without a kid']);
    return changed;
  }

  /** Lets a user sign in to an app that is not open to everyone. Does nothing for a user who is assigned already. */
  assignUser(context: ChangeContext, app: BrowserApp, user: User): BrowserApp {
    if (user.status === 'DEPROVISIONED') throw new SettingsError([['id', 'A deprovisioned user cannot be assigned.']]);
    const assignment = { user: user.id, created: formatTimestamp(this.now()) };
    const changed = this.changeBrowser(app, (current) =>
      assignmentOf(current, user.id) ? current : { ...current, assignments: [...current.assignments, assignment] },
    );
    record(context, 'assignUser', changed, ['User', user.id]);
    return changed;
  }

  /** Removes an assignment. The user's tokens for the app are revoked, unless the app is open to everyone. */
  unassignUser(context: ChangeContext, app: App, userId: string): BrowserApp {
    const changed = this.changeBrowser(app, (current) => ({
      ...current,
      assignments: current.assignments.filter(({ user }) => user !== userId),
    }));
    record(context, 'unassignUser', changed, ['User', userId]);
    return changed;
  }

  private changeBrowser(app: App, change: (app: BrowserApp) => BrowserApp): BrowserApp {
    return this.directory.changeApp(app.client_id, (current) => change(current as BrowserApp)) as BrowserApp;
  }

  private changeService(app: ServiceApp, change: (app: ServiceApp) => ServiceApp): ServiceApp {
    return this.directory.changeApp(app.client_id, (current) => change(current as ServiceApp)) as ServiceApp;
  }
}

function record(
  context: ChangeContext,
  action: AppAction,
  { client_id: id, label }: App,
  detail?: [type: NonNullable<Change['detail']>['type'], id: string],
): void {
  recordChange(context, {
    action,
    target: { id, type: 'AppInstance', displayName: label },
    ...(detail && { detail: { id: detail[1], type: detail[0] } }),
  });
}

function json(app: App, name: string): string | undefined {
  return JSON.stringify((app as unknown as Record<string, unknown>)[name]);
}
