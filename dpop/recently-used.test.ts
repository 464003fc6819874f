import { expect, test } from 'vitest';
import { RecentlyUsed } from './recently-used.js';

test('what was not used for the longest time goes first', () => {
  const map = new RecentlyUsed<number>(3);
  for (const [index, key] of ['a', 'b', 'c'].entries()) map.set(key, index);
  expect(map.get('a')).toBe(0);
  map.set('d', 3);
  expect(['a', 'b', 'c', 'd'].map((key) => map.get(key))).toEqual([0, undefined, 2, 3]);
});

test('a value that is set again replaces the old one and takes no more room', () => {
  const map = new RecentlyUsed<number>(2);
  map.set('a', 1);
  map.set('b', 2);
  map.set('a', 3);
  expect([map.get('a'), map.get('b'), map.size]).toEqual([3, 2, 2]);
});

test('there are never more than it may hold', () => {
  const map = new RecentlyUsed<number>(1000);
  for (let number = 0; number < 100_000; number++) map.set(String(number), number);
  expect(map.size).toBe(1000);
});
