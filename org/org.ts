import type { EventEmitter } from 'node:events';
import type { RequestListener } from 'node:http';
import { join } from 'node:path';
import { StoredAccessTokens } from './tokens/access-tokens.js';
import { AppChanges } from './model/app-changes.js';
import { adminConsole } from './console/routes.js';
import type { AuthorizationServerContext } from './authorization-server/context.js';
import { createProvider } from './authorization-server/provider.js';
import { authorizationServer } from './authorization-server/routes.js';
import { followAppPort, SeedDirectory } from './model/directory.js';
import { cors } from './http/cors.js';
import { errors, reportError } from './http/errors.js';
import { checkHost } from './http/host.js';
import { responseHeaders } from './http/response-headers.js';
import { listenOnLoopback } from './http/loopback.js';
import { DailyNonces } from './tokens/nonces.js';
import { assets } from './pages/assets.js';
import { home } from './pages/home.js';
import { StoredRefreshTokens } from './tokens/refresh-tokens.js';
import { ProofReplays } from './tokens/replays.js';
import { practiceAppKey } from './practice/app-key.js';
import { endpointRows } from './api/endpoints.js';
import { resourceServer } from './api/routes.js';
import { readSeed, type AdminRole } from './model/seed.js';
import { State } from './state/state.js';
import { practiceSwitches } from './practice/switches/endpoint.js';
import { delayAnswers, refuseTokenRequests } from './practice/switches/faults.js';
import { Switches } from './practice/switches/switches.js';
import { recordEvents } from './system-log/record-events.js';
import { SystemLog } from './system-log/system-log.js';
import { rotationOf } from './model/token-rotation.js';
import { TrustedOrigins } from './model/trusted-origins.js';

export interface OrgOptions {
  /** 0 for any free one. */
  port: number;
  /** Where the app is at localhost: the registered addresses of the seed's apps follow. */
  appPort: number;
  seedPath: string;
  /** A folder; the org keeps its state there, in a file named after its port. */
  stateDir: string;
  /** Forgets the state first: the org is as its seed says. */
  reset?: boolean;
  /** The clock, in seconds since the epoch; left out: the system's. */
  now?: () => number;
  /** Stands between the network and the org: a test sees there what arrives, and answers in the org's place. */
  around?: (org: RequestListener) => RequestListener;
}

/** Somebody to sign in as. */
export interface Account {
  login: string;
  password: string;
  role: AdminRole | null;
  name: string;
}

/** An org that answers. */
export interface RunningOrg {
  /** Its address, which is also its issuer. */
  origin: string;
  accounts: Account[];
  /** Whether there was a state to forget. */
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
  const seed = readSeed(options.seedPath);

  // The port comes first, since it is part of the origin. Requests wait until the rest is there.
  let ready!: (handler: RequestListener) => void;
  const handler = new Promise<RequestListener>((resolve) => (ready = resolve));
  const server = await listenOnLoopback((req, res) => void handler.then((handle) => handle(req, res)), options.port);
  try {
    const { origin } = new URL(`http://localhost:${server.port}`);
    const statePath = join(options.stateDir, `localhost-${server.port}.json`);
    // Only now: an org that runs at this port would have kept its state, and written it again.
    const wasReset = options.reset === true && State.delete(statePath);
    const state = await State.open(statePath, now);
    const directory = new SeedDirectory(seed, options.appPort, state, now);
    const trustedOrigins = new TrustedOrigins(
      seed.trustedOrigins.map((one) => ({ ...one, origin: followAppPort(one.origin, options.appPort) })),
      state,
      now,
    );
    const handle = handlerOf(contextOf(origin, directory, trustedOrigins, state, switches, now));
    ready(options.around?.(handle) ?? handle);
    return {
      origin,
      wasReset,
      accounts: directory.accounts().map(({ profile, password, role }) => ({
        login: profile.login,
        password,
        role,
        name: `${profile.firstName} ${profile.lastName}`,
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

function contextOf(
  origin: string,
  directory: SeedDirectory,
  trustedOrigins: TrustedOrigins,
  state: State,
  switches: Switches,
  now: () => number,
): AuthorizationServerContext {
  return {
    origin,
    now,
    directory,
    appChanges: new AppChanges(directory, now),
    trustedOrigins,
    state,
    accessTokens: new StoredAccessTokens(origin, state, now),
    refreshTokens: new StoredRefreshTokens(state, now, (clientId) => rotationOf(directory.app(clientId))),
    replays: new ProofReplays(now),
    nonces: new DailyNonces(state, now),
    log: new SystemLog(now),
    switches,
  };
}

/** The way of a request through the org. What nobody of these answers, oidc-provider does. */
function handlerOf(context: AuthorizationServerContext): RequestListener {
  const provider = createProvider(context);
  provider.use(checkHost(context.origin));
  provider.use(cors(context));
  provider.use(responseHeaders(context));
  provider.use(delayAnswers(context.switches));
  provider.use(recordEvents(context));
  provider.use(errors());
  provider.use(practiceSwitches(context));
  provider.use(practiceAppKey(context));
  provider.use(refuseTokenRequests(context.switches));
  provider.use(assets);
  provider.use(home(context, endpointRows()));
  provider.use(adminConsole(context, provider));
  for (const middleware of authorizationServer(context, provider)) provider.use(middleware);
  provider.use(resourceServer(context));
  // Koa's event, which oidc-provider's types leave out.
  (provider as EventEmitter).on('error', reportError);
  const handle = provider.callback();
  return (req, res) => void handle(req, res);
}
