import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runInTest, type RunningProgram } from '../../cli/testing/run-in-test.js';
import type { Wait } from '../retries/wait.js';
import { run } from '../command-line/run.js';
import { SERVICE_APP } from './client-at.js';

export interface CommandResult {
  /** The exit code. */
  code: number;
  stdout: string;
  stderr: string;
}

/** The command line of the service, run within the test: with a folder of its own, and no variables of this environment. */
export interface TestCli {
  /** Contains `.env`, and the keys in `keys`. */
  folder: string;
  run: (args: string[], variables?: Record<string, string>) => Promise<CommandResult>;
  /** Starts a command and does not wait for its end. */
  start: (args: string[], variables?: Record<string, string>) => RunningProgram;
  /** What all commands have printed so far. */
  allOutput: () => string;
  /** Deletes the folder. */
  close: () => void;
}

/**
 * @param defaults variables for all commands
 * @param wait waits before a retry; default: not at all. `undefined` is the wait of the service itself
 */
export function testCli(
  defaults: Record<string, string> = {},
  { wait }: { wait?: Wait | undefined } = { wait: async () => undefined },
): TestCli {
  const folder = mkdtempSync(join(tmpdir(), 'service-'));
  const commands: RunningProgram[] = [];
  const start: TestCli['start'] = (args, variables = {}) => {
    const env = { PATH: process.env['PATH'], SERVICE_KEYS_DIR: 'keys', ...defaults, ...variables };
    const command = runInTest((given, context) => run(given, context, wait), { args, env, cwd: folder });
    commands.push(command);
    return command;
  };
  return {
    folder,
    start,
    run: async (args, variables) => {
      const { exitCode, printed } = start(args, variables);
      const code = await exitCode;
      return { code, stdout: printed.stdout, stderr: printed.stderr };
    },
    allOutput: () => commands.map(({ printed }) => printed.all).join(''),
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Writes two keys to the folder of a command line. Returns the variables that configure it for an org. */
export function configureFor({ origin }: { origin: string }, { folder }: TestCli): Record<string, string> {
  for (const name of ['client.json', 'proof.json']) {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    writeFileSync(join(folder, name), JSON.stringify(privateKey.export({ format: 'jwk' })), { mode: 0o600 });
  }
  return {
    OKTA_ORG_URL: origin,
    OKTA_CLIENT_ID: SERVICE_APP,
    OKTA_SCOPES: 'okta.users.read',
    OKTA_CC_PRIVATE_KEY_FILE: 'client.json',
    OKTA_DPOP_PRIVATE_KEY_FILE: 'proof.json',
  };
}

/** The secrets in a text: parts of the private keys in a folder, access tokens, assertions and proofs. */
export function secretsIn(text: string, keysFolder: string): string[] {
  const keyParts = readdirSync(keysFolder).flatMap((name) => {
    const key = readFileSync(join(keysFolder, name), 'utf8');
    if (!key.startsWith('{')) return key.split('\n').filter((line) => line.length > 40);
    const jwk = JSON.parse(key) as Record<string, string>;
    return ['d', 'p', 'q', 'dp', 'dq', 'qi'].flatMap((name) => jwk[name] ?? []);
  });
  const jwts = text.match(/eyJ[\w-]*\.eyJ[\w-]*\.[\w-]+/g) ?? [];
  return [
    ...keyParts.filter((part) => text.replaceAll(/\s/g, '').includes(part)),
    ...jwts,
    ...(/PRIVATE KEY/.exec(text) ?? []),
  ];
}
