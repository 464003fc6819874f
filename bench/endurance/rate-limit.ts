import { generateKeyPairSync } from 'node:crypto';
import { createServiceClient, readSigningKey, ServiceError } from '../../service/index.js';
import { startScriptedOrg } from '../../service/testing/scripted-org.js';

/**
 * `npm run bench -- rate-limit`: 150 calls at once to an org that accepts 20 in 6 s. Prints what became of them, and fails
 * unless all succeed with at most 160 requests.
 */
const CALLS = 150;
const [LIMIT, SECONDS] = [20, 6];

let [window, used, refused] = [0, 0, 0];
const org = await startScriptedOrg({
  api: () => {
    const current = Math.floor(Date.now() / 1000 / SECONDS);
    if (current !== window) [window, used] = [current, 0];
    const status = ++used > LIMIT ? 429 : 200;
    if (status === 429) refused++;
    const headers = {
      'x-rate-limit-limit': String(LIMIT),
      'x-rate-limit-remaining': String(Math.max(0, LIMIT - used)),
      'x-rate-limit-reset': String((current + 1) * SECONDS),
    };
    return { status, headers, body: [] };
  },
});
const key = (): string => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'pem', type: 'pkcs8' }) as string; // prettier-ignore
const client = createServiceClient({
  orgUrl: org.origin,
  clientId: '0oa1service00SERVICE',
  scopes: ['okta.users.read'],
  clientKey: await readSigningKey(key()),
  proofKey: await readSigningKey(key()),
});

const start = performance.now();
const outcomes = await Promise.allSettled(
  Array.from({ length: CALLS }, (_, number) => client.call('GET', `/api/v1/users/${number}`)),
);
const seconds = (performance.now() - start) / 1000;
await org.close();

const succeeded = outcomes.filter(({ status }) => status === 'fulfilled').length;
const codes = new Set(outcomes.flatMap((outcome) => (outcome.status === 'rejected' && outcome.reason instanceof ServiceError ? [outcome.reason.code] : []))); // prettier-ignore
const requests = org.received.length;
console.log(`${CALLS} calls at once, ${LIMIT} in ${SECONDS} s: ${succeeded} succeeded ${[...codes].join(' ')}`);
console.log(`${requests} requests, ${refused} of them refused with 429, in ${seconds.toFixed(1)} s`);
process.exitCode = succeeded === CALLS && requests <= 160 ? 0 : 1;
