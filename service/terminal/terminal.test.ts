import { expect, test } from 'vitest';
import { Terminal } from './terminal.js';
import { table } from './table.js';
import { fit, pad, plain, widthOf, wrap } from './text.js';

/** A stream that keeps what is written. */
function stream(isTTY: boolean, columns = 40): { text: string } & NodeJS.WriteStream {
  const kept = { text: '', isTTY, columns, write: (text: string) => ((kept.text += text), true) };
  return kept as unknown as { text: string } & NodeJS.WriteStream;
}

test('colours and progress are for terminals only, and for nobody who minds', () => {
  for (const [isTTY, environment, coloured] of [
    [true, {}, true],
    [false, {}, false],
    [true, { NO_COLOR: '1' }, false],
    [true, { NO_COLOR: '' }, true],
    [true, { TERM: 'dumb' }, false],
  ] as const) {
    const terminal = new Terminal(stream(isTTY), stream(isTTY), environment);
    expect(terminal.paint('red', 'x')).toBe(coloured ? '\x1b[31mx\x1b[0m' : 'x');
  }
  const plainStream = stream(false);
  new Terminal(stream(true), plainStream, {}).progress('10 users');
  expect(plainStream.text).toBe('');
});

test('progress is one line, gone before the next one comes', () => {
  const error = stream(true, 20);
  const terminal = new Terminal(stream(true), error, { NO_COLOR: '1' });
  terminal.progress('200 users, page 1, and more');
  terminal.progress('400 users');
  terminal.say('done');
  expect(error.text).toBe('200 users, page 1,…\r\x1b[2K400 users\r\x1b[2Kdone\n');
});

test('the width is that of the terminal; elsewhere nothing is cut', () => {
  expect(new Terminal(stream(true, 72), stream(true), {}).width).toBe(72);
  expect(new Terminal(stream(false), stream(true), {}).width).toBe(Infinity);
});

test('a table is aligned, also with wide characters and accents', () => {
  expect(table(['A', 'B'], [['Zoë', '1'], ['太郎', '2'], ['e\u0301', '3']], Infinity)).toEqual(['A     B', 'Zoë   1', '太郎  2', 'e\u0301     3']); // prettier-ignore
});

test('a table fits the terminal: its widest columns are cut', () => {
  const lines = table(['NAME', 'LOGIN', 'STATUS'], [['x'.repeat(60), 'y'.repeat(50), 'ACTIVE']], 40);
  expect(lines[1]).toMatch(/^x+… {2}y+… {2}ACTIVE$/);
  for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(40);
});

test('text from elsewhere cannot steer the terminal', () => {
  const name = 'Ada\x1b]0;title\x07\x1b[2J\r\n\u202eecalevoL\x9b31m';
  // eslint-disable-next-line no-control-regex -- these must not be there
  expect(plain(name)).not.toMatch(/[\x00-\x1f\x7f-\x9f\u202e]/);
  expect(table(['A'], [[name]], 80)).toHaveLength(2);
});

test('text is cut and padded by what it takes, and broken at spaces', () => {
  expect([fit('太郎山田', 5), fit('Ada', 3), pad('太', 4)]).toEqual(['太郎…', 'Ada', '太  ']);
  expect(wrap('one two three', 7)).toEqual(['one two', 'three']);
  expect(wrap('abcdefghij k', 4)).toEqual(['abcd', 'efgh', 'ij k']);
});
