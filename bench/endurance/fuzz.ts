import fc from 'fast-check';
import { fastKey, KINDS, mutation, openSender, send } from '../../org/testing/mutated-requests.js';
import type { Memory } from '../process/answer-parent.js';
import { MeasuredProcess } from '../process/measured-process.js';

/**
 * `npm run bench -- fuzz`: sends the org good requests in which one thing is broken, and prints what came
 * of it: the statuses, and the org's memory after garbage collection. Fails on a 5xx, an unhandled rejection, or when a
 * good request is refused afterwards.
 */
const count = Number(process.env['FUZZ_REQUESTS'] ?? 20_000);
const seed = Number(process.env['FUZZ_SEED'] ?? Date.now() % 1_000_000);
/** How many requests are under way at once. */
const AT_ONCE = 16;

const service = await fastKey();
const org = await MeasuredProcess.start<{ origin: string }>('org-program.ts', { jwk: service.jwk });
const { origin } = org.started;
const sender = await openSender({ origin }, service);

const megabytes = (bytes: number): string => `${(bytes / 1024 / 1024).toFixed(1)} MB`;
const shown = ({ heapUsed, rss }: Memory): string => `heap ${megabytes(heapUsed)}, RSS ${megabytes(rss)}`;

for (const kind of KINDS) await (await send(sender, kind)).arrayBuffer();
console.log(`seed ${seed}, ${count.toLocaleString('en')} requests`);
console.log(`${'before'.padEnd(12)} ${shown(await org.memory())}`);

const statuses = new Map<string, Map<number, number>>();
const failures: unknown[] = [];
const start = performance.now();
const mutations = fc.sample(mutation, { numRuns: count, seed });
let next = 0;

async function work(): Promise<void> {
  while (next < mutations.length) {
    const number = ++next;
    const broken = mutations[number - 1]!;
    const { kind } = broken;
    try {
      const answer = await send(sender, kind, broken);
      await answer.arrayBuffer();
      const ofKind = statuses.get(kind) ?? new Map<number, number>();
      statuses.set(kind, ofKind.set(answer.status, (ofKind.get(answer.status) ?? 0) + 1));
      if (answer.status >= 500) failures.push({ status: answer.status, broken });
    } catch (error) {
      failures.push({ error, broken });
    }
    if (number % Math.ceil(count / 4) === 0)
      console.log(`${number.toLocaleString('en').padEnd(12)} ${shown(await org.memory())}`);
  }
}
await Promise.all(Array.from({ length: AT_ONCE }, work));

const seconds = (performance.now() - start) / 1000;
const after = await org.memory();
console.log(`${'after'.padEnd(12)} ${shown(after)}; ${seconds.toFixed(0)} s, ${Math.round(count / seconds)} a second`);
for (const [kind, ofKind] of statuses) {
  const list = [...ofKind].sort(([a], [b]) => a - b).map(([status, times]) => `${status} × ${times}`);
  console.log(`  ${kind.padEnd(24)} ${list.join(', ')}`);
}

const again = await openSender({ origin }, service);
for (const kind of KINDS.filter((name) => name !== 'token by code')) {
  const { status } = await send(again, kind);
  if (status >= 400) failures.push({ status, good: kind });
}
const rejections = await org.ask<number>('rejections');
if (rejections > 0) failures.push({ rejections });
for (const failure of failures.slice(0, 5)) console.error(failure);
console.log(
  failures.length === 0 ? 'No 5xx, no unhandled rejection, and good requests pass.' : `${failures.length} failures.`,
);
await org.end();
process.exitCode = failures.length === 0 ? 0 : 1;
