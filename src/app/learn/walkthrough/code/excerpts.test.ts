import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { extract } from './extract.js';
import { EXCERPTS_PATH, excerptsText } from './generate.js';

const FILE = [
  '// first',
  'export function headers(token: string) {',
  '  const nonce = 1;',
  '  return `Bearer ${token}`;',
  '}',
];
const source = { file: 'a.ts', from: 'const nonce', to: 'return', dpop: ['nonce'], bearer: ['Bearer'] };

describe('an excerpt', () => {
  it('has its lines, their numbers, what they are for, and classes', () => {
    expect(extract(source, FILE.join('\n'))).toEqual({
      ...{ file: 'a.ts', from: 3, to: 4 },
      lines: [
        { mark: '+', tokens: [['k', 'const'], ['', ' nonce = '], ['n', '1'], ['', ';']] }, // prettier-ignore
        { mark: '-', tokens: [['k', 'return'], ['', ' '], ['s', '`Bearer ${'], ['', 'token'], ['s', '}`'], ['', ';']] }, // prettier-ignore
      ],
    });
  });

  it('shows what stood in the place of a line', () => {
    const instead = [{ dpop: '"dpop": true', bearer: '"dpop": false' }];
    const { lines } = extract({ file: 'a.json', from: '"dpop"', to: '"dpop"', instead }, '{\n  "dpop": true\n}');
    expect(lines.map(({ mark, tokens }) => mark + tokens.map(([, text]) => text).join(''))).toEqual([
      '-"dpop": false',
      '+"dpop": true',
    ]);
  });

  it.each([
    ['gone', { ...source, from: 'const other' }, 'which is gone'],
    ['there twice', { ...source, from: 'n' }, 'times'],
    ['in another place', { ...source, dpop: ['// first'] }, 'which is gone'],
    ['without its end', { ...source, to: 'nowhere' }, 'which is gone'],
  ])('is an error when its anchor is %s', (_name, changed, problem) => {
    expect(() => extract(changed, FILE.join('\n'))).toThrow(problem);
  });

  it('has at most 14 lines', () => {
    expect(() => extract(source, FILE.join('\n'.repeat(20)))).toThrow('At most 14');
  });
});

it('the excerpts are those of the code as it is: npm run build writes them anew', async () => {
  expect(readFileSync(EXCERPTS_PATH, 'utf8')).toBe(await excerptsText());
});
