import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { TestContext } from 'vitest';
import { Printed } from './printed.js';
import { processesUnder, runningProcesses, type Process } from './processes.js';

const ROOT = join(import.meta.dirname, '../..');

/** A command that runs in a process group of its own, as a terminal would give it. */
export interface SpawnedCommand {
  child: ChildProcess;
  printed: Printed;
  /** Resolves when it has printed a text. */
  says: (text: string) => Promise<void>;
  /** Once it and all that has its output are gone, so that nothing is printed any more. Null when a signal ended it. */
  exitCode: Promise<number | null>;
  /** The processes that it consists of now: itself, those that it started, and so on. */
  processes: () => Process[];
  /** Sends a signal to the whole group, as a terminal does. */
  killGroup: (signal: NodeJS.Signals) => void;
}

export interface SpawnOptions {
  args?: string[];
  /** Variables besides those of the test; undefined removes one. */
  env?: NodeJS.ProcessEnv;
}

/** Runs `npm run {script} -- {args}`; `child` is npm. */
export function npmRun(context: TestContext, script: string, { args = [], env }: SpawnOptions = {}): SpawnedCommand {
  return spawnCommand(context, 'npm', { args: ['run', '--silent', script, '--', ...args], env });
}

/** Runs a command in the folder of the repository. Once the test is over, what is left of it is killed. */
export function spawnCommand(
  { onTestFinished }: TestContext,
  command: string,
  { args = [], env }: SpawnOptions = {},
): SpawnedCommand {
  const child = spawn(command, args, {
    cwd: ROOT,
    env: { ...process.env, NO_COLOR: '1', ...env },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const printed = new Printed();
  for (const name of ['stdout', 'stderr'] as const)
    child[name].setEncoding('utf8').on('data', (text: string) => printed.add(name, text));
  // Not 'exit': by then not all of the output may have come.
  const exitCode = once(child, 'close').then(([code]) => code as number | null);
  const seen = new Set<number>();
  const processes = (): Process[] => {
    const found = processesUnder(child.pid!);
    for (const { pid } of found) seen.add(pid);
    return found;
  };
  onTestFinished(() => {
    processes();
    for (const { pid } of runningProcesses().filter(({ pid }) => seen.has(pid))) process.kill(pid, 'SIGKILL');
  });
  return {
    child,
    printed,
    says: (text) => printed.says(text, exitCode),
    exitCode,
    processes,
    killGroup: (signal) => void process.kill(-child.pid!, signal),
  };
}
