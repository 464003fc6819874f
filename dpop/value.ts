/** Times, in seconds since the epoch: a range with both ends included, or everything after one second. */
export type TimeRange = { from: number; to: number } | { after: number };

/**
 * What a check expected, or what it found: the value itself where there is one, else words. A list has the values that
 * are accepted.
 */
export type Value = string | number | readonly string[] | TimeRange;

/**
 * A value as text, for a log or a page.
 *
 * @example
 * textOf({ from: 1800000000, to: 1800000360 }); // from 1800000000 to 1800000360
 */
export function textOf(value: Value): string {
  if (typeof value !== 'object') return String(value);
  if (isList(value)) return value.join(', ');
  return 'after' in value ? `after ${value.after}` : `from ${value.from} to ${value.to}`;
}

function isList(value: readonly string[] | TimeRange): value is readonly string[] {
  return Array.isArray(value);
}
