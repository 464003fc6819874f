/** Where a word is looked for. Okta's `search` pages its answer, which `q` does not. */
const PROPERTIES = ['firstName', 'lastName', 'login', 'email'];

/**
 * The expression for Okta's `search` parameter: users for whom each word begins one of the names.
 *
 * @param text what the user typed; quotes and backslashes in it stay part of the words
 */
export function userSearch(text: string): string {
  const words = text.trim().split(/\s+/);
  return words
    .map((word) => `(${PROPERTIES.map((name) => `profile.${name} sw ${quoted(word)}`).join(' or ')})`)
    .join(' and ');
}

function quoted(word: string): string {
  return `"${word.replaceAll(/["\\]/g, '\\$&')}"`;
}
