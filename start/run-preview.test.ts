import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { runInTest, type RunningProgram } from '../cli/testing/run-in-test.js';
import { freePort } from '../org/testing/free-port.js';
import { runPreview } from './run-preview.js';

const dist = mkdtempSync(join(tmpdir(), 'dist-'));
writeFileSync(join(dist, 'index.html'), 'the app');
afterAll(() => rmSync(dist, { recursive: true }));

function preview(port: number | string, directory = dist): RunningProgram {
  return runInTest((args, context) => runPreview(args, context, directory), { env: { APP_PORT: String(port) } });
}

describe('npm run preview', () => {
  test('serves the build at the port of the app until a signal ends it', async () => {
    const port = await freePort();
    const { says, end, exitCode, printed } = preview(port);
    await says(`The production build of the app: http://localhost:${port}\n`);
    expect(await (await fetch(`http://localhost:${port}/users`)).text()).toBe('the app');
    end('SIGTERM');
    expect([await exitCode, printed.stderr]).toEqual([0, '']);
    await expect(fetch(`http://localhost:${port}`)).rejects.toThrow();
  });

  test('says how to get a build when there is none', async () => {
    const { exitCode, printed } = preview(await freePort(), join(dist, 'nothing'));
    expect(await exitCode).toBe(1);
    expect(printed.all).toBe('There is no production build in dist/. Make one: npm run build\n');
  });

  test('says what is wrong with the port', async () => {
    const invalid = preview('http');
    expect([await invalid.exitCode, invalid.printed.stderr]).toEqual([
      1,
      expect.stringContaining('APP_PORT is "http"'),
    ]);
    const other = createServer();
    await new Promise<void>((resolve) => other.listen({ host: '127.0.0.1', port: 0 }, resolve));
    const { port } = other.address() as AddressInfo;
    const taken = preview(port);
    expect([await taken.exitCode, taken.printed.stderr]).toEqual([1, expect.stringMatching(`${port}.*APP_PORT=`)]);
    other.close();
  });
});
