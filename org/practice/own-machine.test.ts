import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { networkInterfaces } from 'node:os';
import Koa from 'koa';
import { afterEach, expect, test } from 'vitest';
import { startTestOrg } from '../testing/test-org.js';
import { practiceEndpoint } from './own-machine.js';

let server: Server | undefined;
afterEach(() => void server?.close());

/** What a program is told whose connection comes from an address. The address is made up, the request is not. */
async function askFrom(address: string): Promise<[status: number, text: string]> {
  const app = new Koa();
  const endpoint = { origin: 'http://localhost', path: /^\/$/, subject: 'The switches', methods: ['GET'] };
  app.use(practiceEndpoint(endpoint, () => ({ passed: true })));
  const handle = app.callback();
  server = createServer((req, res) => {
    Object.defineProperty(req.socket, 'remoteAddress', { value: address });
    void handle(req, res);
  });
  await new Promise<void>((resolve) => server!.listen(0, '127.0.0.1', resolve));
  const answer = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  return [answer.status, await answer.text()];
}

test.each(['127.0.0.1', '127.1.2.3', '::1', '::ffff:127.0.0.1'])('%s is this machine', async (address) => {
  expect(await askFrom(address)).toEqual([200, '{"passed":true}']);
});

test.each(['192.168.1.7', '10.0.0.1', '::ffff:192.168.1.7', 'fe80::1', '1127.0.0.1', '127.0.0.1.evil', ''])(
  '%s is not',
  async (address) => {
    expect(await askFrom(address)).toEqual([403, '{"problems":["The switches are for this machine only."]}']);
  },
);

test('at its other addresses the machine does not answer at all', async () => {
  const org = await startTestOrg();
  const others = Object.values(networkInterfaces()).flatMap((all) => all?.filter(({ internal }) => !internal) ?? []);
  for (const { address, family, scopeid } of others) {
    if (scopeid) continue; // a link-local address, which an URL cannot name
    const host = family === 'IPv6' ? `[${address}]` : address;
    await expect(fetch(`http://${host}:${org.port}/practice/v1/switches`), address).rejects.toThrow('fetch failed');
  }
  await org.close();
});
