import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { stripVTControlCharacters } from 'node:util';

export interface AppBuild {
  /** Resolves after the first build that succeeded. */
  built: Promise<void>;
  /** Resolves when there is no build any more. */
  ended: Promise<unknown>;
  close: () => Promise<void>;
}

export interface AppBuildOptions {
  /** The folder of the repository. */
  root: string;
  /** Folder for the build, which will be in its folder `browser`; emptied first. */
  output: string;
  /** The environment of `ng`. */
  env: NodeJS.ProcessEnv;
  /** Whether `print` may get colours. */
  colours: boolean;
  /** Shows a line of what `ng` says: errors and warnings of every build, one line for a rebuild. */
  print: (line: string) => void;
}

/** Builds the app with `ng build --watch` as a child process, and again whenever a file of it changes. */
export async function startAppBuild({ root, output, env, colours, print }: AppBuildOptions): Promise<AppBuild> {
  await rm(output, { recursive: true, force: true });
  const child = spawn(
    process.execPath,
    [
      `--import=${import.meta.resolve('../cli/end-with-parent.mjs')}`,
      join(root, 'node_modules/@angular/cli/bin/ng.js'),
      'build',
      '--watch',
      '--configuration=development',
      '--progress=false',
      `--output-path=${output}`,
    ],
    // Ctrl-C in the terminal is the launcher's to handle: the child is out of its process group.
    { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe', 'ipc'], detached: process.platform !== 'win32' },
  );
  const ended = once(child, 'close');
  let closing = false;
  let builds = 0;
  const built = new Promise<void>((resolve) => {
    createInterface(child.stdout!).on('line', (line) => {
      const [, outcome, time] = /^Application bundle generation (complete|failed)\. (\[.*?\])/.exec(line) ?? [];
      if (outcome === 'failed') print('The app is not built. Correct the errors shown here, and the build goes on.');
      if (outcome !== 'complete') return;
      builds++;
      if (builds === 1) resolve();
      else print(`The app is built anew ${time}: reload the page.`);
    });
    createInterface(child.stderr!).on('line', (line) => {
      // What esbuild says when it is ended is of no use to anybody. ng colours errors even for a pipe.
      if (!closing) print(colours ? line : stripVTControlCharacters(line));
    });
  });

  return {
    built,
    ended,
    close: async () => {
      closing = true;
      child.kill('SIGTERM');
      const overdue = setTimeout(() => child.kill('SIGKILL'), 3000);
      await ended;
      clearTimeout(overdue);
    },
  };
}
