import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { aborted, runAsMain, type EndReason, type ProgramContext, type ProgramProcess } from './program.js';

/** A process that only remembers. */
function fakeProcess(...args: string[]): ProgramProcess & EventEmitter {
  return Object.assign(new EventEmitter(), {
    argv: ['node', 'main.ts', ...args],
    env: { NAME: 'value' },
    cwd: () => '/somewhere',
    stdout: new EventEmitter(),
    stderr: new EventEmitter(),
    exitCode: undefined,
    pid: 7,
    kill: vi.fn(),
    exit: vi.fn(),
  }) as unknown as ProgramProcess & EventEmitter;
}

/** Runs a program that ends when it has to, and what it was given. */
function runUntilEnd(process: ProgramProcess): { context: ProgramContext; args: string[]; ended: Promise<void> } {
  let given!: { context: ProgramContext; args: string[] };
  const ended = runAsMain(async (args, context) => {
    given = { args, context };
    await aborted(context.signal);
    return 7;
  }, process);
  return { ...given, ended };
}

describe('a program as the main one of a process', () => {
  test('gets the arguments, environment, folder and streams, and its result is the exit code', async () => {
    const process = fakeProcess('list', '--json');
    const { args, context, ended } = runUntilEnd(process);
    const { env, cwd, stdout, stderr } = context;
    expect([args, env, cwd]).toEqual([['list', '--json'], { NAME: 'value' }, '/somewhere']);
    expect([stdout, stderr]).toEqual([process.stdout, process.stderr]);
    process.emit('SIGTERM', 'SIGTERM');
    await ended;
    expect(process.exitCode).toBe(7);
  });

  test.each<EndReason>(['SIGINT', 'SIGTERM', 'SIGHUP'])('is ended by %s, and by the first one only', async (signal) => {
    const process = fakeProcess();
    const { context, ended } = runUntilEnd(process);
    expect(context.signal.aborted).toBe(false);
    process.emit(signal, signal);
    process.emit('SIGTERM', 'SIGTERM');
    await ended;
    expect(context.signal.reason).toBe(signal);
  });

  test.each(['stdout', 'stderr'] as const)('is ended when nobody reads its %s any more', async (name) => {
    const process = fakeProcess();
    const { context, ended } = runUntilEnd(process);
    process[name].emit('error', new Error('EPIPE'));
    await ended;
    expect(context.signal.reason).toBe('EPIPE');
  });

  test('leaves signals to their default once it is done', async () => {
    const process = fakeProcess();
    const { ended } = runUntilEnd(process);
    expect(process.listenerCount('SIGINT')).toBe(1);
    process.emit('SIGINT', 'SIGINT');
    await ended;
    expect(process.eventNames()).toEqual([]);
  });
});

describe('a program that does not end', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  /** Ignores signals. */
  const start = (process: ProgramProcess): void =>
    void runAsMain(() => new Promise(() => undefined), process, { grace: 8 });

  test('is ended by the system after the grace period', () => {
    const process = fakeProcess();
    start(process);
    process.emit('SIGTERM', 'SIGTERM');
    vi.advanceTimersByTime(7999);
    expect(process.kill).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(process.kill).toHaveBeenCalledWith(7, 'SIGTERM');
    expect(process.listenerCount('SIGTERM')).toBe(0);
    // What is left for the first process of a container.
    expect(process.exit).toHaveBeenCalledWith(143);
  });

  test('is ended at once by a second signal, but not by the first one that comes twice', () => {
    const process = fakeProcess();
    start(process);
    process.emit('SIGINT', 'SIGINT');
    process.emit('SIGINT', 'SIGINT');
    expect(process.kill).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1001);
    process.emit('SIGTERM', 'SIGTERM');
    expect(process.kill).toHaveBeenCalledWith(7, 'SIGTERM');
  });
});

test('a signal that is aborted already is over at once', async () => {
  await expect(aborted(AbortSignal.abort())).resolves.toBeUndefined();
});
