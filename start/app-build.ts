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
  close(): Promise<void>;
}

/**
 * Builds the app with `ng build --watch` as a child process, and again whenever a file of it changes.
 *
 * @param root of the repository
 * @param output folder for the build, which will be in its folder `browser`; emptied first
 * @param print shows a line of what `ng` says: errors and warnings of every build, one line for a rebuild
 */
export async function startAppBuild(root: string, output: string, print: (line: string) => void): Promise<AppBuild> {
  await rm(output, { recursive: true, force: true });
  const child = spawn(
    process.execPath,
    [
      // Ends with its standard input: a launcher that is killed cannot end its child any more.
      `--import=${join(import.meta.dirname, 'end-with-parent.mjs')}`,
      join(root, 'node_modules/@angular/cli/bin/ng.js'),
      'build',
      '--watch',
      '--configuration=development',
      '--progress=false',
      `--output-path=${output}`,
    ],
    // Ctrl-C in the terminal is the launcher's to handle: the child is out of its process group.
    { cwd: root, stdio: 'pipe', detached: process.platform !== 'win32' },
  );
  const ended = once(child, 'close');

  // ng colours errors even for a pipe.
  const colours = process.stdout.isTTY && !process.env['NO_COLOR'];
  let builds = 0;
  const built = new Promise<void>((resolve) => {
    createInterface(child.stdout).on('line', (line) => {
      const [, outcome, time] = /^Application bundle generation (complete|failed)\. (\[.*?\])/.exec(line) ?? [];
      if (outcome === 'failed') print('The app is not built. Correct the errors shown here, and the build goes on.');
      if (outcome !== 'complete') return;
      builds++;
      if (builds === 1) resolve();
      else print(`The app is built anew ${time}: reload the page.`);
    });
    // What esbuild says when it is ended is of no use to anybody.
    createInterface(child.stderr).on('line', (line) => {
      if (!child.stdin.writableEnded) print(colours ? line : stripVTControlCharacters(line));
    });
  });

  return {
    built,
    ended,
    close: async () => {
      child.stdin.end();
      const overdue = setTimeout(() => child.kill('SIGKILL'), 3000);
      await ended;
      clearTimeout(overdue);
    },
  };
}
