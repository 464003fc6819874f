import { seedFor } from '../org/testing/mutated-requests.js';
import type { ServiceKey } from '../org/testing/service.js';
import { startTestOrg } from '../org/testing/test-org.js';

/**
 * An org in a process of its own, so that it is measured and not the one who makes the load. Ends with its parent. An
 * argument is the public key of the service app, as a JWK.
 */
const [jwk] = process.argv.slice(2);
const org = await startTestOrg(
  jwk === undefined ? {} : { seed: seedFor({ jwk: JSON.parse(jwk) as ServiceKey['jwk'] }) },
);
let rejections = 0;
process.on('unhandledRejection', () => {
  rejections++;
});
process.send!({ origin: org.origin });
process.on('message', () => {
  globalThis.gc?.(); // with --expose-gc
  const { rss, heapUsed } = process.memoryUsage();
  process.send!({ rss, heapUsed, rejections });
});
process.once('disconnect', () => void org.close());
