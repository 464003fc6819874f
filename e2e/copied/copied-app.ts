import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { angularCli, WatchedBuild } from '../watched-build.js';
import { FRAME } from './frame.js';

const root = join(import.meta.dirname, '../..');

const AUTH = 'src/app/auth/README.md';
const LEARN = 'src/app/learn/README.md';

/** What the READMEs make, by the titles of their sections: an app with the core, one with all of it, and with the inspector. */
const SECTIONS = {
  core: [[AUTH, 'Copy the core']],
  whole: [[AUTH, 'Copy all of it']],
  concurrent: [[AUTH, 'Copy all of it']],
  inspector: [
    [AUTH, 'Copy all of it'],
    [LEARN, 'Copy it'],
  ],
} satisfies Record<string, [readme: string, section: string][]>;

type Copy = keyof typeof SECTIONS;

/** Files in the place of those of the README. */
const INSTEAD: Partial<Record<Copy, Record<string, string>>> = { concurrent: { 'src/app/app.ts': FRAME } };

export const COPIES = Object.keys(SECTIONS) as Copy[];

/** The build of a copy, for `test.use({ build })`. */
export function buildOf(copy: Copy): string {
  return join(root, '.cache/copied', copy);
}

/**
 * Apps that are made as src/app/auth/README.md says: its commands are run in a new app, and its blocks of code become the
 * files that they name.
 */
export class CopiedApps {
  readonly #folder = mkdtempSync(join(tmpdir(), 'okta-dpop-copied-'));
  readonly #newApp: string;
  readonly #build: WatchedBuild;

  constructor() {
    // The CLI looks for a workspace around itself as well: it has to be where there is none.
    symlinkSync(join(root, 'node_modules'), join(this.#folder, 'node_modules'), 'junction');
    this.#newApp = newApp(this.#folder);
    const cli = angularCli(this.#folder);
    this.#build = new WatchedBuild(join(this.#folder, 'build'), cli, 'dist/browser', ['--output-path=dist']);
  }

  /**
   * Makes an app and builds it.
   *
   * @param files in the place of those of the README, by their path in the app
   * @returns the folder of the build, good until the next one
   */
  build(copy: Copy, files: Record<string, string> = INSTEAD[copy] ?? {}): Promise<string> {
    const app = join(this.#folder, copy);
    cpSync(this.#newApp, app, { recursive: true });
    for (const [readme, title] of SECTIONS[copy]) {
      const { commands, blocks } = readSection(readme, title);
      for (const command of commands) run(command, app);
      write(app, blocks);
    }
    write(app, files);
    return this.#build.build(copy, app);
  }

  async remove(): Promise<void> {
    await this.#build.end();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** The commands of a section of the README, and its blocks of code by the files that they name. */
function readSection(readme: string, title: string): { commands: string[]; blocks: Record<string, string> } {
  const sections = readFileSync(join(root, readme), 'utf8').split(/^## /m);
  const section = sections.find((text) => text.startsWith(`${title}\n`));
  if (!section) throw new Error(`${readme}: expected a section "${title}".`);
  const fences = [...section.matchAll(/^```(\w+)(?: (\S+))?\n([\s\S]*?)^```$/gm)];
  const commands = fences
    .filter(([, language]) => language === 'sh')
    .flatMap(([, , , text]) => text!.trim().split('\n'));
  const files = fences.filter(([, , path]) => path !== undefined);
  return { commands, blocks: Object.fromEntries(files.map(([, , path, text]) => [path!, text!])) };
}

function write(app: string, files: Record<string, string>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(app, path)), { recursive: true });
    writeFileSync(join(app, path), text);
  }
}

/** Makes a new app by the command that the README has for it. @returns its folder */
function newApp(folder: string): string {
  const command = readSection(AUTH, 'Copy the core').commands.find((line) => line.startsWith('npx @angular/cli@'));
  const [, version, args] = /^npx @angular\/cli@(\S+) (.*)$/.exec(command ?? '') ?? [];
  if (!version || !args) throw new Error('src/app/auth/README.md: expected a command that makes a new app.');
  expectVersion('@angular/cli', version);
  spawn(process.execPath, [...angularCli(folder), ...args.split(' '), '--skip-install'], folder);
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
  spawn('sh', ['-c', command], app);
}

/** @throws Error with what the program printed, when it fails */
function spawn(program: string, args: string[], cwd: string): void {
  const env = { ...process.env, REFERENCE: root, NG_CLI_ANALYTICS: 'false' };
  const { status, stdout, stderr } = spawnSync(program, args, { cwd, encoding: 'utf8', env });
  if (status !== 0) throw new Error(`${args.join(' ')} failed:\n${stdout}${stderr}`);
}

/** The README has to name the version that everything else here is tested with. */
function expectVersion(name: string, version: string): void {
  const { version: installed } = JSON.parse(readFileSync(join(root, 'node_modules', name, 'package.json'), 'utf8')) as {
    version: string;
  };
  if (version !== installed)
    throw new Error(`src/app/auth/README.md: expected ${name}@${installed}, actual ${version}.`);
}
