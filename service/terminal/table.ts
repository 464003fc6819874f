import { fit, pad, plain, widthOf } from './text.js';

const GAP = '  ';
/** A column is not made narrower than that. */
const LEAST = 6;

/**
 * A table in aligned columns.
 *
 * @param width columns of the terminal; the widest columns of the table are cut until it fits
 * @returns its lines, the header first
 */
export function table(header: readonly string[], rows: readonly (readonly string[])[], width: number): string[] {
  const cells = [header, ...rows].map((row) => row.map(plain));
  const widths = header.map((_, column) => Math.max(...cells.map((row) => widthOf(row[column]!))));
  const total = (): number => widths.reduce((sum, one) => sum + one, GAP.length * (widths.length - 1));
  while (total() > width && Math.max(...widths) > LEAST) {
    const widest = widths.indexOf(Math.max(...widths));
    widths[widest]! -= 1;
  }
  return cells.map((row) =>
    row
      .map((cell, column) => pad(fit(cell, widths[column]!), widths[column]!))
      .join(GAP)
      .trimEnd(),
  );
}
