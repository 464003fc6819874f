import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const root = join(import.meta.dirname, '../..');

/** Where the builds of the copied apps are. */
const BUILDS = join(root, '.cache/copied');

const README = join(root, 'src/app/auth/README.md');

export interface Copy {
  /** The section of src/app/auth/README.md that says what to do. */
  section: string;
  /** Files in the place of those of the README, by their path in the app. */
  files?: Record<string, string>;
}

/**
 * Apps that are made as src/app/auth/README.md says: its commands are run, and its blocks of code become the files that
 * they name. The last one has a frame of ours, whose buttons the tests press.
 */
export const COPIES = {
  core: { section: 'Copy the core' },
  whole: { section: 'Copy all of it' },
  concurrent: { section: 'Copy all of it', files: { 'src/app/app.ts': frame() } },
} satisfies Record<string, Copy>;

/** The build of a copy, for `test.use({ build })`. */
export function buildOf(name: keyof typeof COPIES): string {
  return join(BUILDS, name);
}

export function buildCopy(name: keyof typeof COPIES): void {
  build(COPIES[name], buildOf(name));
}

/** Makes an app as the README says, and builds it. @param output the folder for the build */
export function build({ section, files = {} }: Copy, output: string): void {
  const folder = mkdtempSync(join(tmpdir(), 'okta-dpop-copied-'));
  try {
    // The CLI looks for a workspace around itself as well: it has to be where there is none.
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction');
    const app = newApp(folder);
    const { commands, blocks } = readSection(section);
    for (const command of commands) run(command, app);
    for (const [path, text] of Object.entries({ ...blocks, ...files })) {
      mkdirSync(dirname(join(app, path)), { recursive: true });
      writeFileSync(join(app, path), text);
    }
    ng(app, 'build', '--progress=false', `--output-path=${join(app, 'out')}`);
    rmSync(output, { recursive: true, force: true });
    cpSync(join(app, 'out/browser'), output, { recursive: true });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The commands of a section of the README, and its blocks of code by the files that they name. */
function readSection(title: string): { commands: string[]; blocks: Record<string, string> } {
  const sections = readFileSync(README, 'utf8').split(/^## /m);
  const section = sections.find((text) => text.startsWith(`${title}\n`));
  if (!section) throw new Error(`src/app/auth/README.md: expected a section "${title}".`);
  const fences = [...section.matchAll(/^```(\w+)(?: (\S+))?\n([\s\S]*?)^```$/gm)];
  const commands = fences
    .filter(([, language]) => language === 'sh')
    .flatMap(([, , , text]) => text!.trim().split('\n'));
  const files = fences.filter(([, , path]) => path !== undefined);
  return { commands, blocks: Object.fromEntries(files.map(([, , path, text]) => [path!, text!])) };
}

/** Makes a new app by the command that the README has for it. @returns its folder */
function newApp(folder: string): string {
  const command = readSection('Copy the core').commands.find((line) => line.startsWith('npx @angular/cli@'));
  const [, version, args] = /^npx @angular\/cli@(\S+) (.*)$/.exec(command ?? '') ?? [];
  if (!version || !args) throw new Error('src/app/auth/README.md: expected a command that makes a new app.');
  expectVersion('@angular/cli', version);
  ng(folder, ...args.split(' '), '--skip-install');
  return join(folder, args.split(' ')[1]!);
}

/** Runs a command of the README in the folder of the app. What it installs is there already: a link to our packages. */
function run(command: string, app: string): void {
  if (command.startsWith('npx @angular/cli@')) return;
  const [, packages] = /^npm install (.*)$/.exec(command) ?? [];
  if (packages) {
    for (const [, name, version] of packages.matchAll(/(@?[^@\s]+)@(\S+)/g)) expectVersion(name!, version!);
    return;
  }
  const { status, stdout, stderr } = spawnSync('sh', ['-c', command], {
    cwd: app,
    encoding: 'utf8',
    env: { ...process.env, REFERENCE: root },
  });
  if (status !== 0) throw new Error(`${command} failed:\n${stdout}${stderr}`);
}

/** The README has to name the version that everything else here is tested with. */
function expectVersion(name: string, version: string): void {
  const { version: installed } = JSON.parse(readFileSync(join(root, 'node_modules', name, 'package.json'), 'utf8')) as {
    version: string;
  };
  if (version !== installed)
    throw new Error(`src/app/auth/README.md: expected ${name}@${installed}, actual ${version}.`);
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

/** A frame with sign-in, sign-out, and calls of the API, many at once. */
function frame(): string {
  return `
import { HttpClient, HttpErrorResponse } from '@angular/common/http';
import { Component, inject, signal } from '@angular/core';
import { RouterOutlet } from '@angular/router';
import { catchError, forkJoin, map, of } from 'rxjs';
import { OKTA_CONFIG, Session } from './auth';

@Component({
  selector: 'app-root',
  imports: [RouterOutlet],
  template: \`
    <header>
      @if (session.signedIn()) {
        <p>Signed in as {{ session.user()?.name }}</p>
        <button type="button" (click)="session.signOut()">Sign out</button>
      } @else {
        <button type="button" (click)="session.signIn()">Sign in</button>
      }
    </header>
    <button type="button" (click)="call('GET', 1)">Call once</button>
    <button type="button" (click)="call('GET', 20)">Call 20 times</button>
    <button type="button" (click)="call('POST', 1)">Post once</button>
    <p class="outcome">{{ outcome() }}</p>
    <router-outlet />
  \`,
})
export class App {
  protected readonly session = inject(Session);
  protected readonly outcome = signal('');
  readonly #http = inject(HttpClient);
  readonly #issuer = inject(OKTA_CONFIG).issuer;

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
}
