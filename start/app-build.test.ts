import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { until } from '../cli/testing/until.js';
import { startAppBuild, type AppBuild } from './app-build.js';

// A repository whose `ng` says what the test tells it to.
const root = mkdtempSync(join(tmpdir(), 'app-build-'));
const bin = join(root, 'node_modules/@angular/cli/bin');
mkdirSync(bin, { recursive: true });
writeFileSync(join(root, 'package.json'), '{"type":"module"}');
afterAll(() => rmSync(root, { recursive: true }));

let lines: string[];
beforeEach(() => {
  lines = [];
});

function build(ng: string, colours = false): Promise<AppBuild> {
  writeFileSync(join(bin, 'ng.js'), ng);
  const output = join(root, 'output');
  return startAppBuild({ root, output, env: { MARK: 'mine' }, colours, print: (line) => void lines.push(line) });
}

const STAYS = 'setInterval(() => {}, 1000);';
const COMPLETE = `console.log('Application bundle generation complete. [2.1 seconds] - 2026');`;
const FAILED = `console.log('Application bundle generation failed. [2.1 seconds] - 2026');`;

describe('the build of the app', () => {
  test('is a development build that goes on, into its folder, with the environment that it is given', async () => {
    const { built, close } = await build(
      `import { writeFileSync } from 'node:fs';
       writeFileSync('seen.json', JSON.stringify({ args: process.argv.slice(2), mark: process.env.MARK }));
       ${COMPLETE} ${STAYS}`,
    );
    await built;
    await close();
    expect(JSON.parse(readFileSync(join(root, 'seen.json'), 'utf8'))).toEqual({
      args: [
        'build',
        '--watch',
        '--configuration=development',
        '--progress=false',
        `--output-path=${join(root, 'output')}`,
      ],
      mark: 'mine',
    });
  });

  test('shows nothing of a first build that succeeds, and a line for each other one', async () => {
    const { built, close } = await build(`console.log('Initial chunk files'); ${COMPLETE} ${COMPLETE} ${STAYS}`);
    await built;
    await until(
      'the line',
      () => lines.length,
      (count) => count > 0,
    );
    await close();
    expect(lines).toEqual(['The app is built anew [2.1 seconds]: reload the page.']);
  });

  test('is not there yet after one that failed', async () => {
    const { built, close } = await build(`${FAILED} setTimeout(() => { ${COMPLETE} }, 20); ${STAYS}`);
    await built;
    await close();
    expect(lines).toEqual(['The app is not built. Correct the errors shown here, and the build goes on.']);
  });

  test.each([
    [false, 'an error'],
    [true, '\x1b[31man error\x1b[0m'],
  ])('shows errors; in colours: %s', async (colours, shown) => {
    const { ended } = await build(String.raw`console.error('\x1b[31man error\x1b[0m');`, colours);
    await ended;
    expect(lines).toEqual([shown]);
  });

  test('is ended by closing it, and what it says then is shown to nobody', async () => {
    const { built, ended, close } = await build(
      `import { writeFileSync } from 'node:fs';
       process.on('SIGTERM', () => {
         console.error('The service was stopped');
         writeFileSync('closed', '');
         process.exit();
       });
       ${COMPLETE} ${STAYS}`,
    );
    await built;
    await close();
    await ended;
    expect(lines).toEqual([]);
    expect(existsSync(join(root, 'closed'))).toBe(true);
  });

  test('empties its folder first', async () => {
    mkdirSync(join(root, 'output'), { recursive: true });
    writeFileSync(join(root, 'output/old.js'), '');
    const { ended } = await build('');
    await ended;
    expect(() => readFileSync(join(root, 'output/old.js'))).toThrow();
  });
});
