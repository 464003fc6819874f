import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

const root = join(import.meta.dirname, '../..');

/** Where the build of the copied app is. */
export const COPIED_APP = join(root, '.cache/copied-app');

const AUTH = join(root, 'src/app/auth');

/**
 * What the reader of src/app/auth/README.md does: a new Angular app, the folder copied into it, the lines of the README
 * put where it says. Only the pages that use it are ours. Builds it into {@link COPIED_APP}.
 */
export function buildCopiedApp(): void {
  const folder = mkdtempSync(join(tmpdir(), 'okta-dpop-copied-'));
  try {
    // The CLI looks for a workspace around itself as well: it has to stand where there is none.
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction');
    ng(
      folder,
      'new',
      'bare',
      ...'--skip-install --skip-git --defaults --minimal --zoneless --ai-config=none'.split(' '),
    );
    const app = join(folder, 'bare');
    cpSync(AUTH, join(app, 'src/app/auth'), {
      recursive: true,
      filter: (path) => !basename(path).endsWith('.spec.ts'),
    });
    for (const [name, text] of Object.entries({ ...wiring(), 'app/app.ts': FRAME, 'app/mine.ts': MINE })) {
      writeFileSync(join(app, 'src', name), text);
    }
    ng(app, 'build', '--progress=false', `--output-path=${join(app, 'out')}`);
    rmSync(COPIED_APP, { recursive: true, force: true });
    cpSync(join(app, 'out/browser'), COPIED_APP, { recursive: true });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The files that the lines of the README go into, by their path under src. */
function wiring(): Record<string, string> {
  const lines = linesOfReadme();
  const importing = (code: string, folder: string): string => `${importsFor(code, folder)}\n\n${code}`;
  return {
    'main.ts': importing(lines.main, './app/'),
    'app/app.routes.ts': importing(
      `export const routes: Routes = [\n${lines.routes.replace('/* yours */', "{ path: 'mine', component: Mine }")}\n];\n`,
      './',
    ),
    'app/app.config.ts': importing(
      `export const appConfig = (config: OktaConfig): ApplicationConfig => ({\n  providers: [\n${lines.providers}\n  ],\n});\n`,
      './',
    ),
  };
}

/**
 * The code that src/app/auth/README.md tells to write.
 *
 * @throws Error when one of the three blocks is not there
 */
export function linesOfReadme(): { main: string; providers: string; routes: string } {
  const readme = readFileSync(join(AUTH, 'README.md'), 'utf8');
  const blocks = [...readme.matchAll(/^ *```ts\n([\s\S]*?)^ *```$/gm)].map(([, code]) => code!);
  const block = (marked: string): string => {
    const found = blocks.find((code) => code.includes(marked));
    if (found === undefined) throw new Error(`src/app/auth/README.md: expected a block of code with ${marked}.`);
    return found;
  };
  return {
    main: block('bootstrapApplication('),
    providers: block('provideOktaSession('),
    routes: block("path: 'login/callback'"),
  };
}

/** Where else than in the folder names come from. */
const MODULES: Record<string, string[]> = {
  '@angular/common/http': ['provideHttpClient', 'withFetch', 'withInterceptors'],
  '@angular/core': ['type ApplicationConfig'],
  '@angular/platform-browser': ['bootstrapApplication'],
  '@angular/router': ['provideRouter', 'type Routes'],
};
const OWN_MODULES: Record<string, string[]> = {
  'app': ['App'],
  'app.config': ['appConfig'],
  'app.routes': ['routes'],
  'mine': ['Mine'],
};

/** The imports of some code, as an editor would add them. */
function importsFor(code: string, folder: string): string {
  const exported = readdirSync(AUTH)
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.spec.ts'))
    .map((name): [string, string[]] => [`${folder}auth/${name.replace('.ts', '')}`, exportsOf(join(AUTH, name))]);
  const own = Object.entries(OWN_MODULES).map(([name, names]): [string, string[]] => [folder + name, names]);
  const uses = (name: string): boolean => new RegExp(`\\b${name.replace('type ', '')}\\b`).test(code);
  return [...Object.entries(MODULES), ...own, ...exported]
    .map(([from, names]): [string, string[]] => [from, names.filter(uses).filter((name) => !declares(code, name))])
    .filter(([, names]) => names.length > 0)
    .map(([from, names]) => `import { ${names.join(', ')} } from '${from}';`)
    .join('\n');
}

const declares = (code: string, name: string): boolean => new RegExp(`export const ${name}\\b`).test(code);

function exportsOf(path: string): string[] {
  const found = readFileSync(path, 'utf8').matchAll(/^export (?:async )?(const|class|function|interface|type) (\w+)/gm);
  return [...found].map(([, kind, name]) => (kind === 'interface' || kind === 'type' ? `type ${name!}` : name!));
}

function ng(folder: string, ...args: string[]): void {
  // Links are kept, since to the CLI its own place would be in this repository's workspace.
  const links = ['--preserve-symlinks', '--preserve-symlinks-main'];
  const cli = join(folder, args[0] === 'new' ? '' : '..', 'node_modules/@angular/cli/bin/ng.js');
  const { status, stdout, stderr } = spawnSync(process.execPath, [...links, cli, ...args], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, NG_CLI_ANALYTICS: 'false' },
  });
  if (status !== 0) throw new Error(`ng ${args[0]!} failed:\n${stdout}${stderr}`);
}

/** The reader's own page that only signed-in people see. */
const MINE = `
import { Component } from '@angular/core';

@Component({ selector: 'app-mine', template: '<h1>Mine</h1>' })
export class Mine {}
`;

/** The reader's own frame: sign-in, sign-out, and calls of the API, many at once. */
const FRAME = `
import { HttpClient, HttpErrorResponse } from '@angular/common/http';
import { Component, inject, signal } from '@angular/core';
import { RouterOutlet } from '@angular/router';
import { catchError, forkJoin, map, of } from 'rxjs';
import { OKTA_APP_CONFIG } from './auth/okta-config';
import { Session } from './auth/session';

@Component({
  selector: 'app-root',
  imports: [RouterOutlet],
  template: \`
    <header>
      @if (session.signedIn()) {
        <p>Signed in as {{ session.name() }}</p>
        <button type="button" (click)="session.signOut()">Sign out</button>
      } @else {
        <button type="button" (click)="session.signIn()">Sign in</button>
      }
    </header>
    @if (session.problem(); as problem) {
      <section role="alert">
        {{ problem.title }}: {{ problem.detail }}
        @if (problem.signIn) {
          <button type="button" (click)="session.signIn()">Sign in again</button>
        }
      </section>
    }
    <button type="button" (click)="call('GET', 1)">Call once</button>
    <button type="button" (click)="call('GET', 20)">Call 20 times</button>
    <button type="button" (click)="call('POST', 1)">Post once</button>
    <p role="status">{{ outcome() }}</p>
    <router-outlet />
  \`,
})
export class App {
  protected readonly session = inject(Session);
  protected readonly outcome = signal('');
  readonly #http = inject(HttpClient);
  readonly #issuer = inject(OKTA_APP_CONFIG).issuer;

  protected call(method: string, count: number): void {
    this.outcome.set('under way');
    const calls = Array.from({ length: count }, (_, index) =>
      this.#http.request(method, this.#issuer + '/api/v1/users?limit=1&call=' + index).pipe(
        map(() => 'succeeded'),
        catchError((error: unknown) => of(error instanceof HttpErrorResponse ? 'failed with ' + error.status : 'failed: ' + error)),
      ),
    );
    forkJoin(calls).subscribe((outcomes) => {
      const kinds = [...new Set(outcomes)];
      this.outcome.set(kinds.map((kind) => outcomes.filter((outcome) => outcome === kind).length + ' ' + kind).join(', '));
    });
  }
}
`;
