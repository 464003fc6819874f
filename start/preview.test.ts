import { expect, test } from 'vitest';
import { npmRun } from '../cli/testing/spawn-command.js';

test('npm run preview reads the environment, and ends with the exit code of the program', async (context) => {
  const { exitCode, printed } = npmRun(context, 'preview', { env: { APP_PORT: 'http' } });
  expect(await exitCode).toBe(1);
  expect(printed.stderr).toBe('APP_PORT is "http". Set it to a port from 1 to 65535, or leave it out for 4200.\n');
});
