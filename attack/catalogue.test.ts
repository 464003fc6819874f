import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ATTACKS } from '../dpop/attacks/catalogue.js';
import { startTestOrg, type TestOrg } from '../org/testing/test-org.js';
import { stealFromPracticeOrg, type PracticeLoot } from './practice-loot.js';
import { runAttacks, type AttackResult } from './run-attacks.js';
import { practiceOrg } from './practice-org.js';

let org: TestOrg;
let loot: PracticeLoot;
const results = new Map<string, AttackResult>();

beforeAll(async () => {
  org = await startTestOrg();
  await fetch(`${org.origin}/practice/v1/switches`, {
    method: 'PATCH',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ apiNonce: true }),
  });
  loot = await stealFromPracticeOrg(org.origin, 'http://localhost:4200');
  for await (const result of runAttacks(ATTACKS, loot, practiceOrg(org.origin, AbortSignal.timeout(50_000)))) {
    results.set(result.attack.id, result);
  }
});
afterAll(() => org.close());

test('there are at least 48 attacks, each with an id of its own', () => {
  expect(ATTACKS.length).toBeGreaterThanOrEqual(48);
  expect(new Set(ATTACKS.map(({ id }) => id)).size).toBe(ATTACKS.length);
});

describe('at the practice org, which asks for a nonce', () => {
  test.each(ATTACKS.map((attack) => [attack.id, attack] as const))(
    '%s is stopped, and its twin succeeds',
    (id, attack) => {
      const { outcome, stoppedBy, twin, reason } = results.get(id)!;
      // What HTTP itself stops never comes to the checks.
      const isHttp = ['host', 'http'].includes(attack.stoppedBy);
      expect({ outcome, reason, twin, stoppedBy }).toEqual({
        outcome: 'stopped',
        reason: undefined,
        twin: 200,
        stoppedBy: isHttp ? (expect.stringMatching(/^(HTTP 4|a closed connection$)/) as unknown) : attack.stoppedBy,
      });
    },
  );
});
