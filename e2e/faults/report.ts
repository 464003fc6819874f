import type { FullConfig, Reporter, TestCase, TestResult } from '@playwright/test/reporter';
import { engineOf, type Engine } from './engine.js';

interface Row {
  /** Requests that the same work takes without the fault. */
  needed?: number;
  /** What came of it in each engine: requests, or the status of a test that counts none. */
  engines: Record<string, string>;
}

/** Prints how many faults were tried in which browsers, and what each cost in requests. */
export default class FaultReport implements Reporter {
  readonly #rows = new Map<string, Row>();
  readonly #quickness: string[] = [];
  #engines: Engine[] = [];

  onBegin(config: FullConfig): void {
    this.#engines = [...new Set(config.projects.map(({ name }) => engineOf(name)))];
  }

  onTestEnd(test: TestCase, result: TestResult): void {
    if (!/e2e[\\/](faults|copied)[\\/].*\.spec\.ts$/.test(test.location.file)) return;
    const engine = engineOf(test.parent.project()!.name);
    const row = this.#rows.get(test.title) ?? { engines: {} };
    this.#rows.set(test.title, row);
    for (const { type, description = '' } of result.annotations) {
      if (type === 'quickness') this.#quickness.push(`${engine}: ${description}`);
      if (type !== 'requests') continue;
      const [sent, needed] = description.split(' ');
      row.needed = Number(needed);
      row.engines[engine] = sent!;
    }
    if (result.status !== 'passed') row.engines[engine] = result.status;
    row.engines[engine] ??= 'passed';
  }

  onEnd(): void {
    if (this.#rows.size === 0) return;
    const rows = [...this.#rows].sort(([a], [b]) => a.localeCompare(b));
    const width = Math.min(110, Math.max(...rows.map(([title]) => title.length)));
    const line = (title: string, cells: (string | number)[]): string =>
      `  ${title.slice(0, width).padEnd(width)}${cells.map((cell) => String(cell).padStart(10)).join('')}`;
    console.log('\nFaults, and the requests that each took: without the fault, and with it');
    console.log(line('', ['needed', ...this.#engines]));
    for (const [title, { needed, engines }] of rows) {
      console.log(line(title, [needed ?? '', ...this.#engines.map((engine) => engines[engine] ?? '')]));
    }
    const tried = this.#engines.map(
      (engine) =>
        `${rows.filter(([, { engines }]) => engines[engine] && engines[engine] !== 'skipped').length} in ${engine}`,
    );
    console.log(`\n  ${tried.join(', ')}`);
    for (const text of this.#quickness) console.log(`  ${text}`);
  }

  printsToStdio(): boolean {
    return false;
  }
}
