import { parseArgs } from 'node:util';
import { BENCHES, ENDURANCE } from './benches.js';
import type { Run } from './figures.js';
import { machine } from './measure/machine.js';
import { readPage, writePage } from './report/page.js';
import { formatNumber } from './report/numbers.js';
import { median } from './measure/statistics.js';
import { endBuilds } from './builds.js';
import type { WholeRun } from './report/whole-run.js';

// `npm run bench`: see HELP.

const HELP = `
  npm run bench                     Measure everything, and write docs/performance.md. About seven minutes
  npm run bench -- <name> …         Some of it: ${Object.keys(BENCHES).join(', ')}
  npm run bench -- --quick          With fewer rounds, to see whether it runs. Writes no page
  npm run bench -- <name> --json    Print the figures as JSON
  npm run bench -- --draw           Write the page again from the last whole run
  npm run bench -- <name>           Look for failures under load: ${Object.keys(ENDURANCE).join(', ')}
`;

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    draw: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
});

const unknown = positionals.filter((name) => !(name in BENCHES) && !(name in ENDURANCE));
if (options.help || unknown.length > 0) {
  if (unknown.length > 0) process.exitCode = 1;
  console.log(HELP);
} else if (options.draw) {
  await writePage(readPage());
} else if (positionals.some((name) => name in ENDURANCE)) {
  // Each reads its own arguments.
  for (const name of positionals.filter((each) => each in ENDURANCE)) await ENDURANCE[name]!();
} else {
  await measure(positionals.length > 0 ? positionals : Object.keys(BENCHES));
}

async function measure(names: string[]): Promise<void> {
  const isWhole = positionals.length === 0 && !options.quick;
  const begin = performance.now();
  const result: WholeRun = { machine: await machine(), seconds: 0, benches: [] };
  try {
    for (const name of names) {
      const started = performance.now();
      const run: Run = {
        rounds: (count) => (options.quick ? Math.max(2, Math.round(count / 6)) : count),
        progress: (text) => void process.stderr.write(`${name}: ${text}\n`),
      };
      const bench = await BENCHES[name]!();
      const outcome = await bench.run(run);
      const seconds = Math.round((performance.now() - started) / 1000);
      process.stderr.write(`${name}: ${seconds} s\n`);
      result.benches.push({ name, title: bench.title, about: bench.about, ...outcome });
    }
  } finally {
    await endBuilds();
  }
  result.seconds = Math.round((performance.now() - begin) / 1000);
  if (options.json) console.log(JSON.stringify(result, null, 2));
  else print(result);
  if (isWhole) await writePage([result, ...readPage()].slice(0, 2));
}

function print({ benches }: WholeRun): void {
  for (const { title, figures, goals } of benches) {
    for (const figure of figures) {
      console.log(`\n${title}: ${figure.title}`);
      if (figure.kind === 'comparison') {
        for (const { name, rounds } of figure.rows) {
          console.log(`  ${name.padEnd(44)} ${formatNumber(median(rounds))} ${figure.unit}`);
        }
      } else if (figure.kind === 'breakdown') {
        for (const { name, parts } of figure.bars) {
          console.log(`  ${name}: ${parts.map((part) => `${part.name} ${formatNumber(part.value)}`).join(', ')}`);
        }
      } else if (figure.kind === 'growth') {
        for (const { name, points, unit } of figure.curves) {
          const list = points.map(({ x, rounds }) => `${x.toLocaleString('en')}: ${formatNumber(median(rounds))}`);
          console.log(`  ${name}: ${list.join(', ')} ${unit}`);
        }
      } else {
        for (const row of figure.rows) console.log(`  ${row.join(' | ')}`);
      }
    }
    for (const { goal, actual, met, why } of goals) {
      console.log(`\n${met ? 'met    ' : 'NOT MET'} ${goal}: ${actual}${met || !why ? '' : `\n        ${why}`}`);
    }
  }
}
