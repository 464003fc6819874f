import { OktaError } from '../http/errors.js';

export const OPERATORS = ['eq', 'sw', 'co', 'gt', 'ge', 'lt', 'le'] as const;
export type Operator = (typeof OPERATORS)[number];

/** What may be asked about an item. */
export interface Vocabulary<Item> {
  /** The operators that a property has; none for what is no property. */
  operators: (property: string) => readonly Operator[];
  value: (item: Item, property: string) => string | null;
  /** Whether upper and lower case of a value are the same. */
  ignoreCase: boolean;
}

/** Parentheses deeper than this are nobody's question. */
const MAX_DEPTH = 20;

/** A token, or what is none. */
const TOKEN = /([()]|"(?:[^"\\]|\\.)*"|[A-Za-z][\w.]*)|\S+/g;

type Test<Item> = (item: Item) => boolean;

/**
 * Reads the SCIM-like expressions of Okta's `search` and `filter`: comparisons with a text in double quotes, `and`,
 * `or`, parentheses; `and` binds tighter (RFC 7644 section 3.4.2.2). The case of operators does not count, that of
 * properties does.
 *
 * @returns whether an item meets the expression
 * @throws OktaError `E0000031` that says what was expected, and where
 */
export function parseExpression<Item>(text: string, vocabulary: Vocabulary<Item>): Test<Item> {
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
    const operators = vocabulary.operators(property.text);
    if (operators.length === 0) throw invalid('a property that can be searched', property);
    const word = take();
    const operator = operators.find((name) => name === word.text.toLowerCase());
    if (!operator) throw invalid(`one of ${operators.join(', ')}`, word);
    const value = readText(take());
    const fold = (one: string): string => (vocabulary.ignoreCase ? one.toLowerCase() : one);
    const expected = fold(value);
    return (item) => {
      const came = vocabulary.value(item, property.text);
      return came !== null && COMPARE[operator](fold(came), expected);
    };
  };

  const test = disjunction(0);
  if (tokens[position]!.text !== '') throw invalid('"and", "or" or the end', tokens[position]!);
  return test;
}

const COMPARE: Record<Operator, (came: string, expected: string) => boolean> = {
  eq: (came, expected) => came === expected,
  sw: (came, expected) => came.startsWith(expected),
  co: (came, expected) => came.includes(expected),
  gt: (came, expected) => came > expected,
  ge: (came, expected) => came >= expected,
  lt: (came, expected) => came < expected,
  le: (came, expected) => came <= expected,
};

interface Token {
  /** As it stands there; empty at the end. */
  text: string;
  at: number;
}

/** Cuts a text into tokens, with an empty one at the end. */
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
    // Not a text: told below.
  }
  throw invalid('a text in double quotes', token);
}

function invalid(expected: string, { text, at }: Token): OktaError {
  const came = text === '' ? 'the end' : text.slice(0, 50);
  return new OktaError('E0000031', '', [`Expected ${expected} at character ${at + 1}, found ${came}`]);
}
