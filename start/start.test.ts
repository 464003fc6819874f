import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { freePort } from '../org/testing/free-port.js';

// `npm start` builds the app, which on a busy machine takes its time.
vi.setConfig({ testTimeout: 300_000 });

const root = join(import.meta.dirname, '..');
const started: ChildProcess[] = [];
const others: Server[] = [];

afterEach(() => {
  for (const child of started.splice(0)) if (child.exitCode === null) child.kill('SIGKILL');
  for (const other of others.splice(0)) other.close();
});

/** `npm start` in a process group of its own, as a terminal would give it, and what it prints. */
function npmStart(env: Record<string, string>): { child: ChildProcess; output: () => string; exit: Promise<unknown> } {
  let text = '';
  const child = spawn('npm', ['start', '--silent'], {
    cwd: root,
    env: { ...process.env, NO_COLOR: '1', ...env },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  started.push(child);
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (text += String(chunk)));
  return { child, output: () => text, exit: once(child, 'close').then(([code]) => code as unknown) };
}

/** A port that a server of this test has. */
async function takenPort(): Promise<number> {
  const server = createServer();
  others.push(server);
  await new Promise<void>((resolve) => server.listen({ host: '127.0.0.1', port: 0 }, resolve));
  return (server.address() as AddressInfo).port;
}

/** The processes of a start with this port for the app; those that only wait to be collected do not count. */
function processesOf(appPort: number, group: number): string[] {
  const rows = execFileSync('ps', ['-Ao', 'pgid=,stat=,args='], { encoding: 'utf8' }).split('\n');
  return rows.filter((row) => {
    const [, pgid, stat, args] = /^\s*(\d+)\s+(\S+)\s+(.*)$/.exec(row) ?? [];
    return !stat?.startsWith('Z') && (Number(pgid) === group || args?.includes(`app-${appPort}`));
  });
}

async function until<T>(what: string, look: () => T | Promise<T>, isGood: (value: T) => boolean): Promise<T> {
  for (const end = Date.now() + 150_000; ; await new Promise((resolve) => setTimeout(resolve, 100))) {
    const value = await look();
    if (isGood(value)) return value;
    if (Date.now() > end) throw new Error(`${what} did not happen: ${String(value)}`);
  }
}

describe('npm start, refused', () => {
  test.each([
    ['APP_PORT', 'ORG_PORT'],
    ['ORG_PORT', 'APP_PORT'],
  ])('says in one message that the port of %s is taken, and leaves nothing', async (variable, other) => {
    const taken = await takenPort();
    const free = await freePort();
    const { child, output, exit } = npmStart({ [variable]: String(taken), [other]: String(free) });
    expect(await exit).toBe(1);
    expect(output().trim().split('\n')).toEqual([expect.stringMatching(new RegExp(`${taken}.*${variable}=\\d+`))]);
    expect(processesOf(variable === 'APP_PORT' ? taken : free, child.pid!)).toEqual([]);
  });

  test.each([
    [{ APP_PORT: 'http' }, 'APP_PORT is "http"'],
    [{ ORG_PORT: '70000' }, 'ORG_PORT is "70000"'],
    [{ APP_PORT: '4280', ORG_PORT: '4280' }, 'APP_PORT and ORG_PORT are both 4280'],
  ])('says what is wrong with %j', async (env, message) => {
    const { output, exit } = npmStart(env);
    expect(await exit).toBe(1);
    expect(output().trim().split('\n')).toEqual([expect.stringContaining(message)]);
  });

  test('names the wrong field of a seed', async () => {
    const seed = join(tmpdir(), `seed-${process.pid}.json`);
    writeFileSync(seed, '{"users":[{"status":"ASLEEP"}],"apps":[]}');
    const appPort = await freePort();
    const { child, output, exit } = npmStart({
      APP_PORT: String(appPort),
      ORG_PORT: String(await freePort()),
      ORG_SEED: seed,
    });
    expect(await exit).toBe(1);
    expect(output()).toContain('users[0].status');
    expect(output()).not.toMatch(/^\s+at /m);
    expect(processesOf(appPort, child.pid!)).toEqual([]);
  });
});

describe('npm start', () => {
  test('announces app, org and accounts once both answer, and ends with Ctrl-C', async () => {
    const [appPort, orgPort] = [await freePort(), await freePort()];
    const { child, output, exit } = npmStart({ APP_PORT: String(appPort), ORG_PORT: String(orgPort) });
    await until('the announcement', output, (text) => text.includes('Ctrl-C') || child.exitCode !== null);
    const [app, org] = [`http://localhost:${appPort}`, `http://localhost:${orgPort}`];
    for (const text of [app, org, 'ada@example.com', 'Practice-Ada-1', 'grace@example.com', 'linus@example.com']) {
      expect(output()).toContain(text);
    }

    expect(await (await fetch(`${app}/users`)).text()).toContain('<app-root>');
    // The shipped config names the org at its usual port; here it is elsewhere, and so are the app's addresses.
    expect(await (await fetch(`${app}/okta.config.json`)).json()).toMatchObject({ issuer: org });
    const discovery = (await (await fetch(`${org}/.well-known/openid-configuration`)).json()) as { issuer: string };
    expect(discovery.issuer).toBe(org);
    const redirect = new URLSearchParams({
      client_id: '0oa1dpopspa00000DPoP',
      redirect_uri: `${app}/login/callback`,
      response_type: 'code',
      scope: 'openid',
      state: 's',
      code_challenge: 'a'.repeat(43),
      code_challenge_method: 'S256',
    });
    const signIn = await fetch(`${org}/oauth2/v1/authorize?${redirect}`, { redirect: 'manual' });
    expect(signIn.status).toBe(303);
    expect(processesOf(appPort, child.pid!)).not.toEqual([]);

    // A terminal sends the signal to the whole group, and npm hands it on once more.
    process.kill(-child.pid!, 'SIGINT');
    await exit;
    expect(output()).not.toMatch(/error|^\s+at /im);
    await until(
      'the end',
      () => processesOf(appPort, child.pid!),
      (left) => left.length === 0,
    );
  });

  /** Ways to end it in the midst of its work, with the build under way. */
  const ENDS: Record<string, (npm: number) => void> = {
    'the terminal closes': (npm) => process.kill(-npm, 'SIGHUP'),
    'SIGTERM comes to npm alone': (npm) => process.kill(npm, 'SIGTERM'),
    'SIGTERM comes to the launcher alone': (npm) => process.kill(launcherOf(npm), 'SIGTERM'),
    'SIGINT comes to the launcher alone': (npm) => process.kill(launcherOf(npm), 'SIGINT'),
  };

  test.each(Object.entries(ENDS))('leaves nothing when %s', async (_, end) => {
    const appPort = await freePort();
    const { child, output } = npmStart({ APP_PORT: String(appPort), ORG_PORT: String(await freePort()) });
    await until('the build', output, (text) => text.includes('Building') || child.exitCode !== null);
    await until(
      'ng',
      () => processesOf(appPort, 0),
      (found) => found.length > 0,
    );
    end(child.pid!);
    await until(
      'the end',
      () => processesOf(appPort, child.pid!),
      (left) => left.length === 0,
    );
  });

  test('leaves nothing when the launcher is killed while nothing is to be done', async () => {
    const appPort = await freePort();
    const { child, output } = npmStart({ APP_PORT: String(appPort), ORG_PORT: String(await freePort()) });
    await until('the announcement', output, (text) => text.includes('Ctrl-C') || child.exitCode !== null);
    process.kill(launcherOf(child.pid!), 'SIGKILL');
    await until(
      'the end',
      () => processesOf(appPort, child.pid!),
      (left) => left.length === 0,
    );
  });
});

/** The process that runs start.ts, under npm and its shell. */
function launcherOf(group: number): number {
  const rows = execFileSync('ps', ['-Ao', 'pid=,pgid=,args='], { encoding: 'utf8' }).split('\n');
  const [row] = rows.filter((line) => /^\s*\d+\s+(\d+) \S*node\b.* start\/start\.ts/.exec(line)?.[1] === String(group));
  return Number.parseInt(row!);
}
