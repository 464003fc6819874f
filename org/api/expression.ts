import { OktaError } from '../http/errors.js';

export const OPERATORS = ['eq', 'sw', 'co', 'gt', 'ge', 'lt', 'le'] as const;
export type Operator = (typeof OPERATORS)[number];

/** The properties of an item that an expression may use. */
export interface Properties<Item> {
  /** The operators that may be used with a property; none for an unknown property. */
  operators: (property: string) => readonly Operator[];
  value: (item: Item, property: string) => string | null;
  /** Whether values are compared without regard to case. */
  ignoreCase: boolean;
}

/** The deepest nesting of parentheses. The parser is recursive, so without a limit the stack could overflow. */
const MAX_DEPTH = 20;

/** A token; in the second alternative, characters that are not part of any. */
const TOKEN = /([()]|"(?:[^"\\]|\\.)*"|[A-Za-z][\w.]*)|\S+/g;

type Test<Item> = (item: Item) => boolean;

/**
 * Parses an expression of Okta's `search` or `filter`, a part of SCIM's (RFC 7644 section 3.4.2.2): comparisons with a
 * string in double quotes, `and`, `or` and parentheses. `and` has precedence over `or`. The names of properties are
 * case-sensitive, those of operators are not.
 *
 * @returns a test for one item
 * @throws OktaError `E0000031` that says what was expected at which character
 */
export function parseExpression<Item>(text: string, properties: Properties<Item>): Test<Item> {
  const tokens = tokenize(text);
  let position = 0;

  const take = (): Token => tokens[position++]!;
  const takeWord = (word: string): boolean => {
    if (tokens[position]!.text.toLowerCase() !== word) return false;
    position++;
    return true;
  };
  const disjunction = (depth: number): Test<Item> => {
    const tests = [conjunction(depth)];
    while (takeWord('or')) tests.push(conjunction(depth));
    return (item) => tests.some((test) => test(item));
  };
  const conjunction = (depth: number): Test<Item> => {
    const tests = [term(depth)];
    while (takeWord('and')) tests.push(term(depth));
    return (item) => tests.every((test) => test(item));
  };
  const term = (depth: number): Test<Item> => {
    if (!takeWord('(')) return comparison();
    if (depth === MAX_DEPTH) throw invalid(`at most ${MAX_DEPTH} parentheses in one another`, tokens[position]!);
    const inner = disjunction(depth + 1);
    if (!takeWord(')')) throw invalid('a closing parenthesis', tokens[position]!);
    return inner;
  };
  const comparison = (): Test<Item> => {
    const property = take();
    const operators = properties.operators(property.text);
    if (operators.length === 0) throw invalid('a property that can be searched', property);
    const word = take();
    const operator = operators.find((name) => name === word.text.toLowerCase());
    if (!operator) throw invalid(`one of ${operators.join(', ')}`, word);
    const value = readText(take());
    const fold = (one: string): string => (properties.ignoreCase ? one.toLowerCase() : one);
    const expected = fold(value);
    return (item) => {
      const actual = properties.value(item, property.text);
      return actual !== null && COMPARE[operator](fold(actual), expected);
    };
  };

  const test = disjunction(0);
  if (tokens[position]!.text !== '') throw invalid('"and", "or" or the end', tokens[position]!);
  return test;
}

const COMPARE: Record<Operator, (actual: string, expected: string) => boolean> = {
  eq: (actual, expected) => actual === expected,
  sw: (actual, expected) => actual.startsWith(expected),
  co: (actual, expected) => actual.includes(expected),
  gt: (actual, expected) => actual > expected,
  ge: (actual, expected) => actual >= expected,
  lt: (actual, expected) => actual < expected,
  le: (actual, expected) => actual <= expected,
};

interface Token {
  /** Empty for the end of the expression. */
  text: string;
  at: number;
}

/** Divides an expression into tokens. The last one is empty. */
function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  for (const { 0: found, 1: token, index } of text.matchAll(TOKEN)) {
    if (token === undefined) {
      throw invalid('a word, a text in double quotes, or a parenthesis', { text: found, at: index });
    }
    tokens.push({ text: token, at: index });
  }
  return [...tokens, { text: '', at: text.length }];
}

function readText(token: Token): string {
  try {
    const value: unknown = JSON.parse(token.text);
    if (typeof value === 'string') return value;
  } catch {
    // Reported below.
  }
  throw invalid('a text in double quotes', token);
}

function invalid(expected: string, { text, at }: Token): OktaError {
  const actual = text === '' ? 'the end' : text.slice(0, 50);
  return new OktaError('E0000031', '', [`Expected ${expected} at character ${at + 1}, found ${actual}`]);
}
