import type { EventEmitter } from 'node:events';
import type { RequestListener } from 'node:http';
import { join } from 'node:path';
import { endpointRows } from './api/endpoints.js';
import { resourceServer } from './api/routes.js';
import { createProvider } from './authorization-server/provider.js';
import { authorizationServer } from './authorization-server/routes.js';
import { adminConsole } from './console/routes.js';
import type { OrgContext } from './context.js';
import { cors } from './http/cors.js';
import { errors, reportError } from './http/errors.js';
import { checkHost } from './http/host.js';
import { listenOnLoopback } from './http/loopback.js';
import { responseHeaders } from './http/response.js';
import { AppChanges } from './model/app-changes.js';
import { readSeed, withAppPort, type Seed } from './model/seed.js';
import { Directory } from './model/directory.js';
import { rotationOf } from './model/token-rotation.js';
import { TrustedOrigins } from './model/trusted-origins.js';
import { fullName, type AdminRole } from './model/user.js';
import { assets } from './pages/assets.js';
import { home } from './pages/home.js';
import { practiceAppKey } from './practice/app-key.js';
import { practiceDecisions } from './practice/decisions.js';
import { delayAnswers, refuseTokenRequests } from './practice/faults.js';
import { practiceSettings } from './practice/settings.js';
import { practiceSwitches } from './practice/switches-endpoint.js';
import { Switches } from './practice/switches/switches.js';
import { State } from './state/state.js';
import { recordEvents } from './system-log/record-events.js';
import { SystemLog } from './system-log/system-log.js';
import { AccessTokens } from './tokens/access-tokens.js';
import { revokeDisallowedTokens } from './tokens/grants.js';
import { IdTokens } from './tokens/id-tokens.js';
import { Nonces } from './tokens/nonces.js';
import { RefreshTokens } from './tokens/refresh-tokens.js';
import { Replays } from './tokens/replays.js';
import { TokenSigningKey } from './tokens/signing-key.js';

export interface OrgOptions {
  /** 0 for any free port. */
  port: number;
  /** The port of the Angular app at localhost. Addresses of it in the seed get this port. */
  appPort: number;
  seedPath: string;
  /** A folder. The org keeps its state there, in a file named after its port. Undefined: in memory only. */
  stateDir: string | undefined;
  /** Deletes the state first, so that the org starts as its seed says. */
  reset?: boolean;
  /** The clock, in seconds since the epoch; left out: the system's. */
  now?: () => number;
  /** Test hook: wraps the request listener. */
  wrapListener?: (listener: RequestListener) => RequestListener;
}

/** A user who can sign in. */
export interface Account {
  login: string;
  password: string;
  role: AdminRole | null;
  name: string;
}

/** An org that is running. */
export interface RunningOrg {
  /** Its address and issuer. */
  origin: string;
  accounts: Account[];
  /** Whether `reset` found a state to delete. */
  wasReset: boolean;
  /** Ends all connections and writes the state. */
  close(): Promise<void>;
}

/**
 * Starts an org at `http://localhost:{port}`.
 *
 * @throws SeedError (`ERR_SEED`), PortTakenError (`ERR_PORT_TAKEN`) or StateError (`ERR_STATE`), with a message for people
 */
export async function startOrg(options: OrgOptions): Promise<RunningOrg> {
  const systemTime = options.now ?? ((): number => Math.floor(Date.now() / 1000));
  const switches = new Switches();
  const now = (): number => systemTime() + switches.settings.clockShift;
  const seed = withAppPort(readSeed(options.seedPath), options.appPort);

  // The port comes first, since it is part of the origin. Requests wait until the org is ready.
  let ready!: (listener: RequestListener) => void;
  const listener = new Promise<RequestListener>((resolve) => (ready = resolve));
  const server = await listenOnLoopback((req, res) => void listener.then((listen) => listen(req, res)), options.port);
  try {
    const { origin } = new URL(`http://localhost:${server.port}`);
    const statePath = options.stateDir && join(options.stateDir, `localhost-${server.port}.json`);
    // Not before the port is taken: another org at this port would write its state again when it ends.
    const wasReset = options.reset === true && statePath !== undefined && State.delete(statePath);
    const state = await State.open(statePath, now);
    const context = createContext(origin, seed, state, switches, now);
    const listen = createListener(context, seed);
    ready(options.wrapListener?.(listen) ?? listen);
    return {
      origin,
      wasReset,
      accounts: context.directory.accounts().map((user) => ({
        login: user.profile.login,
        password: user.password,
        role: user.role,
        name: fullName(user),
      })),
      async close() {
        await server.close();
        await state.close();
      },
    };
  } catch (error) {
    await server.close();
    throw error;
  }
}

function createContext(origin: string, seed: Seed, state: State, switches: Switches, now: () => number): OrgContext {
  const directory = new Directory(seed, state, {
    now,
    onAppChange: (clientId, app) => revokeDisallowedTokens(state, clientId, app),
  });
  return {
    origin,
    now,
    state,
    directory,
    appChanges: new AppChanges(directory, now),
    trustedOrigins: new TrustedOrigins(seed.trustedOrigins, state, now),
    accessTokens: new AccessTokens(origin, state, now),
    refreshTokens: new RefreshTokens(state, now, (clientId) => rotationOf(directory.app(clientId))),
    idTokens: new IdTokens(origin, new TokenSigningKey(state.secrets.idTokenKey), now),
    replays: new Replays(now),
    nonces: new Nonces(state, now),
    log: new SystemLog(now),
    switches,
  };
}

/** The middlewares in the order in which a request passes them. oidc-provider answers what none of them answers. */
function createListener(context: OrgContext, { apps }: Seed): RequestListener {
  const provider = createProvider(context);
  provider.use(checkHost(context.origin));
  provider.use(cors(context));
  provider.use(responseHeaders(context));
  provider.use(delayAnswers(context.switches));
  provider.use(recordEvents(context));
  provider.use(errors());
  provider.use(practiceSwitches(context));
  provider.use(practiceAppKey(context));
  provider.use(practiceDecisions(context));
  provider.use(practiceSettings(context, apps));
  provider.use(refuseTokenRequests(context.switches));
  provider.use(assets);
  provider.use(home(context, endpointRows()));
  provider.use(adminConsole(context, provider));
  for (const middleware of authorizationServer(context, provider)) provider.use(middleware);
  provider.use(resourceServer(context));
  // Koa's event, which oidc-provider's types leave out.
  (provider as EventEmitter).on('error', reportError);
  const callback = provider.callback();
  return (req, res) => void callback(req, res);
}
