import { base64url } from 'jose';

/** Widths of the five steps, on a square of 16. */
const STEPS = [3, 3, 4, 3, 3];

/**
 * The outline of a key's mark, for the `d` of an SVG path on a square of 16: the cut of a key. The first 20 bits of the
 * thumbprint are five groups of four: the high two bits are the height of a step above the middle, the low two its depth.
 * It helps to recognise a key. To compare two, compare their thumbprints.
 */
export function keyMark(thumbprint: string): string {
  const [first = 0, second = 0, third = 0] = base64url.decode(thumbprint.slice(0, 4));
  const groups = [first >> 4, first & 15, second >> 4, second & 15, third >> 4];
  let x = 0;
  const edges = groups.map((bits, index) => {
    const from = x;
    x += STEPS[index]!;
    return { from, to: x, top: 8 - (1 + 2 * (bits >> 2)), bottom: 8 + 1 + 2 * (bits & 3) };
  });
  const upper = edges.map(({ from, to, top }) => `L${from} ${top}L${to} ${top}`);
  const lower = [...edges].reverse().map(({ from, to, bottom }) => `L${to} ${bottom}L${from} ${bottom}`);
  return `M0 8${[...upper, ...lower].join('')}Z`;
}

/** How much of a thumbprint is shown. */
export const shortThumbprint = (thumbprint: string): string => thumbprint.slice(0, 8);
