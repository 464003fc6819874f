import type { Curve, Growth } from '../figures.js';
import { median } from '../measure/statistics.js';
import { formatNumber } from './numbers.js';
import { BODY, dot, line, MARGIN, svg, text, WIDTH } from './svg.js';

const COLUMNS = 2;
const GAP = 44;
const PANEL = (WIDTH - 2 * MARGIN - GAP) / COLUMNS;
const HEIGHT = 218;
/** Within a panel: for the names of the values, and above and below the curve. */
const AXIS = 58;
const ABOVE = 34;
const BELOW = 42;

/** Small curves beside each other, both axes logarithmic: whatever is linear is as steep as the dashed line. */
export function curves({ title, curves: all }: Growth, foot: string): string {
  const body = all.flatMap((curve, index) =>
    panel(curve, MARGIN + (index % COLUMNS) * (PANEL + GAP), BODY + Math.floor(index / COLUMNS) * (HEIGHT + 12)),
  );
  return svg({
    title,
    subtitle: 'Both axes are logarithmic. Line: median. Dot: a round. Dashed: as steep as linear.',
    foot,
    height: Math.ceil(all.length / COLUMNS) * (HEIGHT + 12),
    body,
    description: all
      .map(
        ({ name, unit, points }) =>
          `${name}: ${points.map(({ x, rounds }) => `${x}: ${formatNumber(median(rounds))} ${unit}`).join(', ')}`,
      )
      .join('; '),
  });
}

function panel({ name, of, unit, points }: Curve, left: number, top: number): string[] {
  const medians = points.map(({ rounds }) => median(rounds));
  const [least, most] = decades([...medians, ...points.flatMap(({ rounds }) => rounds)]);
  const [first, last] = [points[0]!.x, points.at(-1)!.x];
  const [x0, x1, y0, y1] = [left + AXIS, left + PANEL, top + HEIGHT - BELOW, top + ABOVE];
  const x = (value: number): number => x0 + ((x1 - x0) * Math.log(value / first)) / Math.log(last / first);
  const y = (value: number): number => y0 + ((y1 - y0) * Math.log(value / least)) / Math.log(most / least);
  const out = [text(left, top + 12, name, 'strong')];
  for (let value = least; value <= most * 1.001; value *= 10) {
    out.push(
      line(x0, y(value), x1, y(value), 'grid'),
      text(x0 - 8, y(value) + 4, label(value), 'end soft small number'),
    );
  }
  for (const point of points) {
    out.push(text(x(point.x), y0 + 17, label(point.x), 'middle soft small number'));
  }
  out.push(text(x1, y0 + 33, of, 'end soft small'), text(left, y0 + 33, unit, 'soft small'));
  // From the first median, as far as the panel goes.
  const end = Math.min(last, (first * most) / medians[0]!);
  out.push(line(x(first), y(medians[0]!), x(end), y((medians[0]! * end) / first), 'linear'));
  out.push(`<polyline class="curve" points="${points.map((point, index) => `${x(point.x).toFixed(1)},${y(medians[index]!).toFixed(1)}`).join(' ')}"/>`); // prettier-ignore
  for (const point of points) for (const value of point.rounds) out.push(dot(x(point.x), y(value), 'ours', 2.4));
  return out;
}

/** The powers of ten around some values. */
function decades(values: number[]): [number, number] {
  const low = Math.floor(Math.log10(Math.min(...values)));
  const high = Math.ceil(Math.log10(Math.max(...values)));
  return [10 ** low, 10 ** Math.max(high, low + 1)];
}

function label(value: number): string {
  if (value >= 1_000_000) return `${value / 1_000_000}M`;
  return value >= 1000 ? `${value / 1000}k` : String(Number(value.toPrecision(3)));
}
