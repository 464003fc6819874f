import { afterEach, expect, test } from 'vitest';
import { clientAt, clientKey, collect, proofKey, rsaKey, SERVICE_APP } from '../testing/client-at.js';
import { startVerifyingOrg, type VerifyingOrg } from '../testing/verifying-org.js';

let org: VerifyingOrg;
afterEach(() => org.close());

test.each([
  ['EC', 'RSA', clientKey, rsaKey],
  ['RSA', 'EC', rsaKey, proofKey],
])(
  'jose and oauth4webapi accept assertions signed with an %s key and proofs signed with an %s key',
  async (_, __, key, dpop) => {
    org = await startVerifyingOrg(SERVICE_APP, key.jwk);
    const client = clientAt(org.origin, { clientKey: key, proofKey: dpop });
    expect((await collect(client.users())).map(({ id }) => id)).toEqual(['u1', 'u2', 'u3', 'u4', 'u5']);
    expect(org.faults).toEqual([]);
    // Two token requests, five pages, and one nonce challenge of the API.
    expect([org.assertions.size, org.proofs.size, org.requests()]).toEqual([2, 8, 8]);
  },
);

test('no jti is used twice in hundreds of calls by several clients', async () => {
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
