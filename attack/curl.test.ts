import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ATTACKS } from '../dpop/attacks/catalogue.js';
import { requestWith } from '../dpop/attacks/change.js';
import { curlOf } from '../dpop/attacks/curl.js';
import type { Loot } from '../dpop/attacks/loot.js';
import { AS_BEARER, runAttacks, type AttackResult } from '../dpop/attacks/run-attacks.js';
import { startTestOrg, type TestOrg } from '../org/testing/test-org.js';
import { stealFromPracticeOrg } from './practice-loot.js';
import { practiceOrg } from './practice-org.js';

let org: TestOrg;
let loot: Loot;
const results = new Map<string, AttackResult>();
beforeAll(async () => {
  org = await startTestOrg();
  loot = await stealFromPracticeOrg(org.origin, 'http://localhost:4200');
  const { checkThatStopped, send } = practiceOrg(org.origin, AbortSignal.timeout(50_000));
  for await (const result of runAttacks(ATTACKS, loot, { send, checkThatStopped: checkThatStopped! })) {
    results.set(result.attack.id, result);
  }
});
afterAll(() => org.close());

/** Runs a command as written, as if it were pasted. @returns the statuses, and the request ids, of all answers */
async function runInBash(command: string): Promise<{ statuses: number[]; ids: string[] }> {
  const bash = spawn('bash', ['-s'], { stdio: ['pipe', 'pipe', 'ignore'] });
  bash.stdin.end(`${command}\n`);
  const output = await text(bash.stdout);
  return {
    // Of two at once, the answers may begin within a line.
    statuses: [...output.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => Number(status)),
    ids: [...output.matchAll(/x-okta-request-id: (\S+)/gi)].map(([, id]) => id!),
  };
}

const applicable = ATTACKS.filter(({ needs }) => needs !== 'nonce');

test.each(applicable.map((attack) => [attack.id, attack] as const))(
  'the curl command of %s, run by bash, gets the answer that the lab shows',
  async (id, attack) => {
    const { answer, stoppedBy } = results.get(id)!;
    const { statuses, ids } = await runInBash(curlOf(await requestWith(loot, attack.change), attack));
    expect(statuses).toHaveLength(attack.repeats ? 2 : 1);
    // Of two at the same moment either can be the first.
    if (attack.repeats) statuses.sort();
    expect(statuses.at(-1)).toBe(answer?.status);
    const decisions = await Promise.all(ids.map((request) => decisionOf(request)));
    if (stoppedBy && !/^(HTTP|a closed)/.test(stoppedBy)) expect(decisions).toContain(stoppedBy);

    if (!attack.bearer) return;
    const bearer = await requestWith({ ...loot, accessToken: loot.bearerToken! }, { ...AS_BEARER, ...attack.bearer });
    const asBearer = await runInBash(curlOf(bearer, attack));
    expect(asBearer.statuses.at(-1)).toBe(results.get(id)!.bearer?.answer?.status);
  },
);

/** The check that stopped a request. */
async function decisionOf(request: string): Promise<string | undefined> {
  const answer = await fetch(`${org.origin}/practice/v1/decisions?request=${request}`);
  if (!answer.ok) return undefined;
  const { checks } = (await answer.json()) as { checks: { check: string; passed: boolean }[] };
  return checks.find(({ passed }) => !passed)?.check;
}
