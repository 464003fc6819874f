import { createRemoteJWKSet, jwtVerify } from 'jose';
import * as oauth from 'oauth4webapi';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { OVER_HTTP } from '../testing/over-http.js';
import { signIn } from '../testing/sign-in.js';
import { DPOP_APP, startTestOrg, type TestOrg } from '../testing/test-org.js';

let org: TestOrg;

beforeAll(async () => {
  org = await startTestOrg();
});

afterAll(() => org.close());

test.each(['oidc', 'oauth2'] as const)('oauth4webapi finds the endpoints of Okta (%s)', async (algorithm) => {
  const issuer = new URL(org.origin);
  const response = await oauth.discoveryRequest(issuer, { algorithm, ...OVER_HTTP });
  const server = await oauth.processDiscoveryResponse(issuer, response);
  expect(server).toMatchObject({
    issuer: org.origin,
    authorization_endpoint: `${org.origin}/oauth2/v1/authorize`,
    token_endpoint: `${org.origin}/oauth2/v1/token`,
    userinfo_endpoint: `${org.origin}/oauth2/v1/userinfo`,
    jwks_uri: `${org.origin}/oauth2/v1/keys`,
    end_session_endpoint: `${org.origin}/oauth2/v1/logout`,
    revocation_endpoint: `${org.origin}/oauth2/v1/revoke`,
    introspection_endpoint: `${org.origin}/oauth2/v1/introspect`,
    code_challenge_methods_supported: ['S256'],
    dpop_signing_alg_values_supported: ['RS256', 'RS384', 'RS512', 'ES256', 'ES384', 'ES512'],
  });
});

/** What Okta's document holds (docs/okta-facts.md, section 1.2), in its order. */
const MEMBERS = [
  'issuer',
  'authorization_endpoint',
  'token_endpoint',
  'userinfo_endpoint',
  'registration_endpoint',
  'jwks_uri',
  'response_types_supported',
  'response_modes_supported',
  'grant_types_supported',
  'subject_types_supported',
  'id_token_signing_alg_values_supported',
  'scopes_supported',
  'token_endpoint_auth_methods_supported',
  'claims_supported',
  'code_challenge_methods_supported',
  'introspection_endpoint',
  'introspection_endpoint_auth_methods_supported',
  'revocation_endpoint',
  'revocation_endpoint_auth_methods_supported',
  'end_session_endpoint',
  'request_parameter_supported',
  'request_object_signing_alg_values_supported',
  'device_authorization_endpoint',
  'pushed_authorization_request_endpoint',
  'frontchannel_logout_supported',
  'dpop_signing_alg_values_supported',
];

/** Of these the org has none, and says so by saying nothing. */
const NOT_HERE = [
  'registration_endpoint',
  'request_object_signing_alg_values_supported',
  'device_authorization_endpoint',
  'pushed_authorization_request_endpoint',
  'frontchannel_logout_supported',
];

describe.each(['openid-configuration', 'oauth-authorization-server'])('/.well-known/%s', (name) => {
  const read = (): Promise<Response> => fetch(`${org.origin}/.well-known/${name}`);

  test('has the members of Okta in their order, but for what the org has not', async () => {
    const members = Object.keys((await (await read()).json()) as object);
    expect(members.filter((member) => member !== 'authorization_response_iss_parameter_supported')).toEqual(
      MEMBERS.filter((member) => !NOT_HERE.includes(member)),
    );
  });

  test.each<[string, unknown]>([
    ['response_types_supported', ['code']],
    ['response_modes_supported', ['query', 'fragment', 'form_post', 'okta_post_message']],
    ['grant_types_supported', ['authorization_code', 'refresh_token', 'client_credentials']],
    ['subject_types_supported', ['public']],
    ['id_token_signing_alg_values_supported', ['RS256']],
    ['token_endpoint_auth_methods_supported', ['client_secret_basic', 'client_secret_post', 'private_key_jwt', 'none']],
    ['request_parameter_supported', false],
    ...['openid', 'email', 'profile', 'address', 'phone', 'offline_access'].map((scope) => oneOf('scopes', scope)),
    ...['okta.users.read', 'okta.users.read.self', 'okta.apps.read'].map((scope) => oneOf('scopes', scope)),
    ...['sub', 'aud', 'auth_time', 'amr', 'idp', 'at_hash'].map((claim) => oneOf('claims', claim)),
  ])('says of %s: %j', async (member, value) => {
    expect((await (await read()).json()) as object).toHaveProperty(member, value);
  });

  test('is for everybody, and has no rate limit', async () => {
    const { status, headers } = await read();
    expect(status).toBe(200);
    expect([...headers.keys()].filter((header) => header.startsWith('x-rate-limit'))).toEqual([]);
  });

  function oneOf(list: string, value: string): [string, unknown] {
    return [`${list}_supported`, expect.arrayContaining([value])];
  }
});

test.each(['clients', 'par', 'device/authorize'])('of /oauth2/v1/%s there is nothing', async (name) => {
  expect((await fetch(`${org.origin}/oauth2/v1/${name}`, { method: 'POST' })).status).toBe(404);
});

test('a client id in the query must be one of the org', async () => {
  const address = `${org.origin}/.well-known/openid-configuration`;
  expect((await fetch(`${address}?client_id=${DPOP_APP}`)).status).toBe(200);
  const refused = await fetch(`${address}?client_id=unknown`);
  expect(refused.status).toBe(400);
  expect(await refused.json()).toMatchObject({ errorCode: 'invalid_client' });
});

test('the org says that it is one of Identity Engine', async () => {
  const organization = (await (await fetch(`${org.origin}/.well-known/okta-organization`)).json()) as object;
  expect(Object.keys(organization)).toEqual(['id', 'cell', '_links', 'pipeline', 'settings']);
  expect(organization).toMatchObject({
    id: expect.stringMatching(/^00o/) as string,
    pipeline: 'idx',
    _links: { organization: { href: org.origin } },
  });
});

test('any page may read metadata and keys', async () => {
  for (const path of ['/.well-known/openid-configuration', '/oauth2/v1/keys']) {
    const response = await fetch(`${org.origin}${path}`, { headers: { Origin: 'http://elsewhere.example' } });
    expect(response.headers.get('Access-Control-Allow-Origin')).toBe('http://elsewhere.example');
  }
});

test('the keys verify ID tokens, hold nothing private, and do not verify access tokens', async () => {
  const address = new URL(`${org.origin}/oauth2/v1/keys`);
  const response = await fetch(address);
  expect(response.headers.get('Cache-Control')).toContain('max-age=');
  const { keys } = (await response.json()) as { keys: object[] };
  expect(keys.map((key) => Object.keys(key))).toEqual([['kty', 'alg', 'kid', 'use', 'e', 'n']]);

  const { idToken, accessToken } = await signIn(org);
  const keySet = createRemoteJWKSet(address);
  await jwtVerify(idToken!, keySet, { issuer: org.origin, audience: DPOP_APP });
  await expect(jwtVerify(accessToken, keySet)).rejects.toThrow('no applicable key');
});
