import { afterAll, beforeAll, expect, test } from 'vitest';
import { clientAssertion, credentialsForm, serviceKey } from '../testing/service.js';
import { postToken } from '../testing/sign-in.js';
import { BEARER_APP, DPOP_APP, startTestOrg, type TestOrg } from '../testing/test-org.js';

interface Settings {
  now: string;
  apps: { client_id: string; label: string; type: string; dpop_bound_access_tokens: boolean }[];
}

const SERVICE = '0oa1bearersvc0BEARER';
const JSON_TYPE = { 'Content-Type': 'application/json' };

let org: TestOrg;
beforeAll(async () => {
  // The state has an app that an administrator has changed, and one that was added.
  org = await startTestOrg({
    state: (state) => {
      const app = {
        ...{ client_id: BEARER_APP, label: 'Renamed', status: 'INACTIVE', type: 'browser', granted_scopes: [] },
        ...{ created: '2024-03-04T10:00:00.000Z', lastUpdated: '2026-03-04T10:00:00.000Z' },
        ...{ dpop_bound_access_tokens: true, grant_types: ['authorization_code'] },
        ...{ redirect_uris: ['http://localhost:4200/login/callback'], post_logout_redirect_uris: [] },
      };
      state.set('App', BEARER_APP, app);
      state.set('App', '0oa1added0000000MINE', { ...app, client_id: '0oa1added0000000MINE', label: 'Mine' });
      state.set('RemovedApp', DPOP_APP, {});
    },
  });
});
afterAll(() => org.close());

const ask = (method: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${org.origin}/practice/v1/settings`, { method, headers });
const settings = async (): Promise<Settings> => (await (await ask('GET')).json()) as Settings;
const proofOf = ({ apps }: Settings, id: string): boolean | undefined =>
  apps.find(({ client_id }) => client_id === id)?.dpop_bound_access_tokens;

test('GET shows the clock of the org and which apps require a proof', async () => {
  const shown = await settings();
  expect(Math.abs(Date.parse(shown.now) / 1000 - org.now())).toBeLessThanOrEqual(1);
  expect(shown.apps.find(({ client_id }) => client_id === SERVICE)).toEqual({
    ...{ client_id: SERVICE, label: 'Practice service without DPoP', type: 'service', status: 'ACTIVE' },
    dpop_bound_access_tokens: false,
  });
  expect([proofOf(shown, BEARER_APP), proofOf(shown, DPOP_APP)]).toEqual([true, undefined]);
});

test('DELETE restores the apps of the seed and the switches, and keeps added apps and keys', async () => {
  const key = await serviceKey('ES256', 'mine');
  const put = { method: 'PUT', headers: JSON_TYPE, body: JSON.stringify(key.jwk) };
  await fetch(`${org.origin}/practice/v1/apps/${SERVICE}/keys/mine`, put);
  const patch = { method: 'PATCH', headers: JSON_TYPE, body: '{"apiNonce":true}' };
  await fetch(`${org.origin}/practice/v1/switches`, patch);

  const answer = await ask('DELETE');
  const restored = (await answer.json()) as Settings;
  expect(answer.status).toBe(200);
  expect([proofOf(restored, BEARER_APP), proofOf(restored, DPOP_APP)]).toEqual([false, true]);
  expect(restored.apps.map(({ label }) => label)).toEqual(expect.arrayContaining(['Bearer practice app', 'Mine']));
  expect(await (await fetch(`${org.origin}/practice/v1/switches`)).json()).toMatchObject({ apiNonce: false });
  const assertion = await clientAssertion(org, key, { iss: SERVICE, sub: SERVICE });
  expect((await postToken(org, credentialsForm(assertion))).status).toBe(200);
  await org.restart();
  expect(proofOf(await settings(), BEARER_APP)).toBe(false);
});

test('it is for programs of this machine and for pages of the org', async () => {
  expect((await ask('DELETE', { Origin: 'http://localhost:4200' })).status).toBe(403);
  expect((await ask('GET', { 'Sec-Fetch-Site': 'cross-site' })).status).toBe(403);
  expect((await ask('PATCH', JSON_TYPE)).status).toBe(405);
});
