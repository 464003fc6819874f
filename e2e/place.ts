import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { startOrg } from '../org/org.js';
import { startAppServer } from '../start/app-server.js';

const root = join(import.meta.dirname, '..');

/** What stands in okta.config.json. */
export interface AppConfig {
  issuer: string;
  clientId: string;
  scopes: string[];
  dpop: boolean;
}

/** An org with its state, and a copy of the production build that is configured for it; both on free ports. */
export interface Place {
  /** Origin of the app. */
  app: string;
  /** Origin of the org, its issuer. */
  org: string;
  /** The config for this org: the one that is shipped, but for the issuer. */
  config: AppConfig;
  /** Writes okta.config.json: a config, or any text; undefined takes the file away. */
  configure(config: AppConfig | string | undefined): void;
  /** Serves another build; left out: that of this app. Its configuration goes, too. */
  serve(build?: string): void;
  /** Serves this app below a path, too, as a static host does that knows its routes. */
  serveBelow(path: string, routes: string[]): void;
  /** Ends the org; its state stays. */
  stopOrg(): Promise<void>;
  /** Starts the org where it was. */
  startOrg(): Promise<void>;
  close(): Promise<void>;
}

export interface PlaceOptions {
  /** Another seed than the shipped one; it may depend on the port of the app. */
  seedPath?: (appPort: number) => string;
  /** Wraps the request listener of the org. */
  wrapListener?: (org: RequestListener) => RequestListener;
}

export async function openPlace({ seedPath, wrapListener }: PlaceOptions = {}): Promise<Place> {
  const folder = mkdtempSync(join(tmpdir(), 'okta-dpop-e2e-'));
  const dist = join(folder, 'dist');
  cpSync(join(root, 'dist'), dist, { recursive: true });
  const app = await startAppServer({ directory: dist, port: 0 });
  const appPort = Number(new URL(app.origin).port);
  const seed = seedPath?.(appPort) ?? join(root, 'org/seed.json');
  const start = (port: number): ReturnType<typeof startOrg> =>
    startOrg({
      port,
      appPort,
      seedPath: seed,
      stateDir: join(folder, 'state'),
      ...(wrapListener && { wrapListener }),
    });
  let org: Awaited<ReturnType<typeof startOrg>> | undefined = await start(0);
  const { origin } = org;
  let served: string | undefined;

  const place: Place = {
    app: app.origin,
    org: origin,
    config: {
      issuer: origin,
      clientId: '0oa1dpopspa00000DPoP',
      scopes: ['openid', 'profile', 'email', 'offline_access', 'okta.users.read', 'okta.apps.read'],
      dpop: true,
    },
    configure: (config) => {
      const path = join(dist, 'okta.config.json');
      if (config === undefined) rmSync(path, { force: true });
      else writeFileSync(path, typeof config === 'string' ? config : JSON.stringify(config));
    },
    serve: (build) => {
      if (build === undefined && served === undefined) return;
      served = build;
      rmSync(dist, { recursive: true });
      cpSync(build ?? join(root, 'dist'), dist, { recursive: true });
      if (build) followOrg(dist, origin);
    },
    serveBelow: (path, routes) => {
      const files = readdirSync(dist).map((name) => join(dist, name));
      const below = join(dist, path);
      for (const file of files) cpSync(file, join(below, basename(file)), { recursive: true });
      const page = readFileSync(join(dist, 'index.html'), 'utf8').replace('<base href="/"', `<base href="${path}"`);
      for (const route of ['index', ...routes]) {
        mkdirSync(dirname(join(below, route)), { recursive: true });
        writeFileSync(join(below, `${route}.html`), page);
      }
    },
    stopOrg: async () => {
      await org?.close();
      org = undefined;
    },
    startOrg: async () => {
      org ??= await start(Number(new URL(origin).port));
    },
    close: async () => {
      await place.stopOrg();
      await app.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return place;
}

/** Another build may have the local org in its code, at its usual port. */
function followOrg(build: string, origin: string): void {
  for (const name of readdirSync(build).filter((each) => each.endsWith('.js'))) {
    const path = join(build, name);
    writeFileSync(path, readFileSync(path, 'utf8').replaceAll('http://localhost:4280', origin));
  }
}
