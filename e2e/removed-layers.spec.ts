import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { ADA } from './people.js';
import { openPlace } from './place.js';
import { signIn, signOut } from './sign-in.js';
import { angularCli, WatchedBuild } from './watched-build.js';

const root = join(import.meta.dirname, '..');
const LAYERS = 'src/app/auth/layers';

const LEARN = 'src/app/learn';

/** Removes what shows the requests, and its lines. */
function removeLearn(app: string): void {
  rmSync(join(app, LEARN), { recursive: true });
  edit(app, 'src/app/app.config.ts', /^.*provide(Inspector|Walkthrough).*\n/gm, '');
}

/** What of the app goes with a layer, besides its folder, its names in index.ts, and the lines that have these names. */
const WITH: Record<string, (app: string) => void> = {
  // The inspector records what the observer sees.
  observer: removeLearn,
  // The view that shows the claims.
  userinfo: (app) => {
    rmSync(join(app, 'src/app/profile'), { recursive: true });
    edit(app, 'src/app/app.routes.ts', /\{\s*path: 'profile',.*?\},\n/s, '');
  },
  // The page that names what is wrong with the configuration.
  config: (app) => {
    rmSync(join(app, 'src/app/unconfigured'), { recursive: true });
    edit(app, 'src/main.ts', /^import \{ Unconfigured.*\n/m, '');
    edit(app, 'src/main.ts', /^try \{\n(.*?)^\} catch.*/ms, '$1');
    edit(app, 'src/main.ts', 'await fetchOktaConfig()', `await (await fetch('okta.config.json')).json()`);
    edit(app, 'src/main.ts', 'readOktaConfig(inChosenMode(file))', 'inChosenMode(file) as OktaConfig');
    edit(app, 'src/main.ts', /^import \{.*\} from '\.\/app\/auth';/m, `import type { OktaConfig } from './app/auth';`);
  },
};

/** What can be removed, by its folder. */
const REMOVABLE: Record<string, string> = {
  ...Object.fromEntries(
    readdirSync(join(root, LAYERS), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => [`the layer ${name}`, `${LAYERS}/${name}`]),
  ),
  'the inspector': LEARN,
};

let folder: string;
let build: WatchedBuild;

test.describe.configure({ mode: 'serial' });

test.beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'okta-dpop-layers-'));
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction');
  build = new WatchedBuild(join(folder, 'build'), angularCli(folder), 'dist', ['--configuration=development']);
});

test.afterAll(async () => {
  await build.end();
  rmSync(folder, { recursive: true, force: true });
});

for (const [name, part] of Object.entries(REMOVABLE)) {
  test(`without ${name} the app builds, signs in, lists the users and signs out`, async ({ browser }) => {
    const built = await build.build(name, appWithout(part));
    expect(sourcesOf(built).filter((file) => file.startsWith(`${part}/`))).toEqual([]);

    const place = await openPlace({ build: built });
    place.configure(place.config);
    try {
      const page = await (await browser.newContext({ baseURL: place.app })).newPage();
      await signIn(page, ADA);
      await page.getByRole('link', { name: 'Users', exact: true }).click();
      await expect(page.getByRole('table').getByRole('row')).toHaveCount(21);
      await signOut(page);
      await page.context().close();
    } finally {
      await place.close();
    }
  });
}

/** The source files of a build, which are named in it. */
function sourcesOf(build: string): string[] {
  const scripts = readdirSync(build).filter((file) => file.endsWith('.js'));
  const text = scripts.map((file) => readFileSync(join(build, file), 'utf8')).join('\n');
  return [...text.matchAll(/^\/\/ (src\/\S+)$/gm)].map(([, file]) => file!);
}

/** Makes a copy of the app without one of its parts. @returns its folder */
function appWithout(part: string): string {
  const app = mkdtempSync(join(folder, 'app-'));
  for (const kept of ['src', 'dpop', 'public', 'angular.json', 'package.json', 'tsconfig.json', 'tsconfig.app.json']) {
    cpSync(join(root, kept), join(app, kept), { recursive: true });
  }
  if (part === LEARN) removeLearn(app);
  else removeLayer(part.slice(LAYERS.length + 1), app);
  return app;
}

/** Removes a layer's folder, what index.ts exports of it, and the lines of the app that use that. */
function removeLayer(layer: string, app: string): void {
  WITH[layer]?.(app);
  rmSync(join(app, LAYERS, layer), { recursive: true });
  const exports = new RegExp(String.raw`^export (?:type )?\{([^}]*)\} from '\./layers/${layer}/.*\n`, 'gm');
  const index = readFileSync(join(app, 'src/app/auth/index.ts'), 'utf8');
  const names = [...index.matchAll(exports)].flatMap(([, list]) => list!.replaceAll('type ', '').split(/[\s,]+/));
  writeFileSync(join(app, 'src/app/auth/index.ts'), index.replace(exports, ''));
  for (const name of names.filter(Boolean)) {
    for (const path of ['src/app/app.config.ts', 'src/app/app.routes.ts']) {
      // In a list of imports that is one line the name goes, elsewhere the line.
      edit(app, path, new RegExp(String.raw`^(import \{.*)\b${name},? ?(.*\} from .*)$`, 'gm'), '$1$2');
      edit(app, path, new RegExp(String.raw`^(?!import).*\b${name}\b.*\n`, 'gm'), '');
    }
  }
}

function edit(app: string, path: string, from: string | RegExp, to: string): void {
  const file = join(app, path);
  writeFileSync(file, readFileSync(file, 'utf8').replace(from, to));
}
