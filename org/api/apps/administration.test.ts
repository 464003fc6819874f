/* eslint-disable @typescript-eslint/no-unsafe-assignment, @typescript-eslint/no-unsafe-member-access, @typescript-eslint/no-unsafe-call, @typescript-eslint/no-unsafe-argument --
   the answers are JSON, and their shapes are what is tested */
import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import type { JWK } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  clientAssertion,
  credentialsForm,
  SERVICE_APP,
  serviceAppOf,
  serviceKey,
  serviceToken,
  type ServiceKey,
} from '../../testing/service.js';
import { authorize, postToken, signIn } from '../../testing/sign-in.js';
import { BEARER_APP, DPOP_APP, startTestOrg, type TestOrg } from '../../testing/test-org.js';

let org: TestOrg;
let key: ServiceKey;
let superAdmin: string;
let readOnlyAdmin: string;

const MANAGE = ['okta.apps.manage', 'okta.appGrants.manage', 'okta.roles.manage'];

beforeAll(async () => {
  key = await serviceKey();
  org = await startTestOrg({
    seed: (seed) => {
      seed.apps.find((app) => app.client_id === BEARER_APP)!.granted_scopes.push(...MANAGE);
      serviceAppOf(seed).jwks.keys = [key.jwk];
    },
  });
  const scopes = ['openid', ...MANAGE];
  superAdmin = (await signIn(org, { clientId: BEARER_APP, scopes })).accessToken;
  readOnlyAdmin = (await signIn(org, { clientId: BEARER_APP, scopes, person: 'grace@example.com' })).accessToken;
});

afterAll(() => org.close());

const APP = `/api/v1/apps/${DPOP_APP}`;
const SERVICE = `/api/v1/apps/${SERVICE_APP}`;
const ROLES = `/oauth2/v1/clients/${SERVICE_APP}/roles`;
const KEYS = `${SERVICE}/credentials/jwks`;

interface Answer {
  status: number;
  // The shapes are what the tests are about.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  json: any;
  text: string;
}

async function call(method: string, path: string, body?: unknown, token = superAdmin): Promise<Answer> {
  const response = await fetch(org.origin + path, {
    method,
    headers: { 'Authorization': `Bearer ${token}`, ...(body !== undefined && { 'Content-Type': 'application/json' }) },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, text, json: text === '' ? undefined : JSON.parse(text) };
}

const causes = ({ json }: Answer): string[] =>
  (json as { errorCauses: { errorSummary: string }[] }).errorCauses.map(({ errorSummary }) => errorSummary);

describe('a request to change something', () => {
  const changes: [string, string, unknown][] = [
    ['POST', '/api/v1/apps', { label: 'x' }],
    ['PUT', APP, { label: 'x' }],
    ['DELETE', APP, undefined],
    ['POST', `${APP}/lifecycle/activate`, undefined],
    ['POST', `${APP}/lifecycle/deactivate`, undefined],
    ['POST', `${APP}/grants`, { scopeId: 'okta.groups.read' }],
    ['DELETE', `${APP}/grants/oagx`, undefined],
    ['POST', ROLES, { type: 'SUPER_ADMIN' }],
    ['DELETE', `${ROLES}/x`, undefined],
    ['POST', KEYS, {}],
    ['DELETE', `${KEYS}/pksx`, undefined],
  ];

  test.each(changes.filter(([, path]) => !/[sx]$/.test(path) || path === APP))(
    '%s %s says when there is no such app',
    async (method, path, body) => {
      const answer = await call(method, path.replace(DPOP_APP, '0oaunknown'), body);
      expect([answer.status, answer.json.errorCode]).toEqual([404, 'E0000007']);
    },
  );

  test.each([
    ['PATCH', APP, 'DELETE, GET, HEAD, PUT'],
    ['PUT', '/api/v1/apps', 'GET, HEAD, POST'],
    ['GET', `${APP}/lifecycle/deactivate`, 'POST'],
    ['PATCH', `${APP}/grants`, 'GET, HEAD, POST'],
    ['PUT', KEYS, 'GET, HEAD, POST'],
    ['PUT', ROLES, 'GET, HEAD, POST'],
  ])('%s %s is answered with what is possible', async (method, path, allow) => {
    const response = await fetch(org.origin + path, { method, headers: { Authorization: `Bearer ${superAdmin}` } });
    expect([response.status, await response.json()]).toMatchObject([405, { errorCode: 'E0000022' }]);
    expect(response.headers.get('Allow')!.split(', ').sort().join(', ')).toBe(allow);
  });

  test('a scope to manage is one to read, for a read-only admin, too', async () => {
    for (const path of [APP, `${APP}/grants`, ROLES, KEYS]) {
      expect((await call('GET', path, undefined, readOnlyAdmin)).status).toBe(200);
    }
  });

  test.each([
    ['no JSON', '{', 'E0000003'],
    ['a list', '[]', 'E0000003'],
    ['null', 'null', 'E0000003'],
    ['too much', JSON.stringify({ label: 'x'.repeat(300_000) }), 'E0000003'],
  ])('a body that is %s is refused', async (_, body, code) => {
    const answer = await call('PUT', APP, body);
    expect([answer.status, answer.json.errorCode]).toEqual([400, code]);
  });

  test('a body of another type is refused', async () => {
    const headers = { 'Authorization': `Bearer ${superAdmin}`, 'Content-Type': 'text/plain' };
    const response = await fetch(org.origin + APP, { method: 'PUT', headers, body: '{}' });
    expect([response.status, await response.json()]).toMatchObject([400, { errorCode: 'E0000021' }]);
  });
});

describe('PUT of an app', () => {
  let before: Answer['json'];

  beforeEach(async () => {
    before = (await call('GET', APP)).json;
  });

  test('takes what GET gave, and answers with the app', async () => {
    const { status, json } = await call('PUT', APP, before);
    expect(status).toBe(200);
    expect({ ...json, lastUpdated: '' }).toEqual({ ...before, lastUpdated: '' });
  });

  test('changes label, addresses and grant types at once, and for good', async () => {
    const oauthClient = {
      redirect_uris: ['http://localhost:4200/login/callback', 'https://photos.example.com/callback'],
      post_logout_redirect_uris: [],
      grant_types: ['authorization_code'],
    };
    const changed = await call('PUT', APP, { label: 'Photos', settings: { oauthClient } });
    expect(changed.json).toMatchObject({ label: 'Photos', settings: { oauthClient } });
    await authorize(org, { redirectUri: 'https://photos.example.com/callback' });
    expect((await signIn(org)).refreshToken).toBeUndefined();
    await org.restart();
    expect((await call('GET', APP)).json).toEqual(changed.json);
    expect((await call('PUT', APP, before)).status).toBe(200);
  });

  test('switches DPoP off and on again for the next token', async () => {
    const set = (dpop_bound_access_tokens: boolean): Promise<Answer> =>
      call('PUT', APP, { label: 'DPoP practice app', settings: { oauthClient: { dpop_bound_access_tokens } } });
    expect((await set(false)).json.settings.oauthClient.dpop_bound_access_tokens).toBe(false);
    expect((await signIn(org)).tokenType).toBe('Bearer');
    await set(true);
    expect((await signIn(org)).tokenType).toBe('DPoP');
  });

  test.each<[string, object, RegExp]>([
    ['no label', { label: undefined }, /^label: /],
    ['a blank label', { label: '  ' }, /^label: The field cannot be left blank$/],
    ['a label that is no text', { label: 1 }, /^label: /],
    ['no redirect URI', client({ redirect_uris: [] }), /^redirect_uris: /],
    ['a script as redirect URI', client({ redirect_uris: ['javascript:alert(1)'] }), /^redirect_uris\[0\]: /],
    ['a fragment', client({ redirect_uris: ['https://a.example/', 'https://a.example/#x'] }), /^redirect_uris\[1\]: /],
    ['a relative address', client({ post_logout_redirect_uris: ['/x'] }), /^post_logout_redirect_uris\[0\]: /],
    ['an unknown grant type', client({ grant_types: ['authorization_code', 'password'] }), /^grant_types\[1\]: /],
    ['no authorization code', client({ grant_types: ['refresh_token'] }), /^grant_types: /],
    ['a text for DPoP', client({ dpop_bound_access_tokens: 'yes' }), /dpop_bound_access_tokens: /],
    ['another type', client({ application_type: 'service' }), /^application_type: /],
    ['settings that are none', { settings: 'x' }, /^settings: /],
  ])('refuses %s, and changes nothing', async (_, change, cause) => {
    const answer = await call('PUT', APP, { label: 'Changed', ...change });
    expect([answer.status, answer.json.errorCode]).toEqual([400, 'E0000001']);
    expect(causes(answer)[0]).toMatch(cause);
    expect((await call('GET', APP)).json).toEqual(before);
  });

  test('replaces the keys of a service app', async () => {
    const service = (await call('GET', SERVICE)).json;
    // In the order that was recorded.
    const [only] = service.settings.oauthClient.jwks.keys;
    expect(Object.keys(only)).toEqual(['kty', 'id', 'status', 'kid', 'use', 'e', 'n']);
    const other = await serviceKey('ES256', 'other');
    service.settings.oauthClient.jwks.keys.push(other.jwk);
    const changed = await call('PUT', SERVICE, service);
    expect(changed.json.settings.oauthClient.jwks.keys.map(({ kid }: JWK) => kid)).toEqual(['service-key', 'other']);
    const response = await call('PUT', SERVICE, client({ jwks: { keys: [other.privateJwk] } }, 'x'));
    expect(response.status).toBe(400);
    expect(response.text).not.toContain(other.privateJwk.d);
    expect((await call('PUT', SERVICE, client({ jwks: { keys: [key.jwk] } }, service.label))).status).toBe(200);
  });
});

describe('grants', () => {
  const GRANTS = `${SERVICE}/grants`;
  const grant = (scopeId: unknown, issuer = org.origin): Promise<Answer> => call('POST', GRANTS, { scopeId, issuer });

  test('are listed', async () => {
    const { json } = await call('GET', GRANTS);
    expect(json.map(({ scopeId }: { scopeId: string }) => scopeId)).toEqual(['okta.users.read', 'okta.apps.read']);
    expect(Object.keys(json[0])).toEqual(
      ['id', 'status', 'created', 'createdBy', 'lastUpdated', 'issuer', 'clientId', 'scopeId', 'source', '_embedded', '_links'], // prettier-ignore
    );
    expect(json[0]).toMatchObject({
      id: expect.stringMatching(/^oag\w{17}$/),
      status: 'ACTIVE',
      createdBy: { id: expect.stringMatching(/^00u\w{17}$/), type: 'User' },
      issuer: org.origin,
      clientId: SERVICE_APP,
      source: 'ADMIN',
    });
    expect((await call('GET', `${GRANTS}/${json[0].id}`)).json).toEqual(json[0]);
  });

  test('are given and taken, which counts from the next token on', async () => {
    const scope = 'okta.groups.read';
    expect((await serviceToken(org, key, { scope })).answer['error']).toBe('consent_required');
    const { status, json } = await grant(scope);
    expect(status).toBe(201);
    expect(json).toMatchObject({ id: expect.stringMatching(/^oag\w{17}$/), clientId: SERVICE_APP, scopeId: scope });
    expect((await grant(scope)).json.id).toBe(json.id);
    expect((await serviceToken(org, key, { scope })).answer).toMatchObject({ scope });

    expect(await call('DELETE', `${GRANTS}/${json.id}`)).toMatchObject({ status: 204, text: '' });
    expect((await serviceToken(org, key, { scope })).answer['error']).toBe('consent_required');
    expect((await call('DELETE', `${GRANTS}/${json.id}`)).json.errorCode).toBe('E0000007');
  });

  test.each([
    ['another scope', 'photos.read', undefined, 'scopeId'],
    ['no scope', undefined, undefined, 'scopeId'],
    ['a list of scopes', ['okta.users.read'], undefined, 'scopeId'],
    ['another issuer', 'okta.groups.read', 'https://evil.example', 'issuer'],
  ])('are refused for %s', async (_, scopeId, issuer, field) => {
    const answer = await grant(scopeId, issuer);
    expect([answer.status, answer.json.errorCode, answer.json.errorSummary]).toEqual([
      400,
      'E0000001',
      `Api validation failed: ${field}`,
    ]);
  });
});

describe('the role of a service app', () => {
  test('is listed, taken and given; it counts at once', async () => {
    const { accessToken } = await bearerService();
    const statusOf = async (): Promise<number> => (await call('GET', '/api/v1/apps', undefined, accessToken)).status;
    const [role] = (await call('GET', ROLES)).json;
    expect(role).toMatchObject({ type: 'READ_ONLY_ADMIN', label: 'Read-only Administrator', assignmentType: 'CLIENT' });
    expect(await statusOf()).toBe(200);

    expect((await call('DELETE', `${ROLES}/${role.id}`)).status).toBe(204);
    expect((await call('GET', ROLES)).json).toEqual([]);
    expect(await statusOf()).toBe(403);
    expect((await call('DELETE', `${ROLES}/${role.id}`)).json.errorCode).toBe('E0000007');

    const given = await call('POST', ROLES, { type: 'READ_ONLY_ADMIN' });
    expect(given.status).toBe(201);
    expect(Object.keys(given.json)).toEqual(
      ['id', 'label', 'type', 'status', 'created', 'lastUpdated', 'assignmentType', '_links'], // prettier-ignore
    );
    expect(given.json).toMatchObject({
      type: 'READ_ONLY_ADMIN',
      label: 'Read-only Administrator',
      status: 'ACTIVE',
      created: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z$/),
      assignmentType: 'CLIENT',
    });
    expect(given.json._links.assignee.href).toBe(`${org.origin}/oauth2/v1/clients/${SERVICE_APP}`);
    expect(await statusOf()).toBe(200);
    expect((await call('POST', ROLES, { type: 'SUPER_ADMIN' })).json.errorCode).toBe('E0000090');
  });

  test.each([{ type: 'KING' }, { type: null }, {}])('cannot be %j', async (body) => {
    expect((await call('POST', ROLES, body)).json.errorCode).toBe('E0000001');
  });

  test('is for service apps only', async () => {
    const path = `/oauth2/v1/clients/${DPOP_APP}/roles`;
    expect((await call('GET', path)).json).toEqual([]);
    expect((await call('POST', path, { type: 'SUPER_ADMIN' })).json.errorCode).toBe('E0000001');
  });

  /** A token of the service app that needs no proof. */
  async function bearerService(): Promise<{ accessToken: string }> {
    const label = 'Practice service';
    await call('PUT', SERVICE, client({ dpop_bound_access_tokens: false }, label));
    const response = await postToken(org, credentialsForm(await clientAssertion(org, key), 'okta.apps.read'));
    await call('PUT', SERVICE, client({ dpop_bound_access_tokens: true }, label));
    return { accessToken: ((await response.json()) as { access_token: string }).access_token };
  }
});

describe('keys of a service app', () => {
  test('are added, used and removed', async () => {
    const added = await serviceKey('ES256', 'added');
    const { status, json } = await call('POST', KEYS, added.jwk);
    expect(status).toBe(201);
    expect(json).toMatchObject({ kty: 'EC', id: expect.stringMatching(/^pks\w{17}$/), status: 'ACTIVE', kid: 'added' });
    const list = (await call('GET', KEYS)).json as { id: string }[];
    expect(list.map(({ id }) => id)).toContain(json.id);
    expect((await call('GET', `${KEYS}/${json.id}`)).json).toMatchObject({ id: json.id, x: added.jwk.x });

    const ask = async (): Promise<string> => {
      const form = credentialsForm(await clientAssertion(org, added, {}, { kid: 'added' }));
      return ((await (await postToken(org, form)).json()) as { error: string }).error;
    };
    expect(await ask()).toBe('invalid_dpop_proof'); // so the assertion was good
    expect((await call('DELETE', `${KEYS}/${json.id}`)).status).toBe(204);
    expect(await ask()).toBe('invalid_client');
  });

  test('without a name get their thumbprint', async () => {
    const { jwk } = await serviceKey();
    const { json } = await call('POST', KEYS, { ...jwk, kid: undefined });
    expect(json.kid).toMatch(/^[\w-]{43}$/);
    await call('DELETE', `${KEYS}/${json.id}`);
  });

  const rsa = (bits: number): object =>
    createPublicKey(generateKeyPairSync('rsa', { modulusLength: bits }).privateKey).export({ format: 'jwk' });
  const SHORT = "jwks: RSA key length in the 'jwks' is less than '2,048' bits for the given key.";
  test.each<[string, () => object | Promise<object>, string]>([
    ['an RSA key of 1,024 bits', () => rsa(1024), SHORT],
    ['an RSA key of 2,047 bits', () => rsa(2047), SHORT],
    ['an RSA key without a modulus', () => ({ kty: 'RSA', e: 'AQAB' }), SHORT],
    ['a symmetric key', () => ({ kty: 'oct', n: 'x' }), "jwks: Expected a key whose 'kty' is RSA or EC."],
    ['a key for encryption', async () => ({ ...(await serviceKey()).jwk, use: 'enc' }), "jwks: Expected 'use' to be sig."], // prettier-ignore
    ['a point that is none', () => ({ kty: 'EC', crv: 'P-256', x: 'AA', y: 'AA' }), 'jwks: The members of this key make no valid key.'], // prettier-ignore
    ['another curve', () => ({ kty: 'EC', crv: 'constructor', x: 'AA', y: 'AA' }), 'jwks: The members of this key make no valid key.'], // prettier-ignore
    ['the name of another', async () => (await serviceKey()).jwk, "jwks: There is a key with this 'kid' already."],
  ])('%s is refused', async (_, make, cause) => {
    const answer = await call('POST', KEYS, await make());
    expect([answer.status, causes(answer)]).toEqual([400, [cause]]);
  });

  test('a private key is refused, and neither kept nor repeated', async () => {
    const { privateJwk } = await serviceKey('ES256', 'private');
    const answer = await call('POST', KEYS, privateJwk);
    expect(answer.status).toBe(400);
    expect(answer.text).not.toContain(privateJwk.d);
    expect((await call('GET', KEYS)).text).not.toContain('private');
  });

  test('are at most fifty', async () => {
    const keys = await Promise.all(Array.from({ length: 51 }, (_, index) => serviceKey('ES256', `key ${index}`)));
    const jwks = (count: number): object => ({ keys: keys.slice(0, count).map(({ jwk }) => jwk) });
    expect((await call('PUT', SERVICE, client({ jwks: jwks(51) }, 'Many'))).status).toBe(400);
    expect((await call('PUT', SERVICE, client({ jwks: jwks(50) }, 'Many'))).status).toBe(200);
    expect(causes(await call('POST', KEYS, keys[50]!.jwk))).toEqual(['jwks: An app can have at most 50 keys.']);
    expect((await call('PUT', SERVICE, client({ jwks: { keys: [key.jwk] } }, 'Practice service'))).status).toBe(200);
  });

  test('are for service apps only', async () => {
    expect((await call('GET', `${APP}/credentials/jwks`)).json).toEqual([]);
    expect((await call('POST', `${APP}/credentials/jwks`, key.jwk)).json.errorCode).toBe('E0000001');
  });
});

function client(oauthClient: object, label = 'Changed'): object {
  return { label, settings: { oauthClient } };
}
