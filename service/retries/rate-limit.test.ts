import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { HttpResponse } from '../events.js';
import { clientAt } from '../testing/client-at.js';
import { startScriptedOrg, type ScriptedOrg, type ScriptedResponse } from '../testing/scripted-org.js';
import { RateLimitGate } from './rate-limit-gate.js';

/** The time of org and client, in milliseconds. Only waits let it pass. */
let now: number;
/** The waits of the client, in seconds. */
let waits: number[];
let org: ScriptedOrg;
beforeEach(() => {
  now = Date.parse('2030-01-01T00:00:00Z');
  waits = [];
  vi.spyOn(performance, 'now').mockImplementation(() => now);
});
afterEach(async () => {
  vi.restoreAllMocks();
  await org.close();
});

const wait = async (seconds: number): Promise<void> => {
  waits.push(seconds);
  now += seconds * 1000;
};
const client = (changes: Parameters<typeof clientAt>[1] = {}): ReturnType<typeof clientAt> =>
  clientAt(org.origin, { wait, ...changes });

/** Answers as Okta does: so many requests in a window of so many seconds. */
function limited(limit: number, seconds: number): () => ScriptedResponse {
  let [window, used] = [0, 0];
  return () => {
    const current = Math.floor(now / 1000 / seconds);
    if (current !== window) [window, used] = [current, 0];
    used++;
    return {
      status: used > limit ? 429 : 200,
      headers: headers(limit, Math.max(0, limit - used), (current + 1) * seconds),
      body: [],
    };
  };
}

const headers = (limit: number, remaining: number, reset: number): Record<string, string> => ({
  'Date': new Date(now).toUTCString(),
  'x-rate-limit-limit': String(limit),
  'x-rate-limit-remaining': String(remaining),
  'x-rate-limit-reset': String(reset),
});

const callAll = (count: number, { call }: Pick<ReturnType<typeof clientAt>, 'call'>): Promise<unknown[]> =>
  Promise.all(Array.from({ length: count }, (_, number) => call('GET', `/api/v1/users/${number}`)));

test('150 calls at once, with a limit of 20 in 6 s, succeed with hardly more requests', async () => {
  org = await startScriptedOrg({ api: limited(20, 6) });
  const service = client();
  await callAll(150, service);
  expect(org.calls().length).toBeLessThanOrEqual(160);
  expect(new Set(org.calls().map(({ proof }) => proof!.jti)).size).toBe(org.calls().length);
  // Eight windows. A wait is told once, and not for each call.
  expect(waits.length).toBeLessThanOrEqual(10);
  expect(service.events.filter(({ type }) => type === 'wait').length).toBeGreaterThanOrEqual(5);
});

test('calls that follow each other wait before the limit is exceeded', async () => {
  org = await startScriptedOrg({ api: limited(3, 60) });
  const service = client();
  for (let number = 0; number < 7; number++) await service.call('GET', '/api/v1/users');
  expect(org.calls()).toHaveLength(7);
  expect([waits.length, service.retries()]).toEqual([2, []]);
});

test('nothing waits for a reset time when there are no calls', async () => {
  org = await startScriptedOrg({ api: limited(3, 60) });
  await callAll(3, client());
  expect(waits).toEqual([]);
});

test('responses that overtake each other do not let too many requests start', async () => {
  org = await startScriptedOrg();
  const gate = new RateLimitGate('/a', { observe: () => undefined, wait, signal: undefined });
  const response = (remaining: number): HttpResponse => ({ status: 200, headers: new Headers(headers(9, remaining, now / 1000 + 60)), body: '' }); // prettier-ignore
  gate.leave(await gate.enter(), response(4));
  const open = [await gate.enter(), await gate.enter(), await gate.enter()];
  gate.leave(open[0]!, response(1)); // the newest one
  gate.leave(open[1]!, response(3));
  gate.leave(open[2]!, response(2));
  await gate.enter();
  const next = gate.enter().then(() => 'started');
  expect(await Promise.race([next, new Promise(setImmediate).then(() => 'waits')])).toBe('waits');
});

test('another endpoint has a limit of its own', async () => {
  const users = limited(1, 60);
  org = await startScriptedOrg({ api: ({ url }) => (url.includes('users') ? users() : undefined) });
  const service = client();
  await service.call('GET', '/api/v1/users');
  await service.call('GET', '/api/v1/apps');
  expect(waits).toEqual([]);
});

test('a call that would not get its turn in time is an error', async () => {
  org = await startScriptedOrg({ api: limited(2, 60) });
  const service = client({ rateLimitTimeout: 100 });
  const outcomes = await Promise.allSettled(Array.from({ length: 6 }, () => service.call('GET', '/api/v1/users')));
  const errors = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as unknown] : []));
  expect(errors).toEqual(Array(errors.length).fill(expect.objectContaining({ code: 'ERR_RATE_LIMIT' })));
  expect(errors.length).toBeGreaterThanOrEqual(1);
  expect(errors.length).toBeLessThanOrEqual(2);
});

test('too many requests at the same time (a limit of 0) lead to a short pause, whatever the reset time', async () => {
  org = await startScriptedOrg({
    api: (_, number) => (number === 1 ? { status: 429, headers: headers(0, 0, now / 1000 + 114) } : undefined),
  });
  const service = client();
  await service.call('POST', '/api/v1/users', { body: {} });
  expect(waits).toHaveLength(1);
  expect(waits[0]).toBeLessThanOrEqual(0.5);
  expect(service.retries()).toEqual([expect.stringContaining('at the same time')]);
});

describe('a call that has no response', () => {
  test('lets the next one go first', async () => {
    org = await startScriptedOrg({ api: (_, number) => (number === 1 ? { status: 0 } : undefined) });
    const service = client();
    const [first, ...others] = await Promise.allSettled([1, 2, 3].map(() => service.call('POST', '/a', { body: {} })));
    expect(first!.status).toBe('rejected');
    expect(others.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled']);
  });
});

test('an aborted signal ends all calls that wait, without a warning of Node', async () => {
  org = await startScriptedOrg({ api: limited(1, 60) });
  vi.restoreAllMocks();
  const warnings: Error[] = [];
  const warn = (warning: Error): number => warnings.push(warning);
  process.on('warning', warn);
  const stop = new AbortController();
  const service = clientAt(org.origin, {
    signal: stop.signal,
    observe: ({ type }) => {
      if (type === 'wait') setImmediate(() => stop.abort());
    },
  });
  const outcomes = await Promise.allSettled(Array.from({ length: 50 }, () => service.call('GET', '/api/v1/users')));
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect(outcomes.filter((outcome) => outcome.status === 'rejected' && (outcome.reason as { code: string }).code === 'ERR_STOPPED')).toHaveLength(49); // prettier-ignore
  expect(service.events.some(({ type }) => type === 'wait')).toBe(true);
  await new Promise(setImmediate);
  process.off('warning', warn);
  expect(warnings).toEqual([]);
});

test('fifty pauses with one signal do not make Node warn', async () => {
  org = await startScriptedOrg({ api: () => ({ status: 503 }) });
  vi.restoreAllMocks();
  const warnings: Error[] = [];
  const warn = (warning: Error): number => warnings.push(warning);
  process.on('warning', warn);
  const stop = new AbortController();
  let paused = 0;
  const service = clientAt(org.origin, {
    signal: stop.signal,
    observe: ({ type }) => {
      if (type === 'retry' && ++paused === 50) setImmediate(() => stop.abort());
    },
  });
  const outcomes = await Promise.allSettled(Array.from({ length: 50 }, () => service.call('GET', '/api/v1/users')));
  expect(outcomes.every((outcome) => outcome.status === 'rejected')).toBe(true);
  await new Promise(setImmediate);
  process.off('warning', warn);
  expect(warnings).toEqual([]);
});
