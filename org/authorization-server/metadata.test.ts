import { createRemoteJWKSet, jwtVerify } from 'jose';
import * as oauth from 'oauth4webapi';
import { afterAll, beforeAll, expect, test } from 'vitest';
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
