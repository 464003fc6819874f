/** Deeper values overflow the stack of recursive functions, such as `JSON.stringify`. Okta's are a few levels deep. */
const MAX_DEPTH = 500;

/**
 * Parses JSON of a response.
 *
 * @throws Error whose message says what the text is instead, such as `invalid JSON`
 */
export function parseJson(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // The message of the engine contains a part of the text.
    throw new Error('invalid JSON');
  }
  if (isDeeper(value, MAX_DEPTH)) throw new Error(`JSON that is nested more than ${MAX_DEPTH} levels deep`);
  return value;
}

/** The members of a JSON object; none if the text is anything else. */
export function parseJsonObject(text: string): Record<string, unknown> {
  try {
    const value = parseJson(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function isDeeper(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return depth === 0 || Object.values(value).some((item) => isDeeper(item, depth - 1));
}
