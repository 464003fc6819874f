/* eslint-disable @typescript-eslint/no-unsafe-assignment, @typescript-eslint/no-unsafe-member-access, @typescript-eslint/no-unsafe-call, @typescript-eslint/no-unsafe-argument --
   the answers are JSON, and their shapes are what is tested */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { MAX_APPS } from '../../model/directory.js';
import { TestBrowser } from '../../testing/browser.js';
import { clientAssertion, credentialsForm, SERVICE_APP, serviceAppOf, serviceKey } from '../../testing/service.js';
import { authorizeAddress, postToken, requestTokens, signIn } from '../../testing/sign-in.js';
import { BEARER_APP, DPOP_APP, startTestOrg, type TestOrg } from '../../testing/test-org.js';

let org: TestOrg;
const key = await serviceKey();
let superAdmin: string;

beforeAll(async () => {
  org = await startTestOrg({
    seed: (seed) => {
      const app = seed.apps.find(({ client_id: id }) => id === BEARER_APP)!;
      app.granted_scopes.push('okta.apps.manage', 'okta.appGrants.manage', 'okta.logs.read');
      serviceAppOf(seed).jwks.keys = [key.jwk];
    },
  });
  await enter();
});
afterAll(() => org.close());

async function enter(): Promise<void> {
  const scopes = ['openid', 'okta.apps.manage', 'okta.appGrants.manage', 'okta.logs.read'];
  superAdmin = (await signIn(org, { clientId: BEARER_APP, scopes })).accessToken;
}

interface Answer {
  status: number;
  // The shapes are what the tests are about.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  json: any;
}

async function call(method: string, path: string, body?: unknown): Promise<Answer> {
  const response = await fetch(org.origin + path, {
    method,
    headers: {
      Authorization: `Bearer ${superAdmin}`,
      ...(body !== undefined && { 'Content-Type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, json: text === '' ? undefined : JSON.parse(text) };
}

const CALLBACK = 'http://localhost:8080/login/callback';

/** What an SDK sends for a single-page app. */
const spa = (client: object = {}, others: object = {}): object => ({
  name: 'oidc_client',
  label: 'New SPA',
  signOnMode: 'OPENID_CONNECT',
  credentials: { oauthClient: { token_endpoint_auth_method: 'none', autoKeyRotation: true } },
  settings: {
    implicitAssignment: true,
    oauthClient: {
      application_type: 'browser',
      redirect_uris: [CALLBACK],
      post_logout_redirect_uris: ['http://localhost:8080'],
      response_types: ['code'],
      grant_types: ['authorization_code', 'refresh_token'],
      ...client,
    },
  },
  ...others,
});

const service = (client: object = {}): object => ({
  label: 'New service',
  settings: { oauthClient: { application_type: 'service', jwks: { keys: [key.jwk] }, ...client } },
});

/** What a token request of a service app is answered. */
async function ask(id: string, scope = 'okta.users.read'): Promise<Record<string, unknown>> {
  const assertion = await clientAssertion(org, key, { iss: id, sub: id });
  return (await (await postToken(org, credentialsForm(assertion, scope))).json()) as Record<string, unknown>;
}

/** The names that a browser may ask for tokens from, as the preflight says. */
async function mayAsk(origin: string): Promise<boolean> {
  const headers = { 'Origin': origin, 'Access-Control-Request-Method': 'POST' };
  const answer = await fetch(`${org.origin}/oauth2/v1/token`, { method: 'OPTIONS', headers });
  return answer.headers.get('Access-Control-Allow-Origin') === origin;
}

describe('POST of an app', () => {
  test('makes a single-page app to sign in to, from its own origin, with bearer tokens or with DPoP', async () => {
    expect(await mayAsk('http://localhost:8080')).toBe(false);
    const { status, json } = await call('POST', '/api/v1/apps', spa());
    expect(status).toBe(200);
    expect(json).toMatchObject({
      id: expect.stringMatching(/^0oa[A-Za-z0-9]{17}$/),
      label: 'New SPA',
      status: 'ACTIVE',
      credentials: { oauthClient: { client_id: json.id, token_endpoint_auth_method: 'none', pkce_required: true } },
      settings: {
        oauthClient: {
          redirect_uris: [CALLBACK],
          grant_types: ['authorization_code', 'refresh_token'],
          application_type: 'browser',
          dpop_bound_access_tokens: false,
        },
      },
    });
    expect((await call('GET', `/api/v1/apps/${json.id}`)).json).toEqual(json);
    expect(await mayAsk('http://localhost:8080')).toBe(true);

    const options = { clientId: json.id, redirectUri: CALLBACK, scopes: ['openid', 'offline_access'] };
    expect(await signIn(org, options)).toMatchObject({ tokenType: 'Bearer', refreshToken: expect.any(String) });
    await call('PUT', `/api/v1/apps/${json.id}`, spa({ dpop_bound_access_tokens: true }));
    expect((await signIn(org, options)).tokenType).toBe('DPoP');
  });

  test('makes a service app, which gets what it is granted', async () => {
    const { json } = await call('POST', '/api/v1/apps', service());
    expect(json.settings.oauthClient).toMatchObject({
      application_type: 'service',
      grant_types: ['client_credentials'],
      dpop_bound_access_tokens: false,
      jwks: { keys: [{ kid: 'service-key' }] },
    });
    expect((await ask(json.id))['error']).toBe('consent_required');
    await call('POST', `/api/v1/apps/${json.id}/grants`, { scopeId: 'okta.users.read', issuer: org.origin });
    expect(await ask(json.id)).toMatchObject({ token_type: 'Bearer', scope: 'okta.users.read' });
    const bound = await call('POST', '/api/v1/apps', service({ dpop_bound_access_tokens: true }));
    expect((await ask(bound.json.id))['error_description']).toBe('The DPoP proof JWT header is missing.');
  });

  test('with activate=false makes one that is not in use yet', async () => {
    const { json } = await call('POST', '/api/v1/apps?activate=false', service());
    expect(json.status).toBe('INACTIVE');
    expect((await ask(json.id))['error']).toBe('invalid_client');
    expect(await call('POST', `/api/v1/apps/${json.id}/lifecycle/activate`)).toEqual({ status: 200, json: {} });
    expect((await ask(json.id))['error']).toBe('consent_required');
  });

  test.each<[string, object, RegExp]>([
    ['no label', spa({}, { label: undefined }), /^label: /],
    ['no type', spa({ application_type: undefined }), /^application_type: Expected browser or service/],
    ['another type', spa({ application_type: 'native' }), /^application_type: Expected browser or service/],
    ['another kind of app', spa({}, { signOnMode: 'SAML_2_0' }), /^signOnMode: Expected OPENID_CONNECT/],
    ['no redirect URI', spa({ redirect_uris: undefined }), /^redirect_uris: /],
    ['a wrong redirect URI', spa({ redirect_uris: [CALLBACK, 'x'] }), /^redirect_uris\[1\]: “x” is not an absolute/],
    ['too many redirect URIs', spa({ redirect_uris: Array(101).fill(CALLBACK) }), /^redirect_uris: /],
    ['a secret', spa({}, { credentials: { oauthClient: { token_endpoint_auth_method: 'client_secret_post' } } }), /^token_endpoint_auth_method: Expected none/], // prettier-ignore
    ['a service that people sign in to', service({ grant_types: ['authorization_code'] }), /^grant_types/],
    ['a service with a redirect URI', service({ redirect_uris: [CALLBACK] }), /^redirect_uris: /],
    ['two keys of one name', service({ jwks: { keys: [{ kty: 'EC' }] } }), /^jwks: /],
  ])('refuses %s, and makes none', async (_, body, cause) => {
    const count = async (): Promise<number> => ((await call('GET', '/api/v1/apps')).json as object[]).length;
    const before = await count();
    const { status, json } = await call('POST', '/api/v1/apps', body);
    expect([status, json.errorCode]).toEqual([400, 'E0000001']);
    expect(json.errorCauses[0].errorSummary).toMatch(cause);
    expect(await count()).toBe(before);
  });
});

describe('an app that is deactivated', () => {
  let id: string;
  beforeEach(async () => {
    ({ id } = (await call('POST', '/api/v1/apps', spa())).json as { id: string });
  });

  test('is refused everywhere, its tokens end, and it works again once it is activated', async () => {
    const options = { clientId: id, redirectUri: CALLBACK, scopes: ['openid', 'offline_access'] };
    const { accessToken, refreshToken, key: dpop } = await signIn(org, options);
    const userinfo = (): Promise<Response> =>
      fetch(`${org.origin}/oauth2/v1/userinfo`, { headers: { Authorization: `Bearer ${accessToken}` } });
    expect((await userinfo()).status).toBe(200);

    expect((await call('POST', `/api/v1/apps/${id}/lifecycle/deactivate`)).json).toEqual({});
    expect((await call('GET', `/api/v1/apps/${id}`)).json).toMatchObject({
      status: 'INACTIVE',
      _links: { activate: { href: `${org.origin}/api/v1/apps/${id}/lifecycle/activate` } },
    });
    const page = await new TestBrowser(org.origin).open(
      authorizeAddress(org, { ...options, verifier: 'v'.repeat(43) }),
    );
    expect(page.status).toBe(400);
    expect(await page.text()).toContain('Invalid value for &#39;client_id&#39; parameter.');
    const refresh = { grant_type: 'refresh_token', client_id: id, refresh_token: refreshToken! };
    const refused = await requestTokens(org, refresh, dpop);
    expect([refused.status, await refused.json()]).toEqual([
      401,
      { error: 'invalid_client', error_description: "Invalid value for 'client_id' parameter." },
    ]);
    expect((await userinfo()).headers.get('WWW-Authenticate')).toContain('The access token has been revoked.');

    await call('POST', `/api/v1/apps/${id}/lifecycle/activate`);
    expect(await (await requestTokens(org, refresh, dpop)).json()).toMatchObject({ error: 'invalid_grant' });
    await signIn(org, options);
  });

  test('can be deleted, and one that is active cannot', async () => {
    expect(await call('DELETE', `/api/v1/apps/${id}`)).toMatchObject({
      status: 403,
      json: {
        errorCode: 'E0000056',
        errorSummary: 'Delete application forbidden.',
        errorCauses: [{ errorSummary: 'The application must be deactivated before deletion.' }],
      },
    });
    await call('POST', `/api/v1/apps/${id}/lifecycle/deactivate`);
    expect(await call('DELETE', `/api/v1/apps/${id}`)).toEqual({ status: 204, json: undefined });
    for (const [method, path] of [
      ['GET', ''],
      ['DELETE', ''],
      ['POST', '/lifecycle/activate'],
    ] as const) {
      expect((await call(method, `/api/v1/apps/${id}${path}`)).json.errorCode).toBe('E0000007');
    }
  });

  test('and deleted is an unknown client from then on, and its tokens have ended', async () => {
    const options = { clientId: id, redirectUri: CALLBACK, scopes: ['openid', 'offline_access'] };
    const { accessToken, refreshToken } = await signIn(org, options);
    await call('POST', `/api/v1/apps/${id}/lifecycle/deactivate`);
    await call('DELETE', `/api/v1/apps/${id}`);
    const UNKNOWN = { error: 'invalid_client', error_description: "Invalid value for 'client_id' parameter." };
    const refused = await postToken(org, { grant_type: 'refresh_token', client_id: id, refresh_token: refreshToken! });
    expect([refused.status, await refused.json()]).toEqual([401, UNKNOWN]);
    const address = authorizeAddress(org, { ...options, verifier: 'v'.repeat(43) });
    expect((await fetch(address, { redirect: 'manual' })).status).toBe(400);
    const headers = { Authorization: `Bearer ${accessToken}` };
    const userinfo = await fetch(`${org.origin}/oauth2/v1/userinfo`, { headers });
    expect(userinfo.status).toBe(401);
    expect(userinfo.headers.get('WWW-Authenticate')).toContain('The access token has been revoked.');
  });

  test('was ended by somebody, which the System Log says', async () => {
    await call('POST', `/api/v1/apps/${id}/lifecycle/deactivate`);
    await call('DELETE', `/api/v1/apps/${id}`);
    const events = (await call('GET', '/api/v1/logs?limit=1000')).json as {
      eventType: string;
      actor: object;
      target: { id: string }[] | null;
    }[];
    const own = events.filter(({ target }) => target?.some((one) => one.id === id));
    expect(own.map(({ eventType }) => eventType)).toEqual([
      'application.lifecycle.create',
      'application.lifecycle.deactivate',
      'application.lifecycle.delete',
    ]);
    for (const { actor } of own) expect(actor).toMatchObject({ type: 'User', alternateId: 'ada@example.com' });
  });
});

test('there are at most so many apps', async () => {
  const { json } = await call('GET', '/api/v1/apps?limit=200');
  for (let count = json.length; count < MAX_APPS; count++) await call('POST', '/api/v1/apps', service());
  const { status, json: refusal } = await call('POST', '/api/v1/apps', service());
  expect(status).toBe(400);
  expect(refusal.errorCauses).toEqual([{ errorSummary: `apps: An org can have at most ${MAX_APPS} apps.` }]);
});

test('what was made and deleted stays so over a restart, and is undone by a reset', async () => {
  await org.reset();
  await enter();
  const seeded = (await call('GET', '/api/v1/apps')).json.map(({ id }: { id: string }) => id);
  expect(seeded).toEqual(expect.arrayContaining([DPOP_APP, BEARER_APP, SERVICE_APP]));
  const made = (await call('POST', '/api/v1/apps', service())).json;
  await call('PUT', `/api/v1/apps/${DPOP_APP}`, { label: 'Changed' });
  await call('POST', `/api/v1/apps/${SERVICE_APP}/lifecycle/deactivate`);
  await call('DELETE', `/api/v1/apps/${SERVICE_APP}`);
  const after = (await call('GET', '/api/v1/apps')).json;
  expect(after.map((app: { id: string }) => app.id)).toEqual([
    ...seeded.filter((id: string) => id !== SERVICE_APP),
    made.id,
  ]);
  await org.restart();
  expect((await call('GET', '/api/v1/apps')).json).toEqual(after);
  await org.reset();
  await enter();
  expect((await call('GET', '/api/v1/apps')).json.map(({ id }: { id: string }) => id)).toEqual(seeded);
});
