import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const MAIN = join(import.meta.dirname, '../main.ts');

/** How a command ended. */
export interface Ended {
  /** The exit code; for a signal its name. */
  code: number | string;
  stdout: string;
  stderr: string;
}

/** The service as people run it: a process of its own, in a folder of its own, with nothing of this environment. */
export interface Cli {
  /** Where `.env` is read, and where the keys are, in `keys`. */
  folder: string;
  run: (args: string[], variables?: Record<string, string>) => Promise<Ended>;
  /** Starts it only. */
  start: (args: string[], variables?: Record<string, string>) => Running;
  /** All that was printed so far, by all runs. */
  printed: () => string;
  /** Removes the folder. */
  close: () => void;
}

export interface Running {
  process: ChildProcess;
  ended: Promise<Ended>;
  /** Resolves when it has printed a text, to stdout or stderr. */
  says: (text: string) => Promise<void>;
}

/** @param defaults variables for all runs */
export function cli(defaults: Record<string, string> = {}): Cli {
  const folder = mkdtempSync(join(tmpdir(), 'service-'));
  let printed = '';
  const start: Cli['start'] = (args, variables = {}) => {
    const child = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), MAIN, ...args], {
      cwd: folder,
      env: { PATH: process.env['PATH'], SERVICE_KEYS_DIR: 'keys', ...defaults, ...variables },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const output = { stdout: '', stderr: '' };
    let heard = (): void => undefined;
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].setEncoding('utf8').on('data', (text: string) => {
        output[name] += text;
        printed += text;
        heard();
      });
    }
    const ended = new Promise<Ended>((resolve) => {
      child.on('close', (code, signal) => resolve({ code: code ?? signal!, ...output }));
    });
    const says = (text: string): Promise<void> =>
      new Promise((resolve, reject) => {
        heard = () => {
          if ((output.stdout + output.stderr).includes(text)) resolve();
        };
        heard();
        void ended.then(() => reject(new Error(`It ended without saying "${text}": ${output.stderr}`)));
      });
    return { process: child, ended, says };
  };
  return {
    folder,
    start,
    run: (args, variables) => start(args, variables).ended,
    printed: () => printed,
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** What of a text nobody may see: the private keys in a folder, tokens, assertions, proofs. */
export function secretsIn(text: string, keys: string): string[] {
  const parts = readdirSync(keys).flatMap((name) => {
    const key = readFileSync(join(keys, name), 'utf8');
    if (!key.startsWith('{')) return key.split('\n').filter((line) => line.length > 40);
    const jwk = JSON.parse(key) as Record<string, string>;
    return ['d', 'p', 'q', 'dp', 'dq', 'qi'].flatMap((name) => jwk[name] ?? []);
  });
  const jwts = text.match(/eyJ[\w-]*\.eyJ[\w-]*\.[\w-]+/g) ?? [];
  return [
    ...parts.filter((part) => text.replaceAll(/\s/g, '').includes(part)),
    ...jwts,
    ...(/PRIVATE KEY/.exec(text) ?? []),
  ];
}
