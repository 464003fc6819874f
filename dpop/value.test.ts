import { expect, test } from 'vitest';
import { textOf, type Value } from './value.js';

test.each<[Value, string]>([
  ['GET', 'GET'],
  [0, '0'],
  [['RS256', 'ES256'], 'RS256, ES256'],
  [{ from: 1, to: 2 }, 'from 1 to 2'],
  [{ after: 3 }, 'after 3'],
])('%j reads %s', (value, text) => {
  expect(textOf(value)).toBe(text);
});
