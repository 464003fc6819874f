import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fastKey, KINDS, mutation, openSender, seedFor, send, type Sender } from './testing/mutated-requests.js';
import { startTestOrg, type TestOrg } from './testing/test-org.js';

let org: TestOrg;
let sender: Sender;
const rejections: unknown[] = [];
const reject = (reason: unknown): void => void rejections.push(reason);

beforeAll(async () => {
  process.on('unhandledRejection', reject);
  const service = await fastKey();
  org = await startTestOrg({ seed: seedFor(service) });
  sender = await openSender(org, service);
});
afterAll(async () => {
  process.off('unhandledRejection', reject);
  await org.close();
});

/** What the good request of each kind is answered. */
const GOOD: Record<(typeof KINDS)[number], number> = {
  'API call': 200,
  'token by assertion': 200,
  'token by refresh token': 200,
  'token by code': 400, // this code is unknown, but nothing else is wrong
  'introspect': 200,
  'revoke': 200,
  'authorize by GET': 303,
  'authorize by POST': 303,
  'create app': 200,
  'update app': 200,
  'add key': 201,
  'grant scope': 201,
  'add trusted origin': 200,
  'replace trusted origin': 200,
};

async function expectGood(): Promise<void> {
  for (const kind of KINDS) {
    const answer = await send(sender, kind);
    expect([kind, answer.status, answer.ok ? '' : await answer.text()]).toEqual([
      kind,
      GOOD[kind],
      kind === 'token by code' ? expect.stringContaining('authorization code is invalid') : expect.any(String),
    ]);
  }
}

/** Many in `npm run test:all`: vitest.config.ts. */
const FUZZ_REQUESTS = Number(process.env['FUZZ_REQUESTS'] ?? 300);

// 3,000 requests take a busy machine its time.
test(
  'a good request in which one thing is broken is answered with no 5xx, and good ones still pass',
  { timeout: 600_000 },
  async () => {
    await expectGood();
    await fc.assert(
      fc.asyncProperty(mutation, async (broken) => {
        const answer = await send(sender, broken.kind, broken);
        await answer.arrayBuffer();
        expect(answer.status).toBeLessThan(500);
      }),
      { numRuns: FUZZ_REQUESTS },
    );
    // The refresh token that stood in many of them was exchanged, and with time goes the leeway in which it still works.
    sender = await openSender(org, sender.service);
    await expectGood();
    expect(rejections).toEqual([]);
  },
);
