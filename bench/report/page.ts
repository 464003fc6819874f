import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import type { Comparison, Figure, Growth } from '../figures.js';
import type { Machine } from '../measure/machine.js';
import { median, quantile, ratios } from '../measure/statistics.js';
import { bars } from './bars.js';
import { curves } from './curves.js';
import { formatNumber } from './numbers.js';
import { stacks } from './stacks.js';
import type { WholeRun } from './whole-run.js';

const root = join(import.meta.dirname, '../..');
const PAGE = join(root, 'docs/performance.md');
const DRAWINGS = join(root, 'docs/performance');
const KEPT = join(root, '.cache/bench/whole-runs.json');

/** The last whole runs, the newest first. */
export function readPage(): WholeRun[] {
  return existsSync(KEPT) ? (JSON.parse(readFileSync(KEPT, 'utf8')) as WholeRun[]) : [];
}

/** Writes docs/performance.md and its drawings. @param runs the newest first; the page has the medians of the one before */
export async function writePage(runs: WholeRun[]): Promise<void> {
  const [newest, before] = runs;
  if (!newest) throw new Error('There is no whole run: npm run bench');
  mkdirSync(dirname(KEPT), { recursive: true });
  writeFileSync(KEPT, JSON.stringify(runs));
  mkdirSync(DRAWINGS, { recursive: true });
  for (const name of readdirSync(DRAWINGS).filter((each) => each.endsWith('.svg'))) rmSync(join(DRAWINGS, name));

  const sections = newest.benches.map(({ title, about, figures }) =>
    [`## ${title}`, about, ...figures.flatMap((figure) => sectionOf(figure, newest.machine, before))].join('\n\n'),
  );
  const text = [
    '# Performance',
    'How fast it is, beside what people would use instead. `npm run bench` measures all of it and writes this page; nothing here is a test, and the figures are those of one machine. Compare the ratios, not the times.',
    machineOf(newest, before),
    'What is compared is measured in the same run, in rounds that alternate: in each round everything is measured once, and each round begins with another one, so that noise comes to all. The value is the median of the rounds, the spread the middle half of them, and the ratio the median of the ratios within the rounds. CPU time is that of all threads of the process.',
    '## Goals',
    goalsOf(newest, before),
    ...sections,
  ].join('\n\n');
  const options = await resolveConfig(PAGE);
  writeFileSync(PAGE, await format(text, { ...options, filepath: PAGE }));
  process.stderr.write('Written: docs/performance.md\n');
}

function machineOf({ machine, seconds }: WholeRun, before: WholeRun | undefined): string {
  const { cpu, cores, memory, system, node, browser, libraries } = machine;
  const run = (each: WholeRun): string => `${each.machine.date} UTC, commit ${each.machine.commit}`;
  return [
    `**The machine:** ${cpu}, ${cores} cores, ${memory}, ${system}; Node ${node}, ${browser}; ${libraries}.`,
    `**The run:** ${run({ machine, seconds, benches: [] })}, ${seconds} s.${before ? ` The run before: ${run(before)}.` : ''}`,
  ].join('\n\n');
}

function goalsOf({ benches }: WholeRun, before: WholeRun | undefined): string {
  const goals = benches.flatMap((bench) => bench.goals);
  const earlier = before?.benches.flatMap((bench) => bench.goals) ?? [];
  const rows = goals.map(({ goal, actual, met }) => {
    const then = earlier.find((other) => other.goal === goal);
    return [goal, met ? 'yes' : '**no**', actual, then ? then.actual : '–'];
  });
  const reasons = goals.filter(({ met, why }) => !met && why).map(({ goal, why }) => `- **${goal}.** ${why}`);
  return [
    table(['Goal', 'Met', 'This run', 'The run before'], rows),
    ...(reasons.length > 0 ? ['What the profile says about those that are not met:', reasons.join('\n')] : []),
  ].join('\n\n');
}

function sectionOf(figure: Figure, machine: Machine, before: WholeRun | undefined): string[] {
  const notes = figure.notes ?? [];
  const foot = `${machine.cpu}, ${machine.cores} cores · Node ${machine.node} · ${machine.browser} · ${machine.date}`;
  const picture = (file: string, drawing: string): string => {
    writeFileSync(join(DRAWINGS, `${file}.svg`), drawing);
    return `![${figure.title}](performance/${file}.svg)`;
  };
  const heading = `### ${figure.title}`;
  switch (figure.kind) {
    case 'comparison':
      return [heading, picture(figure.id, bars(figure, foot)), comparisonTable(figure, before), ...notes];
    case 'breakdown':
      return [heading, picture(figure.id, stacks(figure, foot)), ...notes];
    case 'growth':
      return [heading, picture(figure.id, curves(figure, foot)), growthTable(figure, before), ...notes];
    case 'counts':
      return [heading, table(figure.columns, figure.rows), ...notes];
  }
}

function comparisonTable(figure: Comparison, before: WholeRun | undefined): string {
  const { rows, base, unit, id } = figure;
  const reference = rows.find(({ name }) => name === base)!;
  const earlier = before?.benches
    .flatMap((bench) => bench.figures)
    .find((other): other is Comparison => other.kind === 'comparison' && other.id === id);
  return table(
    ['', unit, 'Middle half', `Over ${base}`, 'The run before'],
    rows.map(({ name, role, rounds }) => {
      const then = earlier?.rows.find((other) => other.name === name);
      return [
        role === 'ours' ? `**${name}**` : name,
        formatNumber(median(rounds)),
        `${formatNumber(quantile(rounds, 0.25))} – ${formatNumber(quantile(rounds, 0.75))}`,
        `${median(ratios(rounds, reference.rounds)).toFixed(2)} ×`,
        then ? formatNumber(median(then.rounds)) : '–',
      ];
    }),
  );
}

function growthTable(figure: Growth, before: WholeRun | undefined): string {
  const earlier = before?.benches
    .flatMap((bench) => bench.figures)
    .find((other): other is Growth => other.kind === 'growth' && other.id === figure.id);
  return table(
    ['Cost', 'of', 'Median', 'The run before'],
    figure.curves.map(({ name, of, unit, points }) => {
      const list = (values: { x: number; rounds: number[] }[]): string =>
        values.map(({ x, rounds }) => `${x.toLocaleString('en')}: ${formatNumber(median(rounds))}`).join(', ');
      const then = earlier?.curves.find((other) => other.name === name);
      return [name, of, `${list(points)} ${unit}`, then ? list(then.points) : '–'];
    }),
  );
}

function table(columns: string[], rows: string[][]): string {
  const row = (cells: string[]): string => `| ${cells.join(' | ')} |`;
  return [row(columns), row(columns.map(() => '---')), ...rows.map(row)].join('\n');
}
