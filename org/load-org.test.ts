import { afterEach, expect, test, vi } from 'vitest';
import { withoutRuntimeWarning } from './load-org.js';

const WARNING = 'oidc-provider WARNING: Unsupported runtime. Use Node.js v22.x LTS, or a later LTS release.';

const warn = vi.spyOn(console, 'warn').mockReturnValue();
const spy = console.warn;
afterEach(() => warn.mockClear());

/** A module that warns while it is loaded. */
const loading = (...lines: string[]): Promise<string> =>
  withoutRuntimeWarning(async () => {
    for (const line of lines) console.warn(line);
    return 'the module';
  });

test.each([WARNING, `\x1b[31;1m${WARNING}\x1b[0m`])('the line about the runtime is not shown: %j', async (line) => {
  expect(await loading(line)).toBe('the module');
  expect(warn).not.toHaveBeenCalled();
});

test('any other warning is shown, also one of the same library', async () => {
  const others = ['oidc-provider WARNING: Something else.', `${WARNING} And more.`];
  await loading(...others, WARNING);
  expect(warn.mock.calls).toEqual(others.map((line) => [line]));
});

test('afterwards the console is as it was, also when the module does not load', async () => {
  await loading(WARNING);
  expect(console.warn).toBe(spy);
  await expect(withoutRuntimeWarning(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  expect(console.warn).toBe(spy);
});
