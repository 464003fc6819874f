import type { EndReason, Program } from '../program.js';
import { Printed } from './printed.js';

export interface RunOptions {
  args?: string[];
  /** The whole environment: nothing of the test's own is in it. */
  env?: NodeJS.ProcessEnv;
  cwd?: string;
}

/** A program that runs within the test. */
export interface RunningProgram {
  printed: Printed;
  /** Resolves when it has printed a text. */
  says: (text: string) => Promise<void>;
  /** Ends it, as a signal would. */
  end: (reason: EndReason) => void;
  exitCode: Promise<number>;
}

/** Runs a program within the test, on streams and an environment of its own. */
export function runInTest(program: Program, { args = [], env = {}, cwd = '/' }: RunOptions = {}): RunningProgram {
  const printed = new Printed();
  const controller = new AbortController();
  const exitCode = program(args, {
    env,
    cwd,
    stdout: { write: (text) => printed.add('stdout', text) },
    stderr: { write: (text) => printed.add('stderr', text) },
    signal: controller.signal,
  });
  return {
    printed,
    says: (text) => printed.says(text, exitCode),
    end: (reason) => controller.abort(reason),
    exitCode,
  };
}
