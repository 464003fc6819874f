import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { trusted } from '../testing/trusted-origin.js';
import { readSeed, type Seed } from './seed.js';

const SHIPPED = join(import.meta.dirname, '../seed.json');

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'seed-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const read = (change: (seed: Seed) => void): Seed => {
  const seed = JSON.parse(readFileSync(SHIPPED, 'utf8')) as Seed;
  change(seed);
  const path = join(folder, 'seed.json');
  writeFileSync(path, JSON.stringify(seed));
  return readSeed(path);
};

describe('a seed is refused when it has twice', () => {
  const origin = trusted('http://localhost:9999', 'CORS');
  test.each<[what: string, change: (seed: Seed) => void, field: string]>([
    ['the id of a user', ({ users }) => (users[1]!.id = users[0]!.id), 'users[1].id'],
    [
      'a login, in another case',
      ({ users }) => (users[1]!.profile.login = users[0]!.profile.login.toUpperCase()),
      'users[1].profile.login',
    ],
    ['a client id', ({ apps }) => (apps[1]!.client_id = apps[0]!.client_id), 'apps[1].client_id'],
    [
      'an origin',
      (seed) => (seed.trustedOrigins = [origin, { ...origin, id: 'tos00000000000000001', name: 'Another' }]),
      'trustedOrigins[1].origin',
    ],
  ])('%s', (_, change, field) => {
    expect(() => read(change)).toThrow(new RegExp(`\\n  ${field.replaceAll(/[[\].]/g, '\\$&')}: ".*" appears twice`));
  });
});

test('a seed without trusted origins has none', () => {
  const { trustedOrigins } = read((seed) => Reflect.deleteProperty(seed, 'trustedOrigins'));
  expect(trustedOrigins).toEqual([]);
});
