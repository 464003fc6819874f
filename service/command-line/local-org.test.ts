import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { freePort } from '../../org/testing/free-port.js';
import { startTestOrg } from '../../org/testing/test-org.js';
import { testCli } from '../testing/test-cli.js';

const service = testCli();
const ports: string[] = [];
afterAll(() => {
  for (const port of ports) rmSync(stateOf(port), { force: true });
  service.close();
});

const stateOf = (port: string): string => join(import.meta.dirname, `../../org/.state/localhost-${port}.json`);

/** A free port for an org. The state of the org is deleted after the tests. */
async function portForOrg(): Promise<string> {
  const port = String(await freePort());
  ports.push(port);
  return port;
}

const isRunning = (port: string): Promise<boolean> =>
  fetch(`http://localhost:${port}/practice/v1/switches`).then(
    ({ ok }) => ok,
    () => false,
  );

// Each test starts an org as a process.
describe.concurrent('if no org is running', () => {
  test('one is started for the command, with a message, and ended', async () => {
    const port = await portForOrg();
    const { code, stdout, stderr } = await service.run([], { ORG_PORT: port });
    expect([code, stdout]).toEqual([0, expect.stringContaining('ada@example.com')]);
    expect(stderr.replaceAll(/\s+/g, ' ')).toBe(
      `No org is configured, and no local org is running at http://localhost:${port}. Starting one for this command. 71 users `,
    );
    expect(await isRunning(port)).toBe(false);
  });

  test('a signal ends the service and the org that it started', async () => {
    const port = await portForOrg();
    const { says, end, exitCode } = service.start(['--trace'], { ORG_PORT: port });
    // The first request shows that the org is running.
    await says('1  POST');
    end('SIGINT');
    expect(await exitCode).toBe(130);
    expect(await isRunning(port)).toBe(false);
  });

  test('a signal during the start ends the service and the org', async () => {
    const port = await portForOrg();
    const { says, end, exitCode } = service.start([], { ORG_PORT: port });
    await says('No org is configured');
    end('SIGTERM');
    expect(await exitCode).toBe(143);
    // The org had not finished its start.
    expect(existsSync(stateOf(port))).toBe(false);
    expect(await isRunning(port)).toBe(false);
  });

  test('an org that does not start is an error with its output', async () => {
    const { code, stderr } = await service.run([], { ORG_PORT: await portForOrg(), ORG_SEED: '/nowhere/seed.json' });
    expect(code).toBe(2);
    const flat = stderr.replaceAll(/\s+/g, ' ');
    expect(flat).toContain('The local org did not start. The seed /nowhere/seed.json cannot be read');
    expect(flat).not.toContain('oidc-provider');
  });
});

test('a running org is used, and not ended', async () => {
  const org = await startTestOrg();
  const { code, stderr } = await service.run([], { ORG_PORT: String(org.port) });
  expect([code, stderr]).toEqual([0, '71 users\n']);
  expect(await isRunning(String(org.port))).toBe(true);
  await org.close();
});

test('the key is registered again with an org that was reset', async () => {
  for (let times = 0; times < 2; times++) {
    const org = await startTestOrg();
    expect((await service.run(['apps'], { ORG_PORT: String(org.port) })).code).toBe(0);
    await org.close();
  }
});

test('another program at the port is an error, and gets no credentials', async () => {
  const paths: string[] = [];
  const server = createServer((req, res) => {
    paths.push(req.url!);
    res.end('<h1>Hello</h1>');
  });
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  const { port } = server.address() as AddressInfo;
  const { code, stderr } = await service.run([], { ORG_PORT: String(port) });
  expect([code, stderr]).toEqual([
    2,
    expect.stringContaining(`Another program, not the local org, is running at http://localhost:${port}.`),
  ]);
  expect(stderr).toContain('ORG_PORT=');
  expect(paths).toEqual(['/practice/v1/switches']);
  server.closeAllConnections();
  server.close();
});

test('an invalid port is an error', async () => {
  const { code, stderr } = await service.run([], { ORG_PORT: '80000' });
  expect([code, stderr]).toEqual([2, expect.stringContaining('ORG_PORT is "80000". Set it to a port from 1 to 65535')]);
});

test('an invalid port in .env is an error that names the file', async () => {
  writeFileSync(join(service.folder, '.env'), 'ORG_PORT=http\n');
  const { code, stderr } = await service.run([]);
  rmSync(join(service.folder, '.env'));
  expect([code, stderr]).toEqual([2, expect.stringContaining('ORG_PORT (.env) is "http".')]);
});
