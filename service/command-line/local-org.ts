import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { otherPort } from '../../cli/ports.js';
import { LOCAL_APPS } from '../configuration/local-configuration.js';
import { connection } from '../http/proxy.js';
import { ROOT } from '../places.js';
import { parseJsonObject } from '../json/parse-json.js';
import { ServiceError, stoppedError } from '../errors/service-error.js';
import type { SigningKey } from '../keys/signing-key.js';

/** The org. A build of the service does not contain it. */
const PROGRAM = 'org/main.ts';

/** Milliseconds. The org starts in one or two seconds, on a busy machine in many more. */
const START_TIMEOUT = 60_000;
/** Milliseconds between SIGTERM and SIGKILL. */
const EXIT_TIMEOUT = 5000;

export interface LocalOrgOptions {
  /** The environment of an org that is started. */
  env: NodeJS.ProcessEnv;
  /** Receives a message when an org is started. */
  notice: (message: string) => void;
  /** Aborts the start. */
  signal: AbortSignal;
}

/** The local org of one command. It may run already; otherwise it is started as a child process. */
export class LocalOrg {
  private child?: ChildProcess;
  private readonly options: LocalOrgOptions;

  constructor(options: LocalOrgOptions) {
    this.options = options;
  }

  /**
   * Starts the org if it is not running, and registers the service's public key there.
   *
   * @throws ServiceError `ERR_LOCAL_ORG`; call {@link close} in that case, too
   */
  async prepare(orgUrl: string, key: SigningKey): Promise<void> {
    if (!(await isRunning(orgUrl))) await this.start(orgUrl);
    for (const clientId of Object.values(LOCAL_APPS)) await registerKey(orgUrl, clientId, key);
  }

  /** Ends the org if it was started here. */
  async close(): Promise<void> {
    const { child } = this;
    // Both codes are null while the process is running.
    if (child?.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), EXIT_TIMEOUT);
    await exited;
    clearTimeout(timer);
  }

  private async start(orgUrl: string): Promise<void> {
    const { env, notice, signal } = this.options;
    if (!existsSync(join(ROOT, PROGRAM))) {
      throw new ServiceError(
        'ERR_LOCAL_ORG',
        `No local org is running at ${orgUrl}, and this build of the service cannot start one.`,
        'Run "npm run org" in the repository, or configure an org: OKTA_ORG_URL and the other variables that --help lists.',
      );
    }
    notice(`No org is configured, and no local org is running at ${orgUrl}. Starting one for this command.`);
    // The org has a process group of its own, so that Ctrl-C in the terminal reaches only the service, which then ends the
    // org. If the service is killed, the org notices that the IPC channel has closed. tsx is found in the root folder.
    const child = spawn(process.execPath, ['--import', 'tsx', PROGRAM], {
      cwd: ROOT,
      env: { ...env, ORG_PORT: new URL(orgUrl).port },
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      detached: true,
    });
    this.child = child;
    let errorOutput = '';
    child.stderr!.setEncoding('utf8').on('data', (text: string) => (errorOutput = (errorOutput + text).slice(-2000)));
    const deadline = performance.now() + START_TIMEOUT;
    while (performance.now() < deadline) {
      if (signal.aborted) throw stoppedError();
      if (child.exitCode !== null) {
        throw new ServiceError(
          'ERR_LOCAL_ORG',
          `The local org did not start.\n${errorOutput.trim()}`,
          'Run "npm run org" to see its whole output.',
        );
      }
      if (await isRunning(orgUrl)) return;
      await sleep(50);
    }
    throw new ServiceError('ERR_LOCAL_ORG', `The local org did not respond within ${START_TIMEOUT / 1000} s.`);
  }
}

/**
 * Whether the local org runs at a URL.
 *
 * @throws ServiceError `ERR_LOCAL_ORG` if another program does
 */
async function isRunning(orgUrl: string): Promise<boolean> {
  let response: Response;
  try {
    response = await connection(orgUrl)(`${orgUrl}/practice/v1/switches`, {
      redirect: 'manual',
      signal: AbortSignal.timeout(5000),
    });
  } catch (error) {
    const { code, errors } =
      (error as { cause?: NodeJS.ErrnoException & { errors?: NodeJS.ErrnoException[] } }).cause ?? {};
    if ((code ?? errors?.[0]?.code) === 'ECONNREFUSED') return false;
    throw otherProgram(orgUrl);
  }
  const text = await response.text();
  if (!response.ok || !text.includes('"clockShift"')) throw otherProgram(orgUrl);
  return true;
}

function otherProgram(orgUrl: string): ServiceError {
  return new ServiceError(
    'ERR_LOCAL_ORG',
    `Another program, not the local org, is running at ${orgUrl}.`,
    `${otherPort('ORG_PORT', Number(new URL(orgUrl).port))} npm run service`,
  );
}

/** The org accepts keys from programs on this machine. At Okta, an administrator adds the key in the Admin Console. */
async function registerKey(orgUrl: string, clientId: string, { jwk, jkt, kid = jkt }: SigningKey): Promise<void> {
  const response = await connection(orgUrl)(`${orgUrl}/practice/v1/apps/${clientId}/keys/${encodeURIComponent(kid)}`, {
    method: 'PUT',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(jwk),
    redirect: 'error',
  });
  if (response.ok) return;
  const { problems } = parseJsonObject(await response.text());
  const reason = Array.isArray(problems) ? problems.join(' ') : `status ${response.status}`;
  throw new ServiceError(
    'ERR_LOCAL_ORG',
    `The local org rejected the public key for ${clientId}: ${reason}`,
    'Return the org to its seed: npm run org -- --reset',
  );
}
