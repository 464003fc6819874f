/** Times, in seconds since the epoch: from one to another, after one, or until one. `from`, `to` and `until` are included. */
export type TimeRange = { from: number; to: number } | { after: number } | { until: number };

/**
 * What a check expected, or what it found: the value itself where there is one, else words. A list has the values that
 * are accepted.
 */
export type Value = string | number | readonly string[] | TimeRange;

/**
 * A value as text, for a log or a page.
 *
 * @param time writes a time, which is a number of seconds since the epoch
 *
 * @example
 * textOf({ from: 1800000000, to: 1800000360 }); // from 1800000000 to 1800000360
 */
export function textOf(value: Value, time: (seconds: number) => string = String): string {
  if (typeof value !== 'object') return String(value);
  if (isList(value)) return value.join(', ');
  if ('after' in value) return `after ${time(value.after)}`;
  return 'until' in value ? `until ${time(value.until)}` : `from ${time(value.from)} to ${time(value.to)}`;
}

/**
 * What a check expected and found as texts, as {@link textOf}. A number that was found where times were expected is a time.
 *
 * @example
 * textsOf({ expected: { after: 1800000000 }, actual: 1799999000 }, (seconds) => new Date(seconds * 1000).toISOString());
 */
export function textsOf(
  { expected, actual }: { expected: Value; actual: Value },
  time: (seconds: number) => string,
): { expected: string; actual: string } {
  const isTime = typeof expected === 'object' && !isList(expected) && typeof actual === 'number';
  return { expected: textOf(expected, time), actual: isTime ? time(actual) : textOf(actual, time) };
}

function isList(value: readonly string[] | TimeRange): value is readonly string[] {
  return Array.isArray(value);
}
