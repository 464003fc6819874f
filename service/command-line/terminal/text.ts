import stringWidth from 'string-width';
import wrapAnsi from 'wrap-ansi';

/** Control characters, those that change the direction of text, and the separators of lines and paragraphs. */
const CONTROL = /[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}]/gu;

/** The least columns for text. On a narrower terminal the lines are too long, but readable. */
const MIN_COLUMNS = 30;

/** Makes text from elsewhere safe to print: it cannot move the cursor, set colours or change the direction of text. */
export function sanitize(text: string): string {
  return text.replace(CONTROL, '�');
}

/** JSON in which control characters are escaped: safe to print, with the same value. */
export function printableJson(value: unknown, indent?: number): string {
  // A line feed is never part of a value here, since `JSON.stringify` escapes it.
  return JSON.stringify(value, undefined, indent).replace(CONTROL, (character) =>
    character === '\n' ? character : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
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
