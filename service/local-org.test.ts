import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { freePort } from '../org/testing/free-port.js';
import { startTestOrg } from '../org/testing/test-org.js';
import { cli } from './testing/cli.js';

const service = cli();
const ports: string[] = [];
afterAll(() => {
  for (const port of ports) rmSync(stateOf(port), { force: true });
  service.close();
});

const stateOf = (port: string): string => join(import.meta.dirname, `../org/.state/localhost-${port}.json`);

/** A port for an org. It keeps its state by port, which goes at the end. */
async function portForOrg(): Promise<string> {
  const port = String(await freePort());
  ports.push(port);
  return port;
}

const answers = (port: string): Promise<boolean> =>
  fetch(`http://localhost:${port}/practice/v1/switches`).then(
    ({ ok }) => ok,
    () => false,
  );

// Each starts one, as a process.
describe.concurrent('when no org runs', () => {
  test('one is started, said in one sentence, and ended', async () => {
    const port = await portForOrg();
    const { code, stdout, stderr } = await service.run([], { ORG_PORT: port });
    expect([code, stdout]).toEqual([0, expect.stringContaining('ada@example.com')]);
    expect(stderr.replaceAll(/\s+/g, ' ')).toBe(
      `No org is configured and none runs at http://localhost:${port}: starting the local one for this command. It ends with it. 71 users `,
    );
    expect(await answers(port)).toBe(false);
  });

  test('the one that was started ends with a service that is stopped', async () => {
    const port = await portForOrg();
    const { says, end, exitCode } = service.start(['--trace'], { ORG_PORT: port });
    // At the first request the org is there.
    await says('1  POST');
    end('SIGINT');
    expect(await exitCode).toBe(130);
    expect(await answers(port)).toBe(false);
  });

  test('the wait for one that starts is stopped, and so is it', async () => {
    const port = await portForOrg();
    const { says, end, exitCode } = service.start([], { ORG_PORT: port });
    await says('starting the local one');
    end('SIGTERM');
    expect(await exitCode).toBe(143);
    // It had no time to become one.
    expect(existsSync(stateOf(port))).toBe(false);
    expect(await answers(port)).toBe(false);
  });

  test('one that does not start is told with what it said', async () => {
    const { code, stderr } = await service.run([], { ORG_PORT: await portForOrg(), ORG_SEED: '/nowhere/seed.json' });
    expect(code).toBe(2);
    const flat = stderr.replaceAll(/\s+/g, ' ');
    expect(flat).toContain('The local org did not start. The seed /nowhere/seed.json cannot be read');
    expect(flat).not.toContain('oidc-provider');
  });
});

test('an org that runs is used, and goes on', async () => {
  const org = await startTestOrg();
  const { code, stderr } = await service.run([], { ORG_PORT: String(org.port) });
  expect([code, stderr]).toEqual([0, '71 users\n']);
  expect(await answers(String(org.port))).toBe(true);
  await org.close();
});

test('an org that was reset gets the key again', async () => {
  for (let times = 0; times < 2; times++) {
    const org = await startTestOrg();
    expect((await service.run(['apps'], { ORG_PORT: String(org.port) })).code).toBe(0);
    await org.close();
  }
});

test('another program at the port is told, and gets nothing', async () => {
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
    expect.stringContaining(`Something answers at http://localhost:${port}, but it is not the local org.`),
  ]);
  expect(stderr).toContain('ORG_PORT=');
  expect(paths).toEqual(['/practice/v1/switches']);
  server.closeAllConnections();
  server.close();
});

test('a port that is none is told', async () => {
  const { code, stderr } = await service.run([], { ORG_PORT: '80000' });
  expect([code, stderr]).toEqual([2, expect.stringContaining('ORG_PORT is "80000". Set it to a port from 1 to 65535')]);
});

test('a port that is none is told with the file that it stands in', async () => {
  writeFileSync(join(service.folder, '.env'), 'ORG_PORT=http\n');
  const { code, stderr } = await service.run([]);
  rmSync(join(service.folder, '.env'));
  expect([code, stderr]).toEqual([2, expect.stringContaining('ORG_PORT (.env) is "http".')]);
});
