import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ATTACKS } from '../dpop/attacks/catalogue.js';
import { startTestOrg, type TestOrg } from '../org/testing/test-org.js';
import { CHECKS } from '../dpop/checks/table.js';
import { STOPPED_ANYWAY } from '../dpop/attacks/stopped-anyway.js';
import type { Loot } from '../dpop/attacks/loot.js';
import { stealFromPracticeOrg } from './practice-loot.js';
import { runAttacks, type AttackResult } from '../dpop/attacks/run-attacks.js';
import { practiceOrg } from './practice-org.js';

let org: TestOrg;
let loot: Loot;
const results = new Map<string, AttackResult>();

const setSwitches = (settings: object): Promise<unknown> =>
  fetch(`${org.origin}/practice/v1/switches`, {
    method: 'PATCH',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(settings),
  });

beforeAll(async () => {
  org = await startTestOrg();
  await setSwitches({ apiNonce: true });
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
  test.each(ATTACKS.filter(({ stoppedBy }) => stoppedBy !== 'nothing').map((attack) => [attack.id, attack] as const))(
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

test('what DPoP does not stop gets through, and a nonce stops what was made beforehand', () => {
  const limits = ATTACKS.filter(({ stoppedBy }) => stoppedBy === 'nothing').map(({ id }) => {
    const { outcome, stoppedBy, twin, bearer } = results.get(id)!;
    return [id, twin, outcome, stoppedBy, bearer?.outcome];
  });
  expect(limits).toEqual([
    ['use-of-the-key', 200, 'no defence', undefined, 'got through'],
    ['proof-made-beforehand', 200, 'stopped', 'nonce', undefined],
    ['other-query', 200, 'no defence', undefined, 'got through'],
    ['other-body', 200, 'no defence', undefined, 'got through'],
  ]);
});

test('a bearer token gets through, unless it is changed or sent in a way that a server should not take', () => {
  const attempts = [...results.values()].flatMap(({ attack: { id }, bearer }) => (bearer ? [{ id, ...bearer }] : []));
  expect(attempts.length).toBe(30);
  const stopped = attempts.filter(({ outcome }) => outcome !== 'got through');
  expect(Object.fromEntries(stopped.map(({ id, stoppedBy }) => [id, stoppedBy]))).toEqual({
    'no-proof': 'cnf',
    'rebound-token': 'token',
    'self-made-token': 'token',
    'id-token': 'token',
    'token-in-query': 'query',
    'two-authorizations': 'authorization',
    'host-header': 'HTTP 421',
    'absolute-target': 'HTTP 400',
    'dot-segments': 'HTTP 404',
    'encoded-dot-segments': 'HTTP 404',
    'doubly-encoded': 'HTTP 404',
  });
});

describe('when the org ignores one check', () => {
  test.each(CHECKS.map(({ name }) => name))('%s: an attack gets through that only this check stops', async (check) => {
    await setSwitches({ ignoredCheck: check });
    const attacks = ATTACKS.filter(({ stoppedBy }) => stoppedBy === check);
    const through: string[] = [];
    const surroundings = practiceOrg(org.origin, AbortSignal.timeout(50_000));
    for await (const { attack, outcome } of runAttacks(attacks, loot, surroundings)) {
      if (outcome === 'got through') through.push(attack.id);
    }
    expect(through.length > 0, `${check} lets through: ${through.join(', ')}`).toBe(
      STOPPED_ANYWAY[check] === undefined,
    );
  });
});
