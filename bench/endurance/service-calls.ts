import { generateKeyPairSync } from 'node:crypto';
import { createServiceClient, readSigningKey } from '../../service/index.js';
import { startVerifyingOrg } from '../../service/testing/verifying-org.js';

/**
 * `npm run bench -- service-calls`: 10,000 calls by the service client to an org that verifies every assertion and proof by
 * jose and oauth4webapi, and takes no `jti` twice. Prints what it counted, and fails when anything was wrong.
 */
const CALLS = 10_000;
const TOGETHER = 8;
const CLIENT = '0oa1service00SERVICE';

const key = (): string => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'pem', type: 'pkcs8' }) as string; // prettier-ignore
const clientKey = await readSigningKey(key());
const org = await startVerifyingOrg(CLIENT, clientKey.jwk);
const client = createServiceClient({ orgUrl: org.origin, clientId: CLIENT, scopes: ['okta.users.read'], clientKey, proofKey: await readSigningKey(key()) }); // prettier-ignore

const start = performance.now();
let next = 0;
await Promise.all(
  Array.from({ length: TOGETHER }, async () => {
    while (next++ < CALLS) await client.call('GET', '/api/v1/users');
  }),
);
const seconds = (performance.now() - start) / 1000;
await org.close();

console.log(`${CALLS} calls, ${TOGETHER} at a time: ${seconds.toFixed(1)} s, ${Math.round(CALLS / seconds)} a second`);
console.log(
  `requests ${org.requests()}, different jtis of proofs ${org.proofs.size}, of assertions ${org.assertions.size}`,
);
console.log(org.faults.length === 0 ? 'Every one was verified.' : [...new Set(org.faults)].join('\n'));
process.exitCode = org.faults.length === 0 && org.proofs.size === org.requests() ? 0 : 1;
