import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { ADA } from './people.js';
import { openPlace } from './place.js';
import { signIn, signOut } from './sign-in.js';

const root = join(import.meta.dirname, '..');
const LAYERS = 'src/app/auth/layers';

/** What of the app goes with a layer, besides its folder, its names in index.ts, and the lines that have these names. */
const WITH: Record<string, (app: string) => void> = {
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

for (const layer of readdirSync(join(root, LAYERS), { withFileTypes: true }).filter((entry) => entry.isDirectory())) {
  test(`without the layer ${layer.name} the app builds, signs in, lists the users and signs out`, async ({
    browser,
  }) => {
    const build = buildWithout(layer.name);
    const place = await openPlace({ build });
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
      rmSync(build, { recursive: true });
    }
  });
}

/** Builds the app without a layer. @returns the folder of the build, to be removed */
function buildWithout(layer: string): string {
  const app = mkdtempSync(join(tmpdir(), 'okta-dpop-layer-'));
  try {
    for (const part of ['src', 'public', 'angular.json', 'package.json', 'tsconfig.json', 'tsconfig.app.json']) {
      cpSync(join(root, part), join(app, part), { recursive: true });
    }
    symlinkSync(join(root, 'node_modules'), join(app, 'node_modules'), 'junction');
    WITH[layer]?.(app);
    rmSync(join(app, LAYERS, layer), { recursive: true });
    removeNames(app, layer);

    const links = ['--preserve-symlinks', '--preserve-symlinks-main'];
    const ng = join(app, 'node_modules/@angular/cli/bin/ng.js');
    const args = ['build', '--configuration=development', '--progress=false'];
    const { status, stdout, stderr } = spawnSync(process.execPath, [...links, ng, ...args], {
      cwd: app,
      encoding: 'utf8',
      env: { ...process.env, NG_CLI_ANALYTICS: 'false' },
    });
    expect(status, `${stdout}${stderr}`).toBe(0);
    const build = mkdtempSync(join(tmpdir(), 'okta-dpop-layer-build-'));
    cpSync(join(app, 'dist'), build, { recursive: true });
    return build;
  } finally {
    rmSync(app, { recursive: true });
  }
}

/** Removes what index.ts exports of a layer, and the lines of the app that use it. */
function removeNames(app: string, layer: string): void {
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
