import { expect, test } from 'vitest';
import { Nonces } from './nonces.js';
import type { State } from '../state/state.js';

const HOUR = 60 * 60;
const DAY = 24 * HOUR;

/** As much of the state as nonces need. */
function stateOf(nonceSecret: string): State {
  const entries = new Map<string, Record<string, unknown>>();
  return {
    secrets: { nonceSecret },
    get: (kind: string, id: string) => entries.get(`${kind} ${id}`),
    set: (kind: string, id: string, value: Record<string, unknown>) => void entries.set(`${kind} ${id}`, value),
  } as unknown as State;
}

test('a nonce is 32 URL-safe characters, and another one for another org', () => {
  const nonce = new Nonces(stateOf('secret'), () => 0).current();
  expect(nonce).toMatch(/^[A-Za-z0-9_-]{32}$/);
  expect(new Nonces(stateOf('other'), () => 0).current()).not.toBe(nonce);
  expect(new Nonces(stateOf('other'), () => 0).accepts(nonce)).toBe(false);
});

test('it stays for a day, and is accepted for three days after it was generated', () => {
  let now = 100 * DAY;
  const nonces = new Nonces(stateOf('secret'), () => now);
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
  const tomorrow = new Nonces(stateOf('secret'), () => 101 * DAY).current();
  expect(new Nonces(stateOf('secret'), () => 100 * DAY).accepts(tomorrow)).toBe(false);
});

test('rotating ends every nonce that was handed out, and the next one is accepted', () => {
  const nonces = new Nonces(stateOf('secret'), () => 100 * DAY);
  const old = nonces.current();
  nonces.rotate();
  expect(nonces.current()).not.toBe(old);
  expect(nonces.accepts(old)).toBe(false);
  expect(nonces.accepts(nonces.current())).toBe(true);
});
