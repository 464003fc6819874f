import { afterEach, expect, test } from 'vitest';
import { all, clientAt, clientKey, proofKey, rsaKey, SERVICE_APP } from './testing/client-at.js';
import { startVerifyingOrg, type VerifyingOrg } from './testing/verifying-org.js';

let org: VerifyingOrg;
afterEach(() => org.close());

test.each([
  ['EC', 'RSA', clientKey, rsaKey],
  ['RSA', 'EC', rsaKey, proofKey],
])('assertions by an %s key and proofs by an %s key pass an org of jose and oauth4webapi', async (_, __, key, dpop) => {
  org = await startVerifyingOrg(SERVICE_APP, key.jwk);
  const client = clientAt(org.origin, { clientKey: key, proofKey: dpop });
  expect((await all(client.users())).map(({ id }) => id)).toEqual(['u1', 'u2', 'u3', 'u4', 'u5']);
  expect(org.faults).toEqual([]);
  // Two requests for the token and one challenge at the API.
  expect([org.assertions.size, org.proofs.size, org.requests()]).toEqual([2, 8, 8]);
});

test('hundreds of calls by several clients use no jti twice', async () => {
  org = await startVerifyingOrg(SERVICE_APP, clientKey.jwk);
  const clients = Array.from({ length: 10 }, () => clientAt(org.origin));
  await Promise.all(
    clients.map(async (client) => {
      for (let number = 0; number < 30; number++) await client.call('GET', `/api/v1/users/${number}`);
    }),
  );
  expect(org.faults).toEqual([]);
  expect([org.assertions.size, org.proofs.size, org.requests()]).toEqual([20, 330, 330]);
});
