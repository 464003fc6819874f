import { expect, test } from 'vitest';
import { nextPage } from './next-page.js';

test.each([
  [null, undefined],
  ['', undefined],
  ['<https://o/a?limit=1>; rel="self"', undefined],
  ['<https://o/a>; rel="self", <https://o/a?after=1>; rel="next"', 'https://o/a?after=1'],
  ['<https://o/a?after=1,2>; rel=next', 'https://o/a?after=1,2'],
  ['<https://o/a?x>; title="a, b; rel=none"; rel="prev next"', 'https://o/a?x'],
  ['<https://o/a?x>; rel="nextish"', undefined],
  ['<https://o/a?x>; rel="prev"; title=next', undefined],
])('the next page in %s is %s', (link, next) => {
  expect(nextPage(link)).toBe(next);
});
