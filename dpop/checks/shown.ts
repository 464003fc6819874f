import type { Value } from '../value.js';

/** The most characters that are shown of a string. */
const MAX_LENGTH = 200;

/**
 * A claim or header member as a value to show: numbers and strings as they are, but not too long. Lists and objects are
 * only named: a proof needs none, and printing one that is nested deeply enough overflows the stack.
 */
export function shown(value: unknown): Value {
  if (value === undefined) return 'missing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  switch (typeof value) {
    case 'string':
      return value.length > MAX_LENGTH ? `${value.slice(0, MAX_LENGTH)}…` : value;
    case 'number':
      // JSON.parse reads 1e999 as Infinity, which JSON cannot write.
      return Number.isFinite(value) ? value : String(value);
    case 'boolean':
      return String(value);
    default:
      return 'an object';
  }
}
