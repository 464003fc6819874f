import type { App, ServiceApp } from './app.js';
import { applySettings, type AppSettings } from './app-settings.js';
import { recordChange, type Change, type ChangeContext, type EventType } from './change.js';
import type { Directory } from './directory.js';
import { formatTimestamp, newId } from './fields.js';
import { checkKeys, checkNewKey, type PublicKey } from './public-key.js';
import { SettingsError } from './settings-error.js';
import type { AdminRole } from './user.js';

/** What can be done to an app, as events of the System Log. */
const EVENTS = {
  create: { eventType: 'application.lifecycle.create', displayMessage: 'Create application' },
  update: { eventType: 'application.lifecycle.update', displayMessage: 'Update application' },
  activate: { eventType: 'application.lifecycle.activate', displayMessage: 'Activate application' },
  deactivate: { eventType: 'application.lifecycle.deactivate', displayMessage: 'Deactivate application' },
  delete: { eventType: 'application.lifecycle.delete', displayMessage: 'Delete application' },
  grantScope: { eventType: 'app.oauth2.admin.consent.grant', displayMessage: 'Admin consent granted' },
  revokeScope: { eventType: 'app.oauth2.admin.consent.revoke', displayMessage: 'Admin consent revoked' },
  assignRole: {
    eventType: 'app.oauth2.client.privilege.grant',
    displayMessage: 'Grant OAuth 2.0 client application privilege',
  },
  removeRole: {
    eventType: 'app.oauth2.client.privilege.revoke',
    displayMessage: 'Revoke OAuth 2.0 client application privilege',
  },
  addKey: {
    eventType: 'app.oauth2.credentials.lifecycle.create',
    displayMessage: 'Create OAuth 2.0 client credential',
  },
  removeKey: {
    eventType: 'app.oauth2.credentials.lifecycle.delete',
    displayMessage: 'Delete OAuth 2.0 client credential',
  },
} as const satisfies Record<string, EventType>;

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
    readonly now: () => number,
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
    record(context, EVENTS.create, app);
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
    record(
      context,
      EVENTS.update,
      changed,
      changedNames.length > 0 ? ['Settings', changedNames.join(', ')] : undefined,
    );
    return changed;
  }

  /** Refuses the app's requests from now on, and revokes its tokens. */
  deactivate(context: ChangeContext, app: App): App {
    return this.edit(context, app, EVENTS.deactivate, (current) => ({ ...current, status: 'INACTIVE' }));
  }

  activate(context: ChangeContext, app: App): App {
    return this.edit(context, app, EVENTS.activate, (current) => ({ ...current, status: 'ACTIVE' }));
  }

  /** Deletes an app for good. As at Okta, it must be deactivated first. */
  delete(context: ChangeContext, app: App): void {
    if (app.status === 'ACTIVE') throw new SettingsError([['status', 'The app must be deactivated first.']]);
    this.directory.removeApp(app.client_id);
    record(context, EVENTS.delete, app);
  }

  /** Lets an app request a scope, from the next token on. */
  grantScope(context: ChangeContext, app: App, scope: string): App {
    const grant = (current: App): App => ({
      ...current,
      granted_scopes: [...new Set([...current.granted_scopes, scope])],
    });
    return this.edit(context, app, EVENTS.grantScope, grant, ['Scope', scope]);
  }

  /** Tokens that were issued with the scope keep it. */
  revokeScope(context: ChangeContext, app: App, scope: string): App {
    const revoke = (current: App): App => ({
      ...current,
      granted_scopes: current.granted_scopes.filter((granted) => granted !== scope),
    });
    return this.edit(context, app, EVENTS.revokeScope, revoke, ['Scope', scope]);
  }

  /** @param role null removes the role */
  setRole(context: ChangeContext, app: ServiceApp, role: AdminRole | null): ServiceApp {
    const event = role === null ? EVENTS.removeRole : EVENTS.assignRole;
    const detail = role ?? app.role ?? 'none';
    return this.edit(context, app, event, (current) => ({ ...current, role }), ['Role', detail]);
  }

  async addKey(context: ChangeContext, app: ServiceApp, key: PublicKey): Promise<ServiceApp> {
    await checkNewKey(app.jwks.keys, key);
    const add = (current: ServiceApp): ServiceApp => {
      const keys = [...current.jwks.keys, key];
      checkKeys(keys);
      return { ...current, jwks: { keys } };
    };
    return this.edit(context, app, EVENTS.addKey, add, ['JsonWebKey', key.kid]);
  }

  removeKey(context: ChangeContext, app: ServiceApp, key: ServiceApp['jwks']['keys'][number]): ServiceApp {
    const isOther = (other: object): boolean => JSON.stringify(other) !== JSON.stringify(key);
    const remove = (current: ServiceApp): ServiceApp => ({
      ...current,
      jwks: { keys: current.jwks.keys.filter(isOther) },
    });
    return this.edit(context, app, EVENTS.removeKey, remove, ['JsonWebKey', key.kid ?? 'a key without a kid']);
  }

  /**
   * Makes any other change of an app.
   *
   * @param change gets the current app, which may have changed since the caller read it
   */
  edit<Type extends App>(
    context: ChangeContext,
    app: Type,
    event: EventType,
    change: (current: Type) => Type,
    detail?: Detail,
  ): Type {
    const changed = this.directory.changeApp(app.client_id, (current) => change(current as Type)) as Type;
    record(context, event, changed, detail);
    return changed;
  }
}

/** The detail of a change: its type and id. */
type Detail = [type: NonNullable<Change['detail']>['type'], id: string];

function record(context: ChangeContext, event: EventType, { client_id: id, label }: App, detail?: Detail): void {
  recordChange(context, {
    event,
    target: { id, type: 'AppInstance', displayName: label },
    ...(detail && { detail: { id: detail[1], type: detail[0] } }),
  });
}

function json(app: App, name: string): string | undefined {
  return JSON.stringify((app as unknown as Record<string, unknown>)[name]);
}
