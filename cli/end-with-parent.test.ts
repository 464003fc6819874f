import { fork, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { Printed } from './testing/printed.js';

const MODULE = import.meta.resolve('./end-with-parent.mjs');
const folder = mkdtempSync(join(tmpdir(), 'end-with-parent-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Stays until a signal, of which it tells before it ends. */
const staying = script(
  'staying',
  `process.on('SIGTERM', () => { console.log('closed'); process.exit(); });
   setInterval(() => {}, 1000);
   console.log('stays');`,
);

function script(name: string, text: string): string {
  const path = join(folder, `${name}.mjs`);
  writeFileSync(path, text);
  return path;
}

/** What a process and those under it print. Their stdout closes when the last of them is gone. */
function outputOf(child: ChildProcess): { printed: Printed; gone: Promise<unknown> } {
  const printed = new Printed();
  child.stdout!.setEncoding('utf8').on('data', (text: string) => printed.add('stdout', text));
  return { printed, gone: once(child.stdout!, 'close') };
}

/** A parent in Node that starts a child and waits. */
function startParent(start: string, env: NodeJS.ProcessEnv = {}): ChildProcess {
  const path = script('parent', `import { spawn } from 'node:child_process'; setInterval(() => {}, 1000); ${start}`);
  return spawn(process.execPath, [path], { env: { PATH: process.env['PATH'], ...env }, stdio: ['ignore', 'pipe', 2] });
}

const argv = (path: string): string => JSON.stringify([`--import=${MODULE}`, path]);

test.each(['SIGTERM', 'SIGKILL'] as const)(
  'a child with a channel closes what it has open when its parent is gone by %s',
  async (signal) => {
    const stdio = "['ignore', 'inherit', 'inherit', 'ipc']";
    const parent = startParent(`spawn(process.execPath, ${argv(staying)}, { stdio: ${stdio}, detached: true })`);
    const { printed, gone } = outputOf(parent);
    await printed.says('stays', gone);
    parent.kill(signal);
    await gone;
    expect(printed.stdout).toBe('stays\nclosed\n');
  },
);

test('a child whose parent was gone before it looked ends as well, and not by an error', async () => {
  const child = fork(staying, { execArgv: [`--import=${MODULE}`], stdio: 'ignore' });
  child.disconnect();
  const [code] = (await once(child, 'exit')) as [number | null];
  // By SIGTERM, or after what it does on SIGTERM when it came that far.
  expect([null, 0]).toContain(code);
});

test('a channel keeps no child that is done', async () => {
  const child = fork(script('done', ''), { execArgv: [`--import=${MODULE}`] });
  expect(await once(child, 'exit')).toEqual([0, null]);
});

test.each([
  ['gives way to its command', 'SIGKILL', 'exec'],
  ['waits for its command', 'SIGKILL', ''],
  ['waits for its command', 'SIGTERM', ''],
] as const)('a command of npm, whose shell %s, ends when npm is gone by %s', async (_, signal, exec) => {
  // Like npm in what counts: a Node that starts a shell, which it passes SIGTERM on to.
  const command = `${exec} "${process.execPath}" --import="${MODULE}" "${staying}"${exec ? '' : '; :'}`;
  const npm = startParent(
    `const shell = spawn('sh', ['-c', ${JSON.stringify(command)}], { stdio: 'inherit' });
     process.on('SIGTERM', () => { shell.kill('SIGTERM'); process.exit(); });`,
    { npm_lifecycle_event: 'org' },
  );
  const { printed, gone } = outputOf(npm);
  await printed.says('stays', gone);
  npm.kill(signal);
  await gone;
  expect(printed.stdout).toBe('stays\nclosed\n');
});

test('a program that neither npm nor another program started outlives its shell', async () => {
  const path = script(
    'outliving',
    `process.on('SIGTERM', () => { console.log('ended'); process.exit(); });
     const shell = process.ppid;
     console.log('started');
     const look = setInterval(() => {
       if (process.ppid === shell) return;
       clearInterval(look);
       setTimeout(() => console.log('done'), 700);
     }, 50);`,
  );
  const shell = spawn('sh', ['-c', `"${process.execPath}" --import="${MODULE}" "${path}" & read _`], {
    env: { PATH: process.env['PATH'] },
    stdio: ['pipe', 'pipe', 2],
  });
  const { printed, gone } = outputOf(shell);
  await printed.says('started', gone);
  shell.stdin!.end();
  await gone;
  expect(printed.stdout).toBe('started\ndone\n');
});
