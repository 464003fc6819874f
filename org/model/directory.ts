import { AppError } from './app-error.js';
import { isAssigned } from './assignments.js';
import type { Directory } from '../context.js';
import { endTokensOf } from '../tokens/grants.js';
import { isSameSecret } from './same-secret.js';
import { appSchema, type App, type Seed, type User } from './seed.js';
import type { State } from '../state/state.js';

/** Where the shipped seed says the app is. Such addresses follow the port that the app really has. */
const SEED_APP_ORIGIN = 'http://localhost:4200';

/** Kind of the entries of the state that hold apps which were changed or added. */
const CHANGED_APP = 'App';

/** Kind of the entries of the state that name apps of the seed which were removed. */
const REMOVED_APP = 'RemovedApp';

/** The most apps of an org, so that a script that adds some cannot fill the memory. */
export const MAX_APPS = 500;

/**
 * Users and apps of a seed. A changed app is kept in the state and takes the place of the seed's; one that was added
 * comes after those of the seed. The last login of a user lasts until the org ends.
 */
export class SeedDirectory implements Directory {
  private readonly byId: Map<string, User>;
  private readonly byLogin: Map<string, User['id']>;
  private readonly byClientId: Map<string, App>;
  /** The apps that a restart would bring back. */
  private readonly seeded: ReadonlySet<string>;

  /**
   * @param appPort the port of the app at localhost
   * @param now the clock, in seconds since the epoch
   */
  constructor(
    seed: Seed,
    appPort: number,
    private readonly state: State,
    private readonly now: () => number,
  ) {
    this.byId = new Map(seed.users.map((user) => [user.id, user]));
    this.byLogin = new Map(seed.users.map((user) => [user.profile.login.toLowerCase(), user.id]));
    this.seeded = new Set(seed.apps.map((app) => app.client_id));
    const kept = seed.apps.filter(({ client_id: id }) => state.get(REMOVED_APP, id) === undefined);
    this.byClientId = new Map([
      ...kept.map((app) => [app.client_id, followPort(app, appPort)] as const),
      ...state.values(CHANGED_APP).map((app) => [app['client_id'] as string, keptApp(app)] as const),
    ]);
  }

  users(): readonly User[] {
    return [...this.byId.values()];
  }

  user(idOrLogin: string): User | undefined {
    return this.byId.get(idOrLogin) ?? this.byId.get(this.byLogin.get(idOrLogin.toLowerCase()) ?? '');
  }

  apps(): readonly App[] {
    return [...this.byClientId.values()];
  }

  app(clientId: string): App | undefined {
    return this.byClientId.get(clientId);
  }

  changeApp(clientId: string, change: (app: App) => App): App {
    const app = this.byClientId.get(clientId);
    if (!app) throw new RangeError(`There is no app ${clientId}.`);
    const changed = { ...change(app), lastUpdated: new Date(this.now() * 1000).toISOString() };
    this.byClientId.set(clientId, changed);
    this.state.set(CHANGED_APP, clientId, changed);
    if (changed.status === 'INACTIVE') endTokensOf(this.state, clientId);
    // Okta's documents contradict each other here. The newer ("Troubleshooting for API Access Management": tokens are
    // revoked when the app is "unassigned") is taken, since it is also what an admin means by it. Who is assigned anew
    // signs in anew.
    else if (changed.type === 'browser') endTokensOf(this.state, clientId, (userId) => !isAssigned(changed, userId));
    return changed;
  }

  addApp(app: App): void {
    if (this.byClientId.size >= MAX_APPS) throw new AppError([['apps', `An org can have at most ${MAX_APPS} apps.`]]);
    this.byClientId.set(app.client_id, app);
    this.state.set(CHANGED_APP, app.client_id, app);
  }

  removeApp(clientId: string): void {
    if (!this.byClientId.delete(clientId)) return;
    this.state.delete(CHANGED_APP, clientId);
    if (this.seeded.has(clientId)) this.state.set(REMOVED_APP, clientId, {});
    endTokensOf(this.state, clientId);
  }

  /** The people who may sign in; this is a practice org, so their passwords may be shown. */
  accounts(): (User & { password: string })[] {
    return this.users().filter(
      (user): user is User & { password: string } => user.status === 'ACTIVE' && !!user.password,
    );
  }

  /** The user with this login and password; undefined also for one who may not sign in. */
  authenticate(login: string, password: string): User | undefined {
    const account = this.accounts().find((user) => user.profile.login.toLowerCase() === login.trim().toLowerCase());
    return account && isSameSecret(account.password, password) ? account : undefined;
  }

  /** Notes that a user signed in at a time, in seconds since the epoch. */
  signedIn(id: string, time: number): void {
    const user = this.byId.get(id);
    if (user) this.byId.set(id, { ...user, lastLogin: new Date(time * 1000).toISOString() });
  }
}

/** An app of the state, with the defaults of settings that did not exist when it was written. */
function keptApp(value: Record<string, unknown>): App {
  const { success, data } = appSchema.safeParse(value);
  return success ? data : (value as App);
}

function followPort(app: App, appPort: number): App {
  const follow = (uri: string): string => followAppPort(uri, appPort);
  return {
    ...app,
    redirect_uris: app.redirect_uris.map(follow),
    post_logout_redirect_uris: app.post_logout_redirect_uris.map(follow),
  };
}

/** An address of the app as the shipped seed has it, with the port that the app really has; others as they are. */
export function followAppPort(uri: string, appPort: number): string {
  const { origin } = new URL(`http://localhost:${appPort}`);
  return uri.startsWith(SEED_APP_ORIGIN) && new URL(uri).origin === SEED_APP_ORIGIN
    ? origin + uri.slice(SEED_APP_ORIGIN.length)
    : uri;
}
