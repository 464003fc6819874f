import { expect, test } from 'vitest';
import { CliError, describeError } from './cli-error.js';

test('an error for the user is shown as its message alone', () => {
  expect(describeError(new CliError('ERR_PORT_TAKEN', 'Port 1 is taken.'))).toBe('Port 1 is taken.');
});

test('so is an error with a code that comes from elsewhere, such as the system', () => {
  expect(describeError(Object.assign(new Error('It is full.'), { code: 'ENOSPC' }))).toBe('It is full.');
});

test('a bug is shown with its stack and its cause', () => {
  const text = describeError(new TypeError('x is undefined', { cause: new Error('y') }));
  expect(text).toMatch(/^TypeError: x is undefined\n\s+at /);
  expect(text).toContain('[cause]: Error: y');
});
