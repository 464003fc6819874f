import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { MAX_ENTRIES, MAX_EXPIRING_SIZE, State } from './state.js';

let shared: string;
let folder: string;
let path: string;
let now: number;

/** Making keys takes its time, so most tests begin with a state that has some. */
beforeAll(async () => {
  shared = mkdtempSync(join(tmpdir(), 'state-'));
  await (await State.open(join(shared, 'state.json'), () => 0)).close();
});

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'state-'));
  mkdirSync(join(folder, 'deep'));
  path = join(folder, 'deep/state.json');
  copyFileSync(join(shared, 'state.json'), path);
  now = 1000;
});

afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

afterAll(() => {
  rmSync(shared, { recursive: true });
});

const open = (): Promise<State> => State.open(path, () => now);

test('what is set is there after it was opened again, with the same secrets', async () => {
  const first = await open();
  first.set('Session', 'a', { uid: 'x' });
  await first.close();
  const second = await open();
  expect(second.get('Session', 'a')).toEqual({ uid: 'x' });
  expect(second.find('Session', ({ uid }) => uid === 'x')).toEqual({ uid: 'x' });
  expect(second.secrets).toEqual(first.secrets);
});

test('a new state has secrets of its own', async () => {
  const first = await open();
  rmSync(path);
  const second = await open();
  await second.close();
  for (const name of ['cookieKey', 'nonceSecret'] as const) expect(first.secrets[name]).not.toBe(second.secrets[name]);
  expect(first.secrets.idTokenKey.n).not.toBe(first.secrets.accessTokenKey.n);
});

test('changes are written by themselves, without a rest of the temporary file', async () => {
  const state = await open();
  for (let i = 0; i < 50; i++) state.set('Session', `a${i}`, { i });
  await expect.poll(() => readFileSync(path, 'utf8')).toContain('"a49"');
  await state.close();
  expect(readdirSync(join(folder, 'deep'))).toEqual(['state.json']);
});

test('only its owner may read the file', async () => {
  rmSync(join(folder, 'deep'), { recursive: true });
  await (await open()).close();
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(statSync(join(folder, 'deep')).mode & 0o777).toBe(0o700);
});

test('an entry is gone when its time is over, also from the file', async () => {
  const state = await open();
  state.set('Grant', 'a', { a: 1 }, 1010);
  now = 1009;
  expect(state.get('Grant', 'a')).toEqual({ a: 1 });
  now = 1010;
  expect(state.get('Grant', 'a')).toBeUndefined();
  expect(state.find('Grant', () => true)).toBeUndefined();
  state.set('Grant', 'b', {});
  await state.close();
  expect(readFileSync(path, 'utf8')).not.toContain('"a"');
});

test('an entry is marked as used once', async () => {
  const state = await open();
  state.set('AuthorizationCode', 'a', {});
  expect(state.consume('AuthorizationCode', 'a')).toBe(true);
  expect(state.consume('AuthorizationCode', 'a')).toBe(false);
  expect(state.consume('AuthorizationCode', 'b')).toBe(false);
  expect(state.get('AuthorizationCode', 'a')).toEqual({ consumed: 1000 });
  await state.close();
});

test('of a kind it keeps the newest, and a change makes nothing older', async () => {
  const state = await State.open(path, () => now);
  state.set('Other', 'one', { number: -1 });
  for (let number = 0; number < MAX_ENTRIES + 10; number++) state.set('Kind', `id ${number}`, { number });
  expect(state.get('Kind', 'id 9')).toBeUndefined();
  state.set('Kind', 'id 10', { number: 'changed' });
  expect(state.get('Kind', 'id 10')).toEqual({ number: 'changed' });
  expect(state.values('Kind')).toHaveLength(MAX_ENTRIES);
  expect(state.get('Other', 'one')).toEqual({ number: -1 });
  await state.close();
});

test('who has a value cannot change what is kept', async () => {
  const state = await open();
  const value = { list: [1] };
  state.set('Session', 'a', value);
  value.list.push(2);
  (state.get('Session', 'a')!['list'] as number[]).push(3);
  expect(state.get('Session', 'a')).toEqual({ list: [1] });
  await state.close();
});

test('names of the language are no entries', async () => {
  const state = await open();
  expect(state.get('Session', '__proto__')).toBeUndefined();
  expect(state.get('constructor', 'name')).toBeUndefined();
  expect(state.consume('Session', 'constructor')).toBe(false);
  await state.close();
});

test.each([
  ['half a file', '{"version":1,"secr'],
  ['another form', '{"version":1}'],
  ['another version', '{"version":2,"secrets":{},"entries":{}}'],
  ['nothing', ''],
])('a broken file is set aside with a warning, and a new state begins: %s', async (_, content) => {
  const warn = vi.spyOn(console, 'warn').mockReturnValue();
  writeFileSync(path, content);
  const state = await open();
  expect(state.get('Session', 'a')).toBeUndefined();
  expect(readFileSync(`${path}.broken`, 'utf8')).toBe(content);
  expect(warn).toHaveBeenCalledWith(expect.stringContaining(path));
  await state.close();
  await (await open()).close();
  expect(warn).toHaveBeenCalledTimes(1);
});

test('a file that something else has changed is set aside', async () => {
  const warn = vi.spyOn(console, 'warn').mockReturnValue();
  const before = await open();
  before.set('Session', 'a', { user: 'ada' });
  await before.close();
  writeFileSync(path, readFileSync(path, 'utf8').replace('"ada"', '7'));
  const state = await open();
  expect(state.get('Session', 'a')).toBeUndefined();
  expect(warn).toHaveBeenCalledWith(expect.stringContaining('was changed by another program'));
  await state.close();
});

test('a file of a version without a checksum is read', async () => {
  const before = await open();
  before.set('Session', 'a', { user: 'ada' });
  await before.close();
  writeFileSync(path, readFileSync(path, 'utf8').replace(/,"checksum":"[^"]*"/, ''));
  const state = await open();
  expect(state.get('Session', 'a')).toEqual({ user: 'ada' });
  await state.close();
});

test('what a killed process left beside the file is cleared away', async () => {
  writeFileSync(`${path}.tmp`, '{"half');
  await (await open()).close();
  expect(readdirSync(join(folder, 'deep'))).toEqual(['state.json']);
});

test('entries that expire are bounded in size, the oldest go first, and others stay', async () => {
  const state = await open();
  state.set('Interaction', 'kept', { text: 'x'.repeat(MAX_EXPIRING_SIZE) });
  for (let number = 0; number < 100; number++) {
    state.set('Interaction', `${number}`, { text: 'x'.repeat(MAX_EXPIRING_SIZE / 10) }, now + 60);
  }
  expect(state.values('Interaction')).toHaveLength(1 + 9);
  expect(state.get('Interaction', '99')).toBeDefined();
  expect(state.get('Interaction', '0')).toBeUndefined();
  await state.close();
});

test('a folder that cannot be made is an error with a code', async () => {
  rmSync(join(folder, 'deep'), { recursive: true });
  writeFileSync(join(folder, 'deep'), '');
  await expect(open()).rejects.toMatchObject({ code: 'ERR_STATE' });
});
