import stringWidth from 'string-width';
import wrapAnsi from 'wrap-ansi';

/** Control characters, and those that change the direction of text. */
// eslint-disable-next-line no-control-regex -- the pattern matches control characters
const CONTROL = /[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** The least columns for text. On a narrower terminal the lines are too long, but readable. */
const MIN_COLUMNS = 30;

/** Makes text from elsewhere safe to print: it cannot move the cursor, set colours or change the direction of text. */
export function sanitize(text: string): string {
  return text.replace(CONTROL, '�');
}

/** Cuts a text to a number of columns, and ends it with an ellipsis if something is missing. */
export function truncate(text: string, columns: number): string {
  if (stringWidth(text) <= columns) return text;
  const [start = ''] = wrapAnsi(text, columns - 1, { hard: true, wordWrap: false, trim: false }).split('\n');
  return `${start}…`;
}

export function padEnd(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - stringWidth(text)));
}

/**
 * Wraps a text at spaces. Words that are too long are broken.
 *
 * @param prefix begins the first line; the other lines are indented by its width
 * @param columns of a whole line
 */
export function wrap(prefix: string, text: string, columns: number): string {
  const indent = stringWidth(prefix);
  const lines = wrapAnsi(text, Math.max(MIN_COLUMNS, columns - indent), { hard: true }).split('\n');
  return prefix + lines.join(`\n${' '.repeat(indent)}`);
}
