import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { request, Agent } from 'node:http';
import { connect, type Socket } from 'node:net';
import { makeProof } from '../../dpop/make-proof.js';
import { signIn, type SignedIn } from '../../org/testing/sign-in.js';
import { MeasuredProcess } from '../process/measured-process.js';

/**
 * `npm run bench -- load`: does the org answer correct requests while it is overloaded in one way or another? Prints a
 * line for each, and fails when one correct request was not answered as it should be.
 */
const org = await MeasuredProcess.start<{ origin: string }>('org-program.ts');
const { origin } = org.started;
const port = Number(new URL(origin).port);
const agent = new Agent({ keepAlive: true, maxSockets: 64 });
const ada = await signIn({ origin });
const now = (): number => Math.floor(Date.now() / 1000);

async function proof({ accessToken, key }: SignedIn): Promise<string> {
  const ath = createHash('sha256').update(accessToken).digest('base64url');
  return makeProof(key, { htm: 'GET', htu: `${origin}/api/v1/users/me`, ath, iat: now() });
}

/** A call that must be answered with 200; resolves to the status. */
function call(DPoP: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = { Authorization: `DPoP ${ada.accessToken}`, DPoP };
    const sent = request(`${origin}/api/v1/users/me`, { headers, agent }, (answer) => {
      answer.resume().on('end', () => resolve(answer.statusCode!));
    });
    // The org may have closed a kept connection at the very moment in which it was used again: nothing was sent then.
    sent.on('error', (error) => {
      if (sent.reusedSocket) call(DPoP).then(resolve, reject);
      else reject(error);
    });
    sent.end();
  });
}

let failures = 0;

/** Makes correct calls, one after another, and prints how long they took. */
async function measure(name: string, count = 200): Promise<void> {
  const times: number[] = [];
  for (let number = 0; number < count; number++) {
    const made = await proof(ada);
    const start = performance.now();
    const status = await call(made);
    times.push(performance.now() - start);
    if (status !== 200) failures++;
  }
  times.sort((a, b) => a - b);
  const at = (part: number): string => `${times[Math.floor((times.length - 1) * part)]!.toFixed(1)} ms`;
  print(name, `${count} correct calls: median ${at(0.5)}, 99 % ${at(0.99)}, slowest ${at(1)}, RSS ${await memory()}`);
}

async function memory(): Promise<string> {
  const { rss } = await org.memory();
  return `${Math.round(rss / 1024 / 1024)} MB`;
}

function print(name: string, text: string): void {
  console.log(`${name.padEnd(34)} ${text}`);
}

async function open(count: number, bytes: string): Promise<Socket[]> {
  const sockets: Socket[] = [];
  for (let number = 0; number < count; number++) {
    const socket = connect(port, '127.0.0.1').on('error', () => undefined);
    await once(socket, 'connect');
    socket.write(bytes);
    sockets.push(socket);
  }
  return sockets;
}

const close = (sockets: Socket[]): void => sockets.forEach((socket) => socket.destroy());

const POST = `POST /oauth2/v1/token HTTP/1.1\r\nHost: localhost:${port}\r\nContent-Type: application/x-www-form-urlencoded\r\n`;

await measure('nothing else');

const idle = await open(1000, '');
await measure('1,000 idle connections');
close(idle);

const headers = await open(500, `GET /api/v1/users HTTP/1.1\r\nHost: localhost:${port}\r\nX-Slow: `);
const drip = setInterval(() => headers.forEach((socket) => socket.write('x')), 500);
await measure('500 headers that drip');
clearInterval(drip);
close(headers);

const bodies = await open(500, `${POST}Content-Length: 60000\r\n\r\n`);
const drop = setInterval(() => bodies.forEach((socket) => socket.write('x')), 500);
await measure('500 bodies that drip');
clearInterval(drop);
close(bodies);

// Each sends on until the org has had enough.
const flood = await open(100, `${POST}Content-Length: 1000000000\r\n\r\n`);
const chunk = Buffer.alloc(256 * 1024, 'x');
const answers = new Map<string, number>();
for (const socket of flood) {
  const send = (): void => {
    while (socket.writable && socket.write(chunk));
  };
  socket.on('drain', send).once('data', (data: Buffer) => {
    const status = data.toString('latin1').slice(9, 12);
    answers.set(status, (answers.get(status) ?? 0) + 1);
  });
  send();
}
await measure('100 bodies of 1 GB');
close(flood);
print('', `answers to the bodies: ${[...answers].map(([status, count]) => `${count} × ${status}`).join(', ')}`);

const huge = await open(100, `GET / HTTP/1.1\r\nHost: localhost:${port}\r\nX-Huge: ${'x'.repeat(1024 * 1024)}`);
await measure('100 headers of 1 MB');
close(huge);

const proofs: string[] = [];
for (let number = 0; number < 10_000; number++) proofs.push(await proof(ada));
const before = await memory();
const start = performance.now();
let next = 0;
const worker = async (): Promise<void> => {
  while (next < proofs.length) if ((await call(proofs[next++]!)) !== 200) failures++;
};
await Promise.all(Array.from({ length: 32 }, worker));
const seconds = (performance.now() - start) / 1000;
print('10,000 different jtis', `in ${seconds.toFixed(1)} s, ${Math.round(10_000 / seconds)} a second, RSS ${before} → ${await memory()}`); // prettier-ignore
const replays = await Promise.all([proofs[0]!, proofs[5000]!, proofs[9999]!].map(call));
if (replays.some((status) => status !== 400)) failures++;
print('', `three of them once more: ${replays.join(', ')}`);
await measure('after that');

agent.destroy();
await org.end();
console.log(
  failures === 0 ? 'All correct calls were answered.' : `${failures} calls were not answered as they should.`,
);
process.exitCode = failures === 0 ? 0 : 1;
