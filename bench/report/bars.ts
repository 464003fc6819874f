import type { Comparison } from '../figures.js';
import { median, quantile } from '../measure/statistics.js';
import { formatNumber } from './numbers.js';
import { BODY, dot, line, MARGIN, rect, svg, text, WIDTH } from './svg.js';

const NAMES = 210;
const VALUES = 110;
const ROW = 34;
const LEFT = MARGIN + NAMES;
const RIGHT = WIDTH - MARGIN - VALUES;

/** A bar for each median, every round a dot, and a line where no code can go below. */
export function bars({ title, unit, better, rows }: Comparison, foot: string): string {
  const most = Math.max(...rows.map(({ rounds }) => Math.max(median(rounds) * 1.1, quantile(rounds, 0.95))));
  const x = (value: number): number => LEFT + ((RIGHT - LEFT) * Math.min(value, most)) / most;
  const limit = rows.find(({ role }) => role === 'limit');
  const body: string[] = [];
  rows.forEach(({ name, role, rounds }, index) => {
    const y = BODY + 14 + index * ROW;
    const middle = median(rounds);
    body.push(
      text(MARGIN, y + 4, name, role === 'ours' ? 'strong' : ''),
      rect(LEFT, y - 9, RIGHT - LEFT, 18, 'track'),
      rect(LEFT, y - 9, x(middle) - LEFT, 18, `${role} bar`),
      ...rounds.map((value, round) => dot(x(value), y + (((round * 5) % 9) - 4) * 1.4, role)),
      line(x(middle), y - 11, x(middle), y + 11, `${role} median`),
      text(WIDTH - MARGIN, y + 4, `${formatNumber(middle)} ${unit}`, 'end number'),
    );
  });
  const bottom = BODY + rows.length * ROW;
  if (limit) body.push(line(x(median(limit.rounds)), BODY - 4, x(median(limit.rounds)), bottom - 2, 'edge'));
  return svg({
    title,
    subtitle: `${better === 'less' ? 'Less' : 'More'} is better. Bar: median. Dot: a round.${limit ? ` Dashed: ${limit.name}.` : ''}`,
    foot,
    height: rows.length * ROW,
    body,
    description: rows.map(({ name, rounds }) => `${name}: ${formatNumber(median(rounds))} ${unit}`).join('; '),
  });
}
