/** Where a program writes. A terminal has columns. */
export interface Output {
  write(text: string): unknown;
  isTTY?: boolean;
  columns?: number;
}

/** Why a program has to end: a signal, or nobody reads its output any more. */
export type EndReason = 'SIGINT' | 'SIGTERM' | 'SIGHUP' | 'EPIPE';

/** Everything that a program takes from its process. A test passes its own. */
export interface ProgramContext {
  env: NodeJS.ProcessEnv;
  /** Relative paths start here. */
  cwd: string;
  stdout: Output;
  stderr: Output;
  /** Aborted when the program has to end, with an {@link EndReason}. */
  signal: AbortSignal;
}

/** A program: takes the arguments after its name, and resolves to the exit code once everything it opened is closed. */
export type Program = (args: string[], context: ProgramContext) => Promise<number>;

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** The part of Node's `process` that a program is connected to. */
export type ProgramProcess = Pick<
  NodeJS.Process,
  'argv' | 'env' | 'cwd' | 'stdout' | 'stderr' | 'on' | 'off' | 'exitCode'
>;

/**
 * Runs a program as the main program of a process. Signals end it, once: terminals and npm send the same signal twice. So
 * does an output that is closed, as with `| head`.
 */
export async function runAsMain(program: Program, process: ProgramProcess): Promise<void> {
  const { argv, env, stdout, stderr } = process;
  const end = new AbortController();
  const onSignal = (signal: EndReason): void => end.abort(signal);
  for (const signal of SIGNALS) process.on(signal, onSignal);
  for (const stream of [stdout, stderr]) stream.on('error', () => end.abort('EPIPE' satisfies EndReason));

  process.exitCode = await program(argv.slice(2), { env, cwd: process.cwd(), stdout, stderr, signal: end.signal });
  // From here on a signal does what it does by default, should anything still keep the process alive.
  for (const signal of SIGNALS) process.off(signal, onSignal);
}

/** Resolves when a signal is aborted. */
export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
