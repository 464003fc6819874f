import type { Breakdown } from '../figures.js';
import { formatNumber } from './numbers.js';
import { BODY, MARGIN, rect, svg, text, WIDTH } from './svg.js';

const COLOURS = ['a', 'b', 'c', 'd', 'e'];
const ROW = 62;
const LEGEND = 22;

/** What costs are made of: a stack for each, lying, with a legend that has the numbers. */
export function stacks({ title, unit, bars }: Breakdown, foot: string): string {
  const total = (parts: { value: number }[]): number => parts.reduce((sum, { value }) => sum + value, 0);
  const most = Math.max(...bars.map(({ parts }) => total(parts)));
  const width = (value: number): number => ((WIDTH - 2 * MARGIN) * value) / most;
  const body: string[] = [];
  bars.forEach(({ name, parts }, index) => {
    const y = BODY + index * ROW;
    body.push(
      text(MARGIN, y + 12, name, 'strong'),
      text(WIDTH - MARGIN, y + 12, `${formatNumber(total(parts))} ${unit}`, 'end number'),
    );
    let x = MARGIN;
    parts.forEach(({ value }, part) => {
      const wide = width(value);
      body.push(rect(x, y + 20, Math.max(0, wide - 1), 20, COLOURS[part]!));
      x += wide;
    });
  });
  const names = bars[0]!.parts.map(({ name }) => name);
  const top = BODY + bars.length * ROW + (bars.length > 1 ? 14 : 0);
  names.forEach((name, part) => {
    const y = top + part * LEGEND;
    const values = bars.map(({ parts }) => formatNumber(parts[part]!.value));
    const shares = bars.map(({ parts }) => `${((100 * parts[part]!.value) / total(parts)).toFixed(0)} %`);
    body.push(
      rect(MARGIN, y, 12, 12, COLOURS[part]!),
      text(MARGIN + 20, y + 11, name),
      ...values.map((value, bar) => text(360 + bar * 190, y + 11, `${value} ${unit}, ${shares[bar]}`, 'number soft')),
    );
  });
  if (bars.length > 1) {
    bars.forEach(({ name }, bar) => body.push(text(360 + bar * 190, top - 8, name, 'small soft')));
  }
  return svg({
    title,
    subtitle: 'Medians, one after the other.',
    foot,
    height: bars.length * ROW + names.length * LEGEND + (bars.length > 1 ? 18 : 4),
    body,
    description: bars
      .map(
        ({ name, parts }) =>
          `${name}: ${parts.map((part) => `${part.name} ${formatNumber(part.value)} ${unit}`).join(', ')}`,
      )
      .join('; '),
  });
}
