import { expect, test } from 'vitest';
import { CHECKS } from '../checks/table.js';
import { ACCESS_TOKEN_CHECKS } from './access-token.js';
import { CLIENT_ASSERTION_CHECKS } from './client-assertion.js';
import { GRANT_CHECKS } from './grant.js';
import { wordsFor } from './words-for.js';

const NAMES = [
  ...CHECKS.map(({ name }) => name),
  ...[ACCESS_TOKEN_CHECKS, GRANT_CHECKS, CLIENT_ASSERTION_CHECKS].flatMap((checks) => Object.keys(checks)),
];

test('no two checks have the same name', () => {
  expect(new Set(NAMES).size).toBe(NAMES.length);
});

test.each(NAMES)('%s has a title that follows its name, a section and a reason', (name) => {
  const { title, section, why } = wordsFor(name)!;
  expect(title).toMatch(/^[a-z].*[^.]$/);
  expect(section).toMatch(/^(RFC \d{4}|OpenID Connect Core 1\.0|docs\/okta-facts\.md) sections? \d/);
  expect(why).toMatch(/^["A-Z].*\.$/);
});

test.each(['', 'nonsense', '__proto__', 'constructor'])('there are no words for %j', (name) => {
  expect(wordsFor(name)).toBeUndefined();
});
