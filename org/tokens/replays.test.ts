import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MAX_REPLAYS, Replays } from './replays.js';

function clockAt(now: number): { now: number; replays: Replays } {
  const clock = { now };
  return Object.assign(clock, { replays: new Replays(() => clock.now) });
}

test('a jti is new once for each key', () => {
  const { replays } = clockAt(1000);
  expect(replays.remember('key', 'jti', 1300)).toBe(true);
  expect(replays.remember('key', 'jti', 1300)).toBe(false);
  expect(replays.remember('key', 'jti', 1310)).toBe(false);
  expect(replays.remember('other key', 'jti', 1300)).toBe(true);
  expect(replays.remember('key', 'other jti', 1300)).toBe(true);
});

test('a jti is remembered until the second in which its proof expires', () => {
  const clock = clockAt(1000);
  clock.replays.remember('key', 'jti', 1301);
  clock.now = 1300;
  expect(clock.replays.remember('key', 'jti', 1500)).toBe(false);
  clock.now = 1301;
  expect(clock.replays.remember('key', 'jti', 1600)).toBe(true);
  clock.now = 1599;
  expect(clock.replays.remember('key', 'jti', 1800)).toBe(false);
});

test('what has expired is dropped', () => {
  const clock = clockAt(0);
  for (let second = 0; second < 5000; second++) {
    clock.now = second;
    clock.replays.remember('key', `jti ${second}`, second + 301);
  }
  // The proofs of five minutes, and at most one slot of a minute beyond.
  expect(clock.replays.size).toBeLessThanOrEqual(361);
  expect(clock.replays.size).toBeGreaterThanOrEqual(301);
  clock.now = 10_000;
  clock.replays.remember('key', 'last', 10_301);
  expect(clock.replays.size).toBe(1);
});

test('a jti may be of any length and hold any character', () => {
  const { replays } = clockAt(1000);
  const giant = 'j'.repeat(10_000_000);
  expect(replays.remember('key', giant, 1300)).toBe(true);
  expect(replays.remember('key', giant, 1300)).toBe(false);
  expect(replays.remember('key', `${giant}j`, 1300)).toBe(true);
  expect(replays.remember('key', '__proto__', 1300)).toBe(true);
});

test('when it is full it forgets none, and takes new ones when the old have expired', () => {
  const clock = clockAt(1000);
  const { replays } = clock;
  replays.remember('key', 'first', 1200);
  for (let number = 1; number < MAX_REPLAYS; number++) replays.remember('key', String(number), 1301);
  expect(replays.remember('key', 'one too many', 1301)).toBe(false);
  expect(replays.size).toBe(MAX_REPLAYS);
  expect(replays.has('key', 'first')).toBe(true);
  expect(replays.remember('key', 'first', 1301)).toBe(false);
  clock.now = 1400;
  expect(replays.remember('key', 'one too many', 1701)).toBe(true);
  expect(replays.size).toBe(1);
});

test('it answers as a list of all proofs would', () => {
  const steps = fc.array(fc.tuple(fc.nat(200), fc.constantFrom('a', 'b', 'c'), fc.integer({ min: -60, max: 361 })), {
    maxLength: 60,
  });
  fc.assert(
    fc.property(steps, (all) => {
      const clock = clockAt(100_000);
      const model = new Map<string, number>();
      for (const [wait, jti, lifetime] of all) {
        clock.now += wait;
        const isNew = (model.get(jti) ?? 0) <= clock.now;
        if (isNew) model.set(jti, clock.now + lifetime);
        expect(clock.replays.remember('key', jti, clock.now + lifetime)).toBe(isNew);
      }
    }),
    { numRuns: 1000 },
  );
});
