import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runInTest, type RunningProgram } from '../../cli/testing/run-in-test.js';
import type { Wait } from '../retry.js';
import { run } from '../run.js';

/** How a command ended. */
export interface Ended {
  /** The exit code. */
  code: number;
  stdout: string;
  stderr: string;
}

/** The service, within the test: in a folder of its own, with nothing of this environment. */
export interface Cli {
  /** Where `.env` is read, and where the keys are, in `keys`. */
  folder: string;
  run: (args: string[], variables?: Record<string, string>) => Promise<Ended>;
  /** Starts it only. */
  start: (args: string[], variables?: Record<string, string>) => RunningProgram;
  /** All that was printed so far, by all runs. */
  printed: () => string;
  /** Removes the folder. */
  close: () => void;
}

/**
 * @param defaults variables for all runs
 * @param wait before another attempt; left out: none. An undefined one is that of the service
 */
export function cli(
  defaults: Record<string, string> = {},
  { wait }: { wait?: Wait | undefined } = { wait: none },
): Cli {
  const folder = mkdtempSync(join(tmpdir(), 'service-'));
  const runs: RunningProgram[] = [];
  const start: Cli['start'] = (args, variables = {}) => {
    const env = { PATH: process.env['PATH'], SERVICE_KEYS_DIR: 'keys', ...defaults, ...variables };
    const running = runInTest((given, context) => run(given, context, wait), { args, env, cwd: folder });
    runs.push(running);
    return running;
  };
  return {
    folder,
    start,
    run: async (args, variables) => {
      const { exitCode, printed } = start(args, variables);
      const code = await exitCode;
      return { code, stdout: printed.stdout, stderr: printed.stderr };
    },
    printed: () => runs.map(({ printed }) => printed.all).join(''),
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
}

const none: Wait = async () => undefined;

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
