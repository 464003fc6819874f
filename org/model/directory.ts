import { appSchema, type App } from './app.js';
import { Collection } from './collection.js';
import { formatTimestamp } from './fields.js';
import { isSameSecret } from './app-credentials.js';
import type { Seed } from './seed.js';
import { SettingsError } from './settings-error.js';
import type { State } from '../state/state.js';
import type { AdminRole, User } from './user.js';

/** The most apps of an org, so that a script that adds apps cannot fill the memory. */
export const MAX_APPS = 500;

export interface DirectoryOptions {
  /** The org's clock, in seconds since the epoch. */
  now: () => number;
  /** Called after each change of an app; `app` is undefined when it was deleted. */
  onAppChange: (clientId: string, app: App | undefined) => void;
}

/** The users and apps of the org. Changes of apps are kept in the state; the last login of a user is not. */
export class Directory {
  private readonly usersById: Map<string, User>;
  private readonly idsByLogin: Map<string, User['id']>;
  private readonly appsById: Collection<App>;

  constructor(
    seed: Pick<Seed, 'users' | 'apps'>,
    state: State,
    private readonly options: DirectoryOptions,
  ) {
    this.usersById = new Map(seed.users.map((user) => [user.id, user]));
    this.idsByLogin = new Map(seed.users.map((user) => [user.profile.login.toLowerCase(), user.id]));
    this.appsById = new Collection(state, 'App', seed.apps, (app) => app.client_id, restoreApp);
  }

  users(): readonly User[] {
    return [...this.usersById.values()];
  }

  /** By id or by login (case-insensitive). */
  user(idOrLogin: string): User | undefined {
    return this.usersById.get(idOrLogin) ?? this.usersById.get(this.idsByLogin.get(idOrLogin.toLowerCase()) ?? '');
  }

  /** The users who can sign in. This is a practice org, so their passwords may be shown. */
  accounts(): (User & { password: string })[] {
    return this.users().filter(
      (user): user is User & { password: string } => user.status === 'ACTIVE' && !!user.password,
    );
  }

  /** The user with this login and password; undefined also for a user who may not sign in. */
  authenticate(login: string, password: string): User | undefined {
    const account = this.accounts().find((user) => user.profile.login.toLowerCase() === login.trim().toLowerCase());
    return account && isSameSecret(account.password, password) ? account : undefined;
  }

  /** @param time of the sign-in, in seconds since the epoch */
  recordSignIn(userId: string, time: number): void {
    const user = this.usersById.get(userId);
    if (user) this.usersById.set(userId, { ...user, lastLogin: formatTimestamp(time) });
  }

  /**
   * The admin role behind an access token: that of its user, or of the service app; null for none.
   *
   * @param claims `uid`: id of the user, absent for a service app; `cid`: id of the app
   */
  roleOf({ uid, cid }: { uid?: string; cid: string }): AdminRole | null {
    if (uid !== undefined) return this.user(uid)?.role ?? null;
    const app = this.app(cid);
    return app?.type === 'service' ? app.role : null;
  }

  apps(): readonly App[] {
    return this.appsById.all();
  }

  app(clientId: string): App | undefined {
    return this.appsById.get(clientId);
  }

  /**
   * Changes an app at once and for good (until the state is reset).
   *
   * @param change returns the changed app; `lastUpdated` is set for it
   * @throws RangeError for an app that does not exist
   */
  changeApp(clientId: string, change: (app: App) => App): App {
    const app = this.app(clientId);
    if (!app) throw new RangeError(`There is no app ${clientId}.`);
    const changed = { ...change(app), lastUpdated: formatTimestamp(this.options.now()) };
    this.appsById.set(changed);
    this.options.onAppChange(clientId, changed);
    return changed;
  }

  /** @throws SettingsError when the org has as many apps as it can */
  addApp(app: App): void {
    if (this.appsById.size >= MAX_APPS) {
      throw new SettingsError([['apps', `An org can have at most ${MAX_APPS} apps.`]]);
    }
    this.appsById.set(app);
  }

  removeApp(clientId: string): void {
    if (this.appsById.delete(clientId)) this.options.onAppChange(clientId, undefined);
  }
}

/** An app of the state, with the defaults of settings that did not exist when it was written. */
function restoreApp(value: Record<string, unknown>): App {
  const { success, data } = appSchema.safeParse(value);
  return success ? data : (value as App);
}
