import stringWidth from 'string-width';
import { padEnd, sanitize, truncate } from './text.js';

const GAP = '  ';
/** Columns are not made narrower than that. */
const MIN_WIDTH = 6;

/**
 * Formats a table with aligned columns.
 *
 * @param width of the terminal; the widest columns are cut until the table fits
 * @returns its lines, beginning with the header
 */
export function table(header: readonly string[], rows: readonly (readonly string[])[], width: number): string[] {
  const cells = [header, ...rows].map((row) => row.map(sanitize));
  const widths = header.map((_, column) => Math.max(...cells.map((row) => stringWidth(row[column]!))));
  const totalWidth = (): number => widths.reduce((sum, one) => sum + one, GAP.length * (widths.length - 1));
  while (totalWidth() > width && Math.max(...widths) > MIN_WIDTH) {
    widths[widths.indexOf(Math.max(...widths))]! -= 1;
  }
  return cells.map((row) =>
    row
      .map((cell, column) => padEnd(truncate(cell, widths[column]!), widths[column]!))
      .join(GAP)
      .trimEnd(),
  );
}
