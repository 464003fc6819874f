import { expect, test } from 'vitest';
import { DailyNonces } from './nonces.js';

const HOUR = 60 * 60;
const DAY = 24 * HOUR;

test('a nonce is 32 URL-safe characters, and another one for another org', () => {
  const nonce = new DailyNonces('secret', () => 0).current();
  expect(nonce).toMatch(/^[A-Za-z0-9_-]{32}$/);
  expect(new DailyNonces('other', () => 0).current()).not.toBe(nonce);
  expect(new DailyNonces('other', () => 0).accepts(nonce)).toBe(false);
});

test('it stays for a day, and is accepted for three days after it was generated', () => {
  let now = 100 * DAY;
  const nonces = new DailyNonces('secret', () => now);
  const nonce = nonces.current();
  const after = (seconds: number): [isCurrent: boolean, isAccepted: boolean] => {
    now = 100 * DAY + seconds;
    return [nonces.current() === nonce, nonces.accepts(nonce)];
  };
  expect(after(DAY - 1)).toEqual([true, true]);
  expect(after(DAY)).toEqual([false, true]);
  expect(after(3 * DAY - 1)).toEqual([false, true]);
  expect(after(3 * DAY)).toEqual([false, false]);
});

test('a nonce of tomorrow is not accepted', () => {
  const tomorrow = new DailyNonces('secret', () => 101 * DAY).current();
  expect(new DailyNonces('secret', () => 100 * DAY).accepts(tomorrow)).toBe(false);
});
