/* eslint-disable @typescript-eslint/no-unsafe-assignment, @typescript-eslint/no-unsafe-member-access --
   the answers are JSON, and their shapes are what is tested */
import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openConsole } from '../../console/testing/console.js';
import { clientAssertion, credentialsForm, SERVICE_APP, serviceAppOf, serviceKey } from '../../testing/service.js';
import { postToken, signIn } from '../../testing/sign-in.js';
import { BEARER_APP, startTestOrg, type TestOrg } from '../../testing/test-org.js';

let org: TestOrg;
const key = await serviceKey('ES256');
let superAdmin: string;

beforeAll(async () => {
  org = await startTestOrg({
    seed: (seed) => {
      seed.apps
        .find(({ client_id: id }) => id === BEARER_APP)!
        .granted_scopes.push('okta.apps.manage', 'okta.logs.read');
      serviceAppOf(seed).jwks.keys = [key.jwk];
    },
  });
  const scopes = ['openid', 'okta.apps.manage', 'okta.logs.read'];
  superAdmin = (await signIn(org, { clientId: BEARER_APP, scopes })).accessToken;
});
afterAll(() => org.close());

interface Answer {
  status: number;
  // The shapes are what the tests are about.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  json: any;
}

async function call(method: string, path: string, body?: unknown): Promise<Answer> {
  const response = await fetch(org.origin + path, {
    method,
    headers: { 'Authorization': `Bearer ${superAdmin}`, 'Content-Type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return { status: response.status, json: await response.json() };
}

/** The JSON of a service app. */
const service = (oauthClient: object = {}, settings: object = {}): object => ({
  label: 'A service',
  credentials: { oauthClient },
  settings: { oauthClient: { application_type: 'service', jwks: { keys: [key.jwk] }, ...settings } },
});

const POST = { token_endpoint_auth_method: 'client_secret_post' };
const KEY = { token_endpoint_auth_method: 'private_key_jwt' };

const WITH_SECRET =
  'Client Credentials requests to the Org Authorization Server must use the private_key_jwt token_endpoint_auth_method.';
const WRONG = 'The client secret supplied for a confidential client is invalid.';
const FAILED = 'Client authentication failed. Either the client or the client credentials are invalid.';

/** Why a token request is refused. */
async function reason(form: Record<string, string>): Promise<unknown> {
  const response = await postToken(org, { grant_type: 'client_credentials', scope: 'okta.users.read', ...form });
  return ((await response.json()) as Record<string, unknown>)['error_description'];
}

const withKey = async (id: string): Promise<unknown> =>
  reason(credentialsForm(await clientAssertion(org, key, { iss: id, sub: id })));

describe('a service app with a client secret', () => {
  test('gets one of the org, which is told once and stands nowhere else', async () => {
    const { status, json } = await call('POST', '/api/v1/apps', service(POST));
    expect(status).toBe(200);
    const { client_secret: secret } = json.credentials.oauthClient as { client_secret: string };
    expect(secret).toMatch(/^[\w-]{64}$/);
    expect(Object.keys(json.credentials.oauthClient as object)).toEqual([
      'autoKeyRotation',
      'client_id',
      'client_secret',
      'token_endpoint_auth_method',
      'pkce_required',
    ]);
    for (const path of [`/api/v1/apps/${json.id}`, '/api/v1/apps', '/api/v1/logs']) {
      expect(JSON.stringify((await call('GET', path)).json)).not.toContain(secret);
    }
    const { json: renamed } = await call('PUT', `/api/v1/apps/${json.id}`, { label: 'Renamed' });
    expect(renamed.credentials.oauthClient).toMatchObject(POST);
    expect(JSON.stringify(renamed)).not.toContain(secret);

    const client = { client_id: json.id as string, client_secret: secret };
    expect(await reason(client)).toBe(WITH_SECRET);
    expect(await reason({ ...client, client_secret: 'x'.repeat(64) })).toBe(WRONG);
    expect(await withKey(client.client_id)).toBe(FAILED);
  });

  test('may bring its own', async () => {
    const { json } = await call('POST', '/api/v1/apps', service({ ...POST, client_secret: 'chosen-by-hand:1%' }));
    const client = { client_id: json.id as string, client_secret: 'chosen-by-hand:1%' };
    expect(await reason(client)).toBe(WITH_SECRET);
    for (const encode of [(text: string) => text, encodeURIComponent]) {
      const Authorization = `Basic ${btoa(`${client.client_id}:${encode(client.client_secret)}`)}`;
      const answer = await postToken(org, { grant_type: 'client_credentials' }, { Authorization });
      expect(await answer.json()).toMatchObject({ error_description: WITH_SECRET });
    }
  });

  test('may use no other grant, and have its tokens looked at', async () => {
    const { json } = await call('POST', '/api/v1/apps', service({ ...POST, client_secret: 'chosen-by-hand' }));
    const client = { client_id: json.id as string, client_secret: 'chosen-by-hand' };
    expect(await reason({ ...client, grant_type: 'refresh_token' })).toContain(
      'not authorized to use the provided grant',
    );
    const introspect = async (fields: object): Promise<unknown> => {
      const body = new URLSearchParams({ ...client, token: 'x', ...fields });
      return (await fetch(`${org.origin}/oauth2/v1/introspect`, { method: 'POST', body })).json();
    };
    expect(await introspect({})).toEqual({ active: false });
    expect(await introspect({ client_secret: 'chosen-by-hanD' })).toMatchObject({ error_description: WRONG });
    expect(await introspect({ client_secret: '' })).toMatchObject({ error: 'invalid_client' });
    await call('POST', `/api/v1/apps/${client.client_id}/lifecycle/deactivate`);
    expect(await introspect({})).toMatchObject({ error: 'invalid_client' });
  });

  test('loses it when it is switched to a key, and gets another when it is switched back', async () => {
    const { json: made } = await call('POST', '/api/v1/apps', service(POST));
    const path = `/api/v1/apps/${made.id}`;
    const { json: switched } = await call('PUT', path, service(KEY));
    expect(switched.credentials.oauthClient).toMatchObject(KEY);
    expect(switched.credentials.oauthClient).not.toHaveProperty('client_secret');
    expect(await withKey(made.id as string)).toBe('You are not allowed any of the requested scopes.');
    const { json: back } = await call('PUT', path, service(POST));
    const secrets = [made, back].map(({ credentials }) => credentials.oauthClient.client_secret as string);
    expect(secrets[1]).toMatch(/^[\w-]{64}$/);
    expect(secrets[1]).not.toBe(secrets[0]);
  });
});

describe('the method of an app', () => {
  test.each<[string, object, RegExp]>([
    ['another method', service({ token_endpoint_auth_method: 'tls_client_auth' }), /^token_endpoint_auth_method: Expected client_secret_basic, client_secret_post or private_key_jwt/], // prettier-ignore
    ['none', service({ token_endpoint_auth_method: 'none' }), /^token_endpoint_auth_method: Expected client_secret_basic/], // prettier-ignore
    ['a short secret', service({ ...POST, client_secret: 'short' }), /^client_secret: Expected 14 to 100 characters/],
    ['a secret with a line break', service({ ...POST, client_secret: 'fourteen-signs\n' }), /^client_secret: /],
    ['another way to ask for consent', service({}, { consent_method: 'NEVER' }), /^consent_method: Expected TRUSTED/],
    ['another issuer', service({}, { issuer_mode: 'CUSTOM_URL' }), /^issuer_mode: Expected ORG_URL or DYNAMIC/],
  ])('is not %s, neither of a new app nor later', async (_, body, cause) => {
    for (const [method, path] of [
      ['POST', '/api/v1/apps'],
      ['PUT', `/api/v1/apps/${SERVICE_APP}`],
    ] as const) {
      const { status, json } = await call(method, path, body);
      expect([status, json.errorCode]).toEqual([400, 'E0000001']);
      expect(json.errorCauses[0].errorSummary).toMatch(cause);
      expect(JSON.stringify(json)).not.toContain('fourteen');
    }
  });

  test('of a single-page app is none, and stays so', async () => {
    const { status, json } = await call('PUT', `/api/v1/apps/${BEARER_APP}`, { label: 'x', credentials: { oauthClient: POST } }); // prettier-ignore
    expect([status, json.errorCauses?.[0].errorSummary]).toEqual([
      400,
      'token_endpoint_auth_method: Expected none for an app of this type.',
    ]);
  });

  test('is a key where the state was kept before there was a choice', async () => {
    await call('PUT', `/api/v1/apps/${SERVICE_APP}`, { label: 'Kept', credentials: { oauthClient: KEY } });
    await org.restart(() => {
      const old = readFileSync(org.stateFile, 'utf8').replaceAll(',"token_endpoint_auth_method":"private_key_jwt"', '');
      expect(old).not.toContain('private_key_jwt');
      writeFileSync(org.stateFile, old.replace(/,"checksum":"[^"]*"/, '')); // files of that time have none
    });
    const { json } = await call('GET', `/api/v1/apps/${SERVICE_APP}`);
    expect(json).toMatchObject({ label: 'Kept', credentials: { oauthClient: KEY } });
  });
});

describe('how an app was made', () => {
  test('by the API: trusted, with the address of the org', async () => {
    const { json } = await call('POST', '/api/v1/apps', service());
    expect(json.settings.oauthClient).toMatchObject({ consent_method: 'TRUSTED', issuer_mode: 'ORG_URL' });
    expect(json.credentials.oauthClient).toMatchObject(KEY);
    const asked = { consent_method: 'REQUIRED', issuer_mode: 'DYNAMIC' };
    expect((await call('POST', '/api/v1/apps', service({}, asked))).json.settings.oauthClient).toMatchObject(asked);
  });

  test.each([
    ['service', { dpop: 'true' }, { credentials: 'client_secret_basic', dpop: true }],
    ['browser', { signInUris: 'http://localhost/' }, { credentials: 'none', dpop: false }],
  ])('in the console: asked for consent, dynamic, and otherwise as Okta has it: %s', async (type, fields, expected) => {
    const { post } = await openConsole(org);
    const { url } = await post('/admin/apps/new', { type, label: 'By hand', ...fields });
    const { json } = await call('GET', `/api/v1/apps/${new URL(url).pathname.split('/').at(-1)}`);
    expect(json).toMatchObject({
      credentials: { oauthClient: { token_endpoint_auth_method: expected.credentials } },
      settings: {
        oauthClient: { consent_method: 'REQUIRED', issuer_mode: 'DYNAMIC', dpop_bound_access_tokens: expected.dpop },
      },
    });
    const { json: same } = await call('PUT', `/api/v1/apps/${json.id}`, json);
    expect(same.settings).toEqual(json.settings);
  });
});

test('what was done to the keys of an app stands in the System Log', async () => {
  const { jwk } = await serviceKey('ES256', 'logged');
  const path = `/api/v1/apps/${SERVICE_APP}/credentials/jwks`;
  const { id } = (await call('POST', path, jwk)).json as { id: string };
  await fetch(`${org.origin}${path}/${id}`, { method: 'DELETE', headers: { Authorization: `Bearer ${superAdmin}` } });
  const { json } = await call('GET', '/api/v1/logs?q=logged');
  expect((json as { eventType: string }[]).map(({ eventType }) => eventType)).toEqual([
    'app.oauth2.credentials.lifecycle.create',
    'app.oauth2.credentials.lifecycle.delete',
  ]);
});
