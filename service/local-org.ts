import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { otherPort } from '../cli/ports.js';
import { LOCAL_APPS } from './configuration.js';
import { ServiceError } from './service-error.js';
import type { SigningKey } from './signing-key.js';

const ROOT = join(import.meta.dirname, '..');

/** Milliseconds that the org may take to answer. It takes one or two seconds, on a busy machine many more. */
const PATIENCE = 60_000;

/** The local org, ready for this service. */
export interface LocalOrg {
  /** Ends the org if it was started here. */
  close(): Promise<void>;
}

export interface LocalOrgOptions {
  /** The environment of an org that is started. */
  env: NodeJS.ProcessEnv;
  /** Is told when one is started. */
  notice: (message: string) => void;
  /** Ends the wait for it. */
  signal: AbortSignal;
}

/**
 * Finds the local org, or starts one that ends with this process, and registers the client's key there.
 *
 * @throws ServiceError `ERR_LOCAL_ORG`
 */
export async function useLocalOrg(orgUrl: string, key: SigningKey, options: LocalOrgOptions): Promise<LocalOrg> {
  const child = (await answers(orgUrl)) ? undefined : await startOrg(orgUrl, options);
  const close = async (): Promise<void> => child && end(child);
  try {
    for (const clientId of Object.values(LOCAL_APPS)) await registerKey(orgUrl, clientId, key);
  } catch (error) {
    await close();
    throw error;
  }
  return { close };
}

/** @returns false when nothing answers; true for a local org */
async function answers(orgUrl: string): Promise<boolean> {
  let response: Response;
  try {
    response = await fetch(`${orgUrl}/practice/v1/switches`, { redirect: 'manual', signal: AbortSignal.timeout(5000) });
  } catch (error) {
    const { code, errors } =
      (error as { cause?: NodeJS.ErrnoException & { errors?: NodeJS.ErrnoException[] } }).cause ?? {};
    if ((code ?? errors?.[0]?.code) === 'ECONNREFUSED') return false;
    throw somethingElse(orgUrl);
  }
  const text = await response.text();
  if (!response.ok || !text.includes('"clockShift"')) throw somethingElse(orgUrl);
  return true;
}

function somethingElse(orgUrl: string): ServiceError {
  return new ServiceError(
    'ERR_LOCAL_ORG',
    `Something answers at ${orgUrl}, but it is not the local org.`,
    `${otherPort('ORG_PORT', Number(new URL(orgUrl).port))} npm run service`,
  );
}

async function startOrg(orgUrl: string, { env, notice, signal }: LocalOrgOptions): Promise<ChildProcess> {
  notice(`No org is configured and none runs at ${orgUrl}: starting the local one for this command. It ends with it.`);
  // A process group of its own, so that a Ctrl-C in the terminal is this service's affair, which then ends the org. By
  // the IPC channel the org sees that this process is gone. It runs where tsx can be found.
  const child = spawn(process.execPath, ['--import', 'tsx', 'org/main.ts'], {
    cwd: ROOT,
    env: { ...env, ORG_PORT: new URL(orgUrl).port },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    detached: true,
  });
  let said = '';
  child.stderr!.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-2000)));
  try {
    for (const until = performance.now() + PATIENCE; performance.now() < until;) {
      if (signal.aborted) throw new ServiceError('ERR_STOPPED', 'Stopped.');
      if (child.exitCode !== null)
        throw new ServiceError(
          'ERR_LOCAL_ORG',
          `The local org did not start.\n${said.trim()}`,
          'npm run org shows more.',
        );
      if (await answers(orgUrl)) return child;
      await sleep(50);
    }
    throw new ServiceError('ERR_LOCAL_ORG', `The local org did not answer within ${PATIENCE / 1000} s.`);
  } catch (error) {
    await end(child);
    throw error;
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const patience = setTimeout(() => child.kill('SIGKILL'), 5000);
  await ended;
  clearTimeout(patience);
}

/** The org takes it from programs on this machine; at Okta a person adds the key in the Admin Console. */
async function registerKey(orgUrl: string, clientId: string, { jwk, jkt, kid = jkt }: SigningKey): Promise<void> {
  const response = await fetch(`${orgUrl}/practice/v1/apps/${clientId}/keys/${encodeURIComponent(kid)}`, {
    method: 'PUT',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(jwk),
    redirect: 'error',
  });
  if (response.ok) return;
  const { problems = [] } = (await response.json().catch(() => ({}))) as { problems?: string[] };
  throw new ServiceError(
    'ERR_LOCAL_ORG',
    `The local org does not take the key of the service for ${clientId}: ${problems.join(' ') || `status ${response.status}`}`,
    'npm run org -- --reset returns the org to its seed.',
  );
}
