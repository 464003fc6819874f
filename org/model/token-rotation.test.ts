import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { generateProofKey, type ProofKey } from '../../dpop/proof-key.js';
import { requestTokens, signIn, type SignedIn } from '../testing/sign-in.js';
import { BEARER_APP, DPOP_APP, startTestOrg, type TestOrg } from '../testing/test-org.js';

const INVALID = { error: 'invalid_grant', error_description: 'The refresh token is invalid or expired.' };
const APP = `/api/v1/apps/${DPOP_APP}`;
const DAY = 24 * 60 * 60;

let org: TestOrg;
let manager: string;
let session: SignedIn;

async function enter(): Promise<void> {
  const scopes = ['openid', 'okta.apps.manage'];
  manager = (await signIn(org, { clientId: BEARER_APP, scopes })).accessToken;
}

beforeAll(async () => {
  org = await startTestOrg({
    seed: (seed) => {
      seed.apps.find(({ client_id: id }) => id === BEARER_APP)!.granted_scopes.push('okta.apps.manage');
    },
  });
});

beforeEach(async () => {
  await enter(); // the clock may have been put forward
  await set({ rotation_type: 'ROTATE', leeway: 30 });
  session = await signIn(org);
});

afterAll(() => org.close());

interface AppJson {
  label: string;
  settings: { oauthClient: { refresh_token?: unknown; application_type: string } };
  errorCode?: string;
  errorCauses?: { errorSummary: string }[];
}

async function call(method: string, path: string, body?: unknown): Promise<AppJson> {
  const response = await fetch(org.origin + path, {
    method,
    headers: { 'Authorization': `Bearer ${manager}`, 'Content-Type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return (await response.json()) as AppJson;
}

/** Sets the rotation of the app; resolves to how it is then. */
async function set(refresh_token: unknown): Promise<unknown> {
  const app = await call('PUT', APP, { label: 'An app', settings: { oauthClient: { refresh_token } } });
  return app.errorCauses ?? app.settings.oauthClient.refresh_token;
}

async function refresh(token = session.refreshToken!, key: ProofKey = session.key): Promise<Record<string, string>> {
  const parameters = { grant_type: 'refresh_token', client_id: DPOP_APP, refresh_token: token };
  return (await (await requestTokens(org, parameters, key)).json()) as Record<string, string>;
}

describe('a persistent refresh token', () => {
  beforeEach(() => set({ rotation_type: 'STATIC' }));

  test('comes back with new tokens, and is good again and again', async () => {
    for (let use = 0; use < 3; use++) {
      org.advance(3600);
      const tokens = await refresh();
      expect(tokens['refresh_token']).toBe(session.refreshToken);
      expect(tokens).toMatchObject({ token_type: 'DPoP', scope: session.scope });
    }
  });

  test('stays bound to its key', async () => {
    expect(await refresh(undefined, await generateProofKey())).toMatchObject({ error: 'invalid_dpop_proof' });
    expect(await refresh()).toHaveProperty('access_token');
  });

  test('expires when it is not used for seven days; each use gives another seven', async () => {
    org.advance(7 * DAY - 60);
    expect(await refresh()).toHaveProperty('access_token');
    org.advance(7 * DAY - 60);
    expect(await refresh()).toHaveProperty('access_token');
    org.advance(7 * DAY);
    expect(await refresh()).toEqual(INVALID);
  });

  test('expires 90 days after the sign-in', async () => {
    for (let day = 6; day < 90; day += 6) {
      org.advance(6 * DAY);
      expect(await refresh()).toHaveProperty('access_token');
    }
    org.advance(6 * DAY + 1);
    expect(await refresh()).toEqual(INVALID);
  });

  test('does not bring back one that was exchanged before the setting', async () => {
    await set({ rotation_type: 'ROTATE' });
    const { refresh_token: successor } = await refresh();
    await set({ rotation_type: 'STATIC' });
    expect((await refresh())['refresh_token']).not.toBe(session.refreshToken); // in the grace period, as before
    org.advance(31);
    expect(await refresh(successor)).toHaveProperty('refresh_token', successor);
    expect(await refresh()).toEqual(INVALID);
    expect(await refresh(successor)).toEqual(INVALID);
  });

  test('rotates from the next use on, once tokens rotate again', async () => {
    await refresh();
    await set({ rotation_type: 'ROTATE' });
    const { refresh_token: successor } = await refresh();
    expect(successor).not.toBe(session.refreshToken);
    expect(await refresh(successor)).toHaveProperty('access_token');
  });
});

describe('the grace period', () => {
  test('of 0 seconds accepts no token twice', async () => {
    await set({ leeway: 0 });
    const { refresh_token: successor } = await refresh();
    expect(await refresh()).toEqual(INVALID);
    expect(await refresh(successor)).toEqual(INVALID); // as after any reuse
  });

  test('of 60 seconds accepts the former token for so long', async () => {
    await set({ leeway: 60 });
    await refresh();
    org.advance(58);
    expect(await refresh()).toHaveProperty('access_token');
    org.advance(61);
    expect(await refresh()).toEqual(INVALID);
  });
});

describe('the API', () => {
  test('takes and shows the setting; what is left out stays', async () => {
    expect(await set({ rotation_type: 'STATIC', leeway: 5 })).toEqual({ rotation_type: 'STATIC', leeway: 5 });
    expect(await set({ leeway: 60 })).toEqual({ rotation_type: 'STATIC', leeway: 60 });
    expect(await set({})).toEqual({ rotation_type: 'STATIC', leeway: 60 });
    expect(await set(undefined)).toEqual({ rotation_type: 'STATIC', leeway: 60 });
    await org.restart();
    expect((await call('GET', APP)).settings.oauthClient.refresh_token).toEqual({
      rotation_type: 'STATIC',
      leeway: 60,
    });
  });

  test('makes an app with it, or with the default', async () => {
    const grant_types = ['authorization_code', 'refresh_token'];
    const client = { application_type: 'browser', redirect_uris: ['http://localhost:1/'], grant_types };
    const make = async (more: object): Promise<unknown> =>
      (await call('POST', '/api/v1/apps', { label: 'x', settings: { oauthClient: { ...client, ...more } } })).settings
        .oauthClient.refresh_token;
    expect(await make({})).toEqual({ rotation_type: 'ROTATE', leeway: 30 });
    expect(await make({ refresh_token: { rotation_type: 'STATIC' } })).toEqual({ rotation_type: 'STATIC', leeway: 30 });
    expect(await make({ grant_types: ['authorization_code'] })).toBeUndefined();
  });

  const LEEWAY = 'refresh_token.leeway: Expected whole seconds from 0 to 60.';
  test.each<[unknown, string]>([
    [{ rotation_type: 'rotate' }, 'refresh_token.rotation_type: Expected ROTATE or STATIC.'],
    [{ rotation_type: null }, 'refresh_token.rotation_type: Expected ROTATE or STATIC.'],
    [{ leeway: 61 }, LEEWAY],
    [{ leeway: -1 }, LEEWAY],
    [{ leeway: 1.5 }, LEEWAY],
    [{ leeway: '30' }, LEEWAY],
    [{ leeway: null }, LEEWAY],
  ])('refuses %j', async (setting, cause) => {
    expect(await set(setting)).toEqual([{ errorSummary: cause }]);
    expect(await set(undefined)).toEqual({ rotation_type: 'ROTATE', leeway: 30 });
  });

  test('refuses it for a service', async () => {
    const body = { label: 'Practice service', settings: { oauthClient: { refresh_token: { leeway: 1 } } } };
    const { errorCode, errorCauses } = await call('PUT', '/api/v1/apps/0oa1service00SERVICE', body);
    expect([errorCode, errorCauses![0]!.errorSummary]).toEqual([
      'E0000001',
      "refresh_token: Only a client with 'application_type' of 'browser' has refresh tokens.",
    ]);
  });
});
