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
type ProgramSignal = (typeof SIGNALS)[number];

/** The exit codes that shells show for signals. */
export const EXIT_CODES: Record<ProgramSignal, number> = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 };

/** The part of Node's `process` that a program is connected to. */
export type ProgramProcess = Pick<
  NodeJS.Process,
  'argv' | 'env' | 'cwd' | 'stdout' | 'stderr' | 'on' | 'off' | 'exitCode' | 'kill' | 'pid' | 'exit'
>;

export interface MainOptions {
  /** Seconds that the program has to end after a signal. Default: 30. */
  grace?: number;
}

/** Milliseconds in which a second signal is taken for the first one: terminals and npm send the same signal twice. */
const REPEATED = 1000;

/**
 * Runs a program as the main program of a process. A signal ends it, and so does an output that is closed, as with `| head`.
 * If it has not ended after the grace period, or at a second signal, the process ends without it.
 */
export async function runAsMain(
  program: Program,
  process: ProgramProcess,
  { grace = 30 }: MainOptions = {},
): Promise<void> {
  const { argv, env, stdout, stderr } = process;
  const end = new AbortController();
  let firstSignal: number | undefined;
  const onSignal = (signal: ProgramSignal): void => {
    if (firstSignal === undefined) {
      firstSignal = performance.now();
      end.abort(signal);
      // It also ends a process that something keeps alive after the program, such as output that nobody reads.
      setTimeout(() => endNow(signal), grace * 1000).unref();
    } else if (performance.now() - firstSignal > REPEATED) endNow(signal);
  };
  const endNow = (signal: ProgramSignal): void => {
    for (const name of SIGNALS) process.off(name, onSignal);
    // Without a handler the system ends the process, whatever it is doing.
    process.kill(process.pid, signal);
    // Except for the first process of a container, which has no default for signals.
    process.exit(EXIT_CODES[signal]);
  };
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
