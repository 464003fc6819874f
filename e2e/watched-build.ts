import { spawn, type ChildProcess } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setInterval } from 'node:timers/promises';

/** The files of one build are written within moments. Milliseconds. */
const WRITTEN = 500;

/** The longest time for one build. Milliseconds. */
const LIMIT = 100_000;

/** A file that is copied to the build and says which one it is. */
const NAME = 'build-name.txt';

/**
 * The arguments of node that run the Angular CLI of a folder whose node_modules is a link. Links are kept, since to the
 * CLI its own place would be in this repository's workspace.
 */
export function angularCli(folder: string): string[] {
  return ['--preserve-symlinks', '--preserve-symlinks-main', join(folder, 'node_modules/@angular/cli/bin/ng.js')];
}

/**
 * Builds apps that differ in some files only, one after the other: the CLI watches a folder that becomes each of them. The
 * first build takes as long as any, each further one a few seconds.
 */
export class WatchedBuild {
  #process: ChildProcess | undefined;
  #messages = '';

  /**
   * @param folder where to build; a node_modules in it or around it
   * @param cli see angularCli()
   * @param output the folder of the build, below `folder`
   * @param options of `ng build`
   */
  constructor(
    private readonly folder: string,
    private readonly cli: string[],
    private readonly output: string,
    private readonly options: string[] = [],
  ) {}

  /**
   * Builds an app.
   *
   * @param name not that of the build before
   * @param app its folder
   * @returns the folder of the build, good until the next one
   * @throws Error with what the CLI printed, when there is no build in time
   */
  async build(name: string, app: string): Promise<string> {
    if (!this.#process) cpSync(app, this.folder, { recursive: true });
    else
      for (const part of ['src', 'dpop', 'public'])
        if (existsSync(join(app, part))) update(join(this.folder, part), join(app, part));
    this.#messages = '';
    writeFileSync(join(this.folder, 'public', NAME), name);
    this.#process ??= this.#watch();
    const copied = join(this.folder, this.output, NAME);
    const built = (): boolean =>
      existsSync(copied) && readFileSync(copied, 'utf8') === name && Date.now() - statSync(copied).mtimeMs > WRITTEN;
    for await (const begin of setInterval(100, Date.now())) {
      if (built()) break;
      if (Date.now() - begin > LIMIT) throw new Error(`The app "${name}" does not build:\n${this.#messages}`);
    }
    return join(this.folder, this.output);
  }

  async end(): Promise<void> {
    const watching = this.#process;
    if (!watching) return;
    const ended = new Promise((resolve) => watching.once('exit', resolve));
    if (watching.kill()) await ended;
  }

  #watch(): ChildProcess {
    const args = [...this.cli, 'build', '--watch', '--progress=false', ...this.options];
    const env = { ...process.env, NG_CLI_ANALYTICS: 'false' };
    const watching = spawn(process.execPath, args, { cwd: this.folder, env });
    const collect = (text: Buffer): void => void (this.#messages += text.toString());
    watching.stdout.on('data', collect);
    watching.stderr.on('data', collect);
    return watching;
  }
}

/** Makes a folder equal to another one. A file that is equal is not touched: the CLI may miss one that goes and comes back. */
function update(folder: string, from: string): void {
  const files = (of: string): string[] => {
    const entries = existsSync(of) ? readdirSync(of, { recursive: true, withFileTypes: true }) : [];
    return entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(of.length + 1));
  };
  const wanted = files(from);
  for (const file of files(folder)) if (!wanted.includes(file)) rmSync(join(folder, file));
  for (const file of wanted) {
    const [path, content] = [join(folder, file), readFileSync(join(from, file))];
    if (existsSync(path) && readFileSync(path).equals(content)) continue;
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }
}
