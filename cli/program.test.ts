import { EventEmitter } from 'node:events';
import { describe, expect, test } from 'vitest';
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

test('a signal that is aborted already is over at once', async () => {
  await expect(aborted(AbortSignal.abort())).resolves.toBeUndefined();
});
