import { expect, test } from 'vitest';
import { readOptions } from './options.js';

test('the default command is users, with DPoP', () => {
  expect(readOptions([])).toMatchObject({ command: 'users', operands: [], bearer: false, trace: false, json: false });
});

test('options can be before and after the operands', () => {
  expect(readOptions(['--trace', 'call', 'GET', '--bearer', '/a', '--scope', 'a b', '--scope', 'c,a'])).toMatchObject({
    command: 'call',
    operands: ['GET', '/a'],
    bearer: true,
    trace: true,
    scopes: ['a', 'b', 'c'],
  });
});

test.each<[args: string[], text: string]>([
  [['user'], 'Unknown command "user". Expected one of users, apps, call, token, keys, doctor.'],
  [['--beer'], "Unknown option '--beer'."],
  [['--limit'], "Option '--limit <value>' argument missing."],
  [['--limit', '0'], 'Expected a whole number from 1 to 200'],
  [['--limit', '201'], 'Expected a whole number from 1 to 200'],
  [['--limit', '5x'], 'Expected a whole number from 1 to 200'],
  [['token', '--no-proof'], '--no-proof applies to users, apps, and call, not to token.'],
  [['users', '--no-proof', '--bearer'], 'Leave out --bearer'],
  [['token', '--limit', '5'], '--limit applies to users and apps, not to token.'],
  [['users', '--body', '{}'], '--body applies to call, not to users.'],
  [['users', '--replace'], '--replace applies to keys, not to users.'],
  [['keys', 'generate', '--alg', 'HS256'], 'Expected ES256 or RS256'],
  [['--scope', 'a\\b'], '--scope: "a\\b" is not a scope'],
  [['--scope', ' '], '--scope: Expected at least one scope'],
])('%j is rejected with the reason', (args, text) => {
  expect(() => readOptions(args)).toThrow(expect.objectContaining({ code: 'ERR_USAGE', message: expect.stringContaining(text) as unknown })); // prettier-ignore
});
