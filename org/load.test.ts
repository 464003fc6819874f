import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { makeProof } from '../dpop/make-proof.js';
import { signIn, type SignedIn } from './testing/sign-in.js';
import { startTestOrg, type TestOrg } from './testing/test-org.js';

let org: TestOrg;
let ada: SignedIn;
let sockets: Socket[] = [];
beforeAll(async () => {
  org = await startTestOrg();
  ada = await signIn(org);
});
afterEach(() => {
  for (const socket of sockets) socket.destroy();
  sockets = [];
});
afterAll(() => org.close());

async function open(count: number, head: string): Promise<Socket[]> {
  for (let number = 0; number < count; number++) {
    const socket = connect(org.port, '127.0.0.1').on('error', () => undefined);
    await once(socket, 'connect');
    socket.write(head.replace('HOST', `localhost:${org.port}`));
    sockets.push(socket);
  }
  return sockets;
}

async function isAnswered(): Promise<void> {
  const ath = createHash('sha256').update(ada.accessToken).digest('base64url');
  const DPoP = await makeProof(ada.key, { htm: 'GET', htu: `${org.origin}/api/v1/users/me`, ath, iat: org.now() });
  const answer = await fetch(`${org.origin}/api/v1/users/me`, {
    headers: { Authorization: `DPoP ${ada.accessToken}`, DPoP },
  });
  expect(answer.status).toBe(200);
  expect((await signIn(org)).tokenType).toBe('DPoP');
}

const FORM = 'POST /oauth2/v1/token HTTP/1.1\r\nHost: HOST\r\nContent-Type: application/x-www-form-urlencoded\r\n';

test.each([
  ['a thousand connections say nothing', 1000, ''],
  ['hundreds of headers do not end', 300, 'GET / HTTP/1.1\r\nHost: HOST\r\nX: '],
  ['hundreds of bodies do not end', 300, `${FORM}Content-Length: 1000\r\n\r\ngrant_type=`],
])('correct requests are answered while %s', async (_, count, head) => {
  const error = vi.spyOn(console, 'error');
  await open(count, head);
  await isAnswered();
  for (const socket of sockets) socket.destroy();
  await isAnswered();
  expect(error).not.toHaveBeenCalled(); // a client that goes is no news
  error.mockRestore();
});

test('a body that is too large is refused before it has all come', async () => {
  const [socket] = await open(1, `${FORM}Content-Length: 1000000000\r\n\r\n${'x'.repeat(100_000)}`);
  const [data] = (await once(socket!, 'data')) as [Buffer];
  expect(data.toString()).toMatch(/^HTTP\/1\.1 413 /);
  expect(data.toString()).toMatch(/^connection: close\r$/im);
  await isAnswered();
});

test('who goes on sending a body that is too large sees the answer, and is cut off then', async () => {
  const chunk = Buffer.alloc(256 * 1024, 'x');
  const answers = (await open(50, `${FORM}Content-Length: 1000000000\r\n\r\n`)).map(async (socket) => {
    const send = (): void => void socket.write(chunk, (error) => (error ? undefined : setImmediate(send)));
    const ended = new Promise((resolve) => socket.once('close', resolve)); // by a reset, which is as it should be
    let text = '';
    socket.on('data', (data) => (text += String(data)));
    send();
    await ended;
    return text.slice(0, 12);
  });
  expect(new Set(await Promise.all(answers))).toEqual(new Set(['HTTP/1.1 413']));
});

test('a connection on which a body was too large takes no other request', async () => {
  const [socket] = await open(1, `${FORM}Content-Length: 100000\r\n\r\n`);
  let text = '';
  socket!.on('data', (data) => (text += String(data)));
  const ended = once(socket!, 'end');
  socket!.write('x'.repeat(100_000));
  await expect.poll(() => text).toMatch(/^HTTP\/1\.1 413 /);
  socket!.write(`GET / HTTP/1.1\r\nHost: localhost:${org.port}\r\n\r\n`);
  await ended;
  expect(text.match(/^HTTP\/1\.1/gm)).toHaveLength(1);
});

test('headers that are too large are refused', async () => {
  const [socket] = await open(1, `GET / HTTP/1.1\r\nHost: HOST\r\nX: ${'x'.repeat(100_000)}`);
  const [data] = (await once(socket!, 'data')) as [Buffer];
  expect(data.toString()).toMatch(/^HTTP\/1\.1 431 /);
  await isAnswered();
});
