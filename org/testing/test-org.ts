import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Seed } from '../model/seed.js';
import { startOrg } from '../org.js';
import { State } from '../state/state.js';
import { freePort } from './free-port.js';

/** Apps of the shipped seed. */
export const DPOP_APP = '0oa1dpopspa00000DPoP';
export const BEARER_APP = '0oa1bearerspa0BEARER';

/** Users of the shipped seed, with their passwords. */
export const PEOPLE = {
  'ada@example.com': 'Practice-Ada-1',
  'grace@example.com': 'Practice-Grace-1',
  'linus@example.com': 'Practice-Linus-1',
} as const;

const SHIPPED_SEED = join(import.meta.dirname, '../seed.json');

export interface TestOrgOptions {
  /** Left out: any free one. */
  port?: number;
  /** Left out: the port of the shipped seed. */
  appPort?: number;
  /** Changes a copy of the shipped seed. */
  seed?: (seed: Seed) => void;
  /** Fills the state before the org starts. */
  state?: (state: State) => void;
  /** A clock that the test sets, in seconds since the epoch; left out: the machine's. */
  clock?: { now: number };
}

/** A real org on a free port, with a state of its own and a clock that can be put forward. */
export interface TestOrg {
  origin: string;
  port: number;
  /** The org's clock, in seconds since the epoch. */
  now(): number;
  /** Puts the org's clock forward. */
  advance(seconds: number): void;
  /** Restarts the org at the same port with the same state, and with another seed if `change` is given. */
  restart(change?: (seed: Seed) => void): Promise<void>;
  /** Restarts the org at the same port with the state deleted. */
  reset(): Promise<void>;
  stateDir: string;
  /** The file in it. While it is written, another one stands beside it. */
  stateFile: string;
  close(): Promise<void>;
}

/** Starts an org for a test. The test closes it. */
export async function startTestOrg(options: TestOrgOptions = {}): Promise<TestOrg> {
  const { appPort = 4200, seed, state: fillState, clock } = options;
  const folder = mkdtempSync(join(tmpdir(), 'org-'));
  const seedPath = join(folder, 'seed.json');
  const writeSeed = (change?: (seed: Seed) => void): void => {
    const copy = JSON.parse(readFileSync(SHIPPED_SEED, 'utf8')) as Seed;
    change?.(copy);
    writeFileSync(seedPath, JSON.stringify(copy));
  };
  writeSeed(seed);
  const stateDir = join(folder, 'state');
  const stateFileAt = (at: number): string => join(stateDir, `localhost-${at}.json`);
  let ahead = 0;
  const now = (): number => (clock?.now ?? Math.floor(Date.now() / 1000)) + ahead;
  const { port = fillState ? await freePort() : 0 } = options;
  if (fillState) {
    const state = await State.open(stateFileAt(port), now);
    fillState(state);
    await state.close();
  }
  const start = (at: number, reset = false): ReturnType<typeof startOrg> =>
    startOrg({ port: at, appPort, seedPath, stateDir, now, reset });

  let org = await start(port);
  const chosen = Number(new URL(org.origin).port);
  return {
    origin: org.origin,
    port: chosen,
    now,
    advance: (seconds) => {
      ahead += seconds;
    },
    restart: async (change) => {
      await org.close();
      if (change) writeSeed(change);
      org = await start(chosen);
    },
    reset: async () => {
      await org.close();
      org = await start(chosen, true);
    },
    stateDir,
    stateFile: stateFileAt(chosen),
    close: async () => {
      await org.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
