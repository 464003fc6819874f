import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { TestContext } from 'vitest';
import { Printed } from './printed.js';
import { processesUnder, runningProcesses, type Process } from './processes.js';

const ROOT = join(import.meta.dirname, '../..');

/** A command of package.json that runs in a process group of its own, as a terminal would give it. */
export interface NpmRun {
  npm: ChildProcess;
  printed: Printed;
  /** Resolves when it has printed a text. */
  says: (text: string) => Promise<void>;
  /** npm's exit code; null when a signal ended npm. */
  exitCode: Promise<number | null>;
  /** The processes under npm that are there now, npm included. */
  processes: () => Process[];
  /** Sends a signal to the whole group, as a terminal does. */
  killGroup: (signal: NodeJS.Signals) => void;
}

/** Runs `npm run {script} -- {args}`. Once the test is over, what is left of it is killed. */
export function npmRun(
  { onTestFinished }: Pick<TestContext, 'onTestFinished'>,
  script: string,
  { env = {}, args = [] }: { env?: Record<string, string>; args?: string[] } = {},
): NpmRun {
  const npm = spawn('npm', ['run', '--silent', script, '--', ...args], {
    cwd: ROOT,
    env: { ...process.env, NO_COLOR: '1', ...env },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const printed = new Printed();
  for (const name of ['stdout', 'stderr'] as const)
    npm[name].setEncoding('utf8').on('data', (text: string) => printed.add(name, text));
  // Not 'exit': by then not all of the output may have come.
  const exitCode = once(npm, 'close').then(([code]) => code as number | null);
  const seen = new Set<number>();
  const processes = (): Process[] => {
    const found = processesUnder(npm.pid!);
    for (const { pid } of found) seen.add(pid);
    return found;
  };
  onTestFinished(() => {
    processes();
    for (const { pid } of runningProcesses().filter(({ pid }) => seen.has(pid))) process.kill(pid, 'SIGKILL');
  });
  return {
    npm,
    printed,
    says: (text) => printed.says(text, exitCode),
    exitCode,
    processes,
    killGroup: (signal) => void process.kill(-npm.pid!, signal),
  };
}
