import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { OktaError } from '../http/errors.js';
import { OPERATORS, parseExpression, type Properties } from './expression.js';

type Item = Record<string, string | null>;

const WORDS: Properties<Item> = {
  operators: (property) => (['name', 'status', 'profile.email'].includes(property) ? OPERATORS : []),
  value: (item, property) => item[property] ?? null,
  ignoreCase: true,
};
const meets = (text: string, item: Item): boolean => parseExpression(text, WORDS)(item);
const ADA = { name: 'Ada', status: 'ACTIVE', 'profile.email': 'ada@example.com' };

describe('an expression', () => {
  test.each([
    ['name eq "Ada"', true],
    ['name eq "Ad"', false],
    ['name eq "ada"', true],
    ['name EQ "Ada"', true],
    ['  name   eq"Ada"  ', true],
    ['name sw "A"', true],
    ['name sw "da"', false],
    ['name co "d"', true],
    ['name co "x"', false],
    ['name gt "ABC"', true],
    ['name ge "ada"', true],
    ['name lt "b"', true],
    ['name le "a"', false],
    ['profile.email eq "ada@example.com"', true],
    ['name eq "Ada" and status eq "ACTIVE"', true],
    ['name eq "Ada" and status eq "STAGED"', false],
    ['name eq "x" or status eq "ACTIVE"', true],
    ['name eq "x" OR status eq "STAGED"', false],
    ['name eq "Ada" or name eq "x" and name eq "y"', true],
    ['(name eq "Ada" or name eq "x") and name eq "y"', false],
    ['name eq "x" and name eq "y" or name eq "Ada"', true],
    ['((name eq "Ada"))', true],
    ['name eq "and"', false],
    ['name eq ""', false],
    ['name sw ""', true],
  ])('%s: %s', (text, expected) => expect(meets(text, ADA)).toBe(expected));

  test.each([
    ['a quotation mark', 'name eq "O\\"Neill"', 'O"Neill'],
    ['a backslash', 'name eq "a\\\\b"', 'a\\b'],
    ['parentheses and words', 'name eq "(a and b)"', '(a and b)'],
    ['letters beyond ASCII', 'name eq "søren"', 'SØREN'],
  ])('may hold %s', (_, text, name) => expect(meets(text, { name })).toBe(true));

  test('compares values with regard to case unless the properties say otherwise', () => {
    const strict = { ...WORDS, ignoreCase: false };
    expect(parseExpression('name eq "ada"', strict)(ADA)).toBe(false);
    expect(parseExpression('name eq "Ada"', strict)(ADA)).toBe(true);
  });

  test('about a value that an item does not have never matches', () => {
    for (const operator of OPERATORS) expect(meets(`name ${operator} ""`, { name: null })).toBe(false);
  });

  test.each([
    ['', 'Expected a property that can be searched at character 1, found the end'],
    ['Name eq "Ada"', 'Expected a property that can be searched at character 1, found Name'],
    ['nobody eq "Ada"', 'Expected a property that can be searched at character 1, found nobody'],
    ['name', 'Expected one of eq, sw, co, gt, ge, lt, le at character 5, found the end'],
    ['name is "Ada"', 'Expected one of eq, sw, co, gt, ge, lt, le at character 6, found is'],
    ['name eq', 'Expected a text in double quotes at character 8, found the end'],
    ['name eq Ada', 'Expected a text in double quotes at character 9, found Ada'],
    ['name eq true', 'Expected a text in double quotes at character 9, found true'],
    ["name eq 'Ada'", "Expected a word, a text in double quotes, or a parenthesis at character 9, found 'Ada'"],
    ['name eq "Ada', 'Expected a word, a text in double quotes, or a parenthesis at character 9, found "Ada'],
    ['name eq "\\x"', 'Expected a text in double quotes at character 9, found "\\x"'],
    ['name eq "Ada" status eq "ACTIVE"', 'Expected "and", "or" or the end at character 15, found status'],
    ['name eq "Ada" and', 'Expected a property that can be searched at character 18, found the end'],
    ['(name eq "Ada"', 'Expected a closing parenthesis at character 15, found the end'],
    ['name eq "Ada")', 'Expected "and", "or" or the end at character 14, found )'],
    ['not (name eq "Ada")', 'Expected a property that can be searched at character 1, found not'],
    ['__proto__ eq "x"', 'Expected a word, a text in double quotes, or a parenthesis at character 1, found __proto__'],
  ])('(%s) is refused: %s', (text, cause) => {
    expect(() => parseExpression(text, WORDS)).toThrow(
      expect.objectContaining({ code: 'E0000031', causes: [cause] }) as Error,
    );
  });

  test('of ten thousand parentheses is refused, and does not overflow the stack', () => {
    expect(() => parseExpression('('.repeat(10_000), WORDS)).toThrow(
      expect.objectContaining({ code: 'E0000031', causes: ['Expected at most 20 parentheses in one another at character 22, found ('] }) as Error, // prettier-ignore
    );
  });

  test('of any content is parsed or refused with an OktaError', () => {
    const piece = fc.oneof(
      fc.constantFrom('name', 'status', 'eq', 'sw', 'and', 'or', 'not', '(', ')', '"a"', '"', '\\', ' ', ' '),
      fc.string({ unit: 'binary', maxLength: 3 }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
        try {
          expect(typeof meets(pieces.join(''), ADA)).toBe('boolean');
        } catch (error) {
          expect(error).toBeInstanceOf(OktaError);
        }
      }),
      { numRuns: 1000 },
    );
  });
});
