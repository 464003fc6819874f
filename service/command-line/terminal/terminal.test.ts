import stringWidth from 'string-width';
import { expect, test } from 'vitest';
import { Terminal } from './terminal.js';
import { table } from './table.js';
import { padEnd, sanitize, truncate, wrap } from './text.js';

/** A stream that records what is written. */
function stream(isTTY: boolean, columns = 40): { text: string } & NodeJS.WriteStream {
  const recorded = { text: '', isTTY, columns, write: (text: string) => ((recorded.text += text), true) };
  return recorded as unknown as { text: string } & NodeJS.WriteStream;
}

test('colours and progress appear on terminals only, unless NO_COLOR or a dumb terminal forbids them', () => {
  for (const [isTTY, environment, coloured] of [
    [true, {}, true],
    [false, {}, false],
    [true, { NO_COLOR: '1' }, false],
    [true, { NO_COLOR: '' }, true],
    [true, { TERM: 'dumb' }, false],
  ] as const) {
    const terminal = new Terminal(stream(isTTY), stream(isTTY), environment);
    expect(terminal.paint('red', 'x')).toBe(coloured ? '\x1b[31mx\x1b[39m' : 'x');
  }
  const file = stream(false);
  new Terminal(stream(true), file, {}).showProgress('10 users');
  expect(file.text).toBe('');
});

test('progress is one line, which the next output replaces', () => {
  const error = stream(true, 20);
  const terminal = new Terminal(stream(true), error, { NO_COLOR: '1' });
  terminal.showProgress('200 users, page 1, and more');
  terminal.showProgress('400 users');
  terminal.log('done');
  expect(error.text).toBe('200 users, page 1,…\r\x1b[2K400 users\r\x1b[2Kdone\n');
});

test('the width is that of the terminal, and infinite for other streams', () => {
  expect(new Terminal(stream(true, 72), stream(true), {}).width).toBe(72);
  expect(new Terminal(stream(false), stream(true), {}).width).toBe(Infinity);
});

test('the columns of a table are aligned, also with wide characters and accents', () => {
  expect(table(['A', 'B'], [['Zoë', '1'], ['太郎', '2'], ['e\u0301', '3']], Infinity)).toEqual(['A     B', 'Zoë   1', '太郎  2', 'e\u0301     3']); // prettier-ignore
});

test('a table fits the terminal: its widest columns are cut', () => {
  const lines = table(['NAME', 'LOGIN', 'STATUS'], [['x'.repeat(60), 'y'.repeat(50), 'ACTIVE']], 40);
  expect(lines[1]).toMatch(/^x+… {2}y+… {2}ACTIVE$/);
  for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(40);
});

test('text from elsewhere cannot control the terminal', () => {
  const name = 'Ada\x1b]0;title\x07\x1b[2J\r\n\u202eecalevoL\x9b31m';
  // eslint-disable-next-line no-control-regex -- the characters that must be replaced
  expect(sanitize(name)).not.toMatch(/[\x00-\x1f\x7f-\x9f\u202e]/);
  expect(table(['A'], [[name]], 80)).toHaveLength(2);
});

test('text is cut and padded by its width in columns', () => {
  expect([truncate('太郎山田', 5), truncate('Ada', 3), padEnd('太', 4)]).toEqual(['太郎…', 'Ada', '太  ']);
  // A wide character does not fit into the third of four columns: the result is narrower, not wider.
  expect(truncate('太郎山田', 4)).toBe('太…');
});

test('a table with wide characters fits the terminal', () => {
  for (let width = 20; width < 40; width++) {
    for (const line of table(['NAME', 'LOGIN'], [['太郎'.repeat(9), '山田'.repeat(9)]], width)) {
      expect(stringWidth(line)).toBeLessThanOrEqual(width);
    }
  }
});

test('text is wrapped at spaces, and indented by the width of its prefix', () => {
  const words = 'one two three four five six seven eight nine ten';
  expect(wrap('→ ', words, 40)).toBe('→ one two three four five six seven\n  eight nine ten');
  expect(wrap('\x1b[31m✗\x1b[39m ', words, 40)).toMatch(/\n {2}eight nine ten$/);
  expect(wrap('', 'x'.repeat(50), 40)).toBe(`${'x'.repeat(40)}\n${'x'.repeat(10)}`);
});

test('text is still readable on a terminal that is narrower than its prefix', () => {
  expect(wrap(' '.repeat(20), 'one two three', 10)).toBe(`${' '.repeat(20)}one two three`);
});
