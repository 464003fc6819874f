import { expect, test } from 'vitest';
import { readOptions } from './options.js';

test('without a command it is users, with DPoP', () => {
  expect(readOptions([])).toMatchObject({ command: 'users', operands: [], bearer: false, trace: false, json: false });
});

test('options may stand anywhere', () => {
  expect(readOptions(['--trace', 'call', 'GET', '--bearer', '/a', '--scope', 'a b', '--scope', 'c,a'])).toMatchObject({
    command: 'call',
    operands: ['GET', '/a'],
    bearer: true,
    trace: true,
    scopes: ['a', 'b', 'c'],
  });
});

test.each<[args: string[], text: string]>([
  [['user'], 'There is no command "user". There are users, apps, call, token, keys, doctor.'],
  [['--beer'], "Unknown option '--beer'."],
  [['--limit'], "Option '--limit <value>' argument missing."],
  [['--limit', '0'], 'Expected a whole number from 1 to 200'],
  [['--limit', '201'], 'Expected a whole number from 1 to 200'],
  [['--limit', '5x'], 'Expected a whole number from 1 to 200'],
  [['token', '--limit', '5'], '--limit is for users and apps, not for token.'],
  [['users', '--body', '{}'], '--body is for call, not for users.'],
  [['users', '--replace'], '--replace is for keys, not for users.'],
  [['keys', 'generate', '--alg', 'HS256'], 'Expected ES256 or RS256'],
  [['--scope', 'a\\b'], '--scope: "a\\b" is no scope'],
  [['--scope', ' '], '--scope: Expected a scope'],
])('%j is told what is wrong with it', (args, text) => {
  expect(() => readOptions(args)).toThrow(expect.objectContaining({ code: 'ERR_USAGE', message: expect.stringContaining(text) as unknown })); // prettier-ignore
});
