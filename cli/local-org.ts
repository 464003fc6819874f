import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CliError } from './cli-error.js';
import { otherPort } from './ports.js';

const ROOT = join(import.meta.dirname, '..');

/** Milliseconds. The org starts in one or two seconds, on a busy machine in many more. */
const START_TIMEOUT = 60_000;
/** Milliseconds between SIGTERM and SIGKILL. */
const EXIT_TIMEOUT = 5000;

export interface LocalOrgOptions {
  /** The environment of the org. */
  env: NodeJS.ProcessEnv;
  /** Aborts the start. */
  signal: AbortSignal;
}

/**
 * Starts the local org as a child process. It ends with this process, however that ends.
 *
 * @returns what ends it
 * @throws CliError `ERR_LOCAL_ORG` when it does not start
 */
export async function startLocalOrg(
  port: number,
  { env, signal }: LocalOrgOptions,
): Promise<{ close: () => Promise<void> }> {
  // In a process group of its own, so that Ctrl-C in the terminal reaches only this program, which then ends the org.
  const child = spawn(process.execPath, ['--import', 'tsx', 'org/main.ts'], {
    cwd: ROOT,
    env: { ...env, ORG_PORT: String(port) },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    detached: true,
  });
  let said = '';
  child.stderr!.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-2000)));
  const close = async (): Promise<void> => {
    // Both are null while the process is running.
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), EXIT_TIMEOUT);
    await exited;
    clearTimeout(timer);
  };
  try {
    const deadline = performance.now() + START_TIMEOUT;
    while (!(await isLocalOrg(`http://localhost:${port}`))) {
      signal.throwIfAborted();
      if (child.exitCode !== null) throw new CliError('ERR_LOCAL_ORG', `The local org did not start.\n${said.trim()}`);
      if (performance.now() > deadline) throw new CliError('ERR_LOCAL_ORG', 'The local org does not answer.');
      await sleep(50);
    }
    return { close };
  } catch (error) {
    await close();
    throw error;
  }
}

/**
 * Whether the local org answers at an address.
 *
 * @throws CliError `ERR_PORT_TAKEN` when another program does
 */
export async function isLocalOrg(origin: string): Promise<boolean> {
  const answer = await fetch(`${origin}/practice/v1/switches`, { signal: AbortSignal.timeout(5000) }).catch(
    () => undefined,
  );
  if (!answer) return false;
  if (answer.ok && (await answer.text()).includes('"clockShift"')) return true;
  const port = Number(new URL(origin).port);
  throw new CliError(
    'ERR_PORT_TAKEN',
    `Another program answers at ${origin}, not the local org. ${otherPort('ORG_PORT', port)}`,
  );
}
