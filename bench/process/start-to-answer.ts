import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');

/** A program of this repository, as a shell would start it. */
export interface Program {
  file: string;
  args?: string[];
  env?: NodeJS.ProcessEnv;
}

/** Milliseconds from the start of a program until a URL answers with 200. The program is ended then. */
export function startToAnswer(program: Program, url: string): Promise<number> {
  return timed(program, async () => {
    for (;;) {
      const status = await fetch(url).then(
        (response) => response.status,
        () => 0,
      );
      if (status === 200) return;
      await sleep(10);
    }
  });
}

/** Milliseconds from the start of a program until it prints a line with a text. The program is ended then. */
export function startToLine(program: Program, text: string): Promise<number> {
  return timed(program, async (lines) => {
    for await (const line of lines) if (line.includes(text)) return;
    throw new Error(`${program.file} ended without printing "${text}".`);
  });
}

async function timed(
  { file, args = [], env }: Program,
  ready: (lines: AsyncIterable<string>) => Promise<void>,
): Promise<number> {
  const begin = performance.now();
  const child = spawn(process.execPath, ['--import', 'tsx', join(root, file), ...args], {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  try {
    const early = ended.then(() => Promise.reject(new Error(`${file} ended before it answered.`)));
    early.catch(() => undefined);
    const lines = createInterface(child.stdout);
    const printed = ready(lines);
    await Promise.race([printed, early.catch(() => printed)]);
    return performance.now() - begin;
  } finally {
    child.kill('SIGTERM');
    await ended;
  }
}
