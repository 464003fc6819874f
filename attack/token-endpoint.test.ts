import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AttackResult } from '../dpop/attacks/run-attacks.js';
import { runTokenAttacks, TOKEN_ATTACKS } from '../dpop/attacks/token-endpoint.js';
import { startTestOrg, type TestOrg } from '../org/testing/test-org.js';
import { practiceOrg } from './practice-org.js';
import { practiceTokenServer } from './practice-token-server.js';

let org: TestOrg;
const results = new Map<string, AttackResult>();
beforeAll(async () => {
  org = await startTestOrg();
  const signal = AbortSignal.timeout(50_000);
  const server = await practiceTokenServer(org.origin, 'http://localhost:4200', signal);
  const { checkThatStopped } = practiceOrg(org.origin, signal);
  for await (const result of runTokenAttacks(TOKEN_ATTACKS, server, checkThatStopped)) {
    results.set(result.attack.id, result);
  }
});
afterAll(() => org.close());

test.each(TOKEN_ATTACKS.map((attack) => [attack.id, attack] as const))(
  '%s is stopped by the check that is named, and its twin succeeds',
  (id, attack) => {
    const { outcome, reason, stoppedBy, twin } = results.get(id)!;
    expect({ outcome, reason, stoppedBy, twin }).toEqual({
      outcome: 'stopped',
      reason: undefined,
      stoppedBy: attack.stoppedBy,
      twin: 200,
    });
  },
);
