import { calculateJwkThumbprint, decodeJwt, decodeProtectedHeader } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeProof } from '../../../dpop/make-proof.js';
import { generateProofKey, type ProofKey } from '../../../dpop/proof-key.js';
import {
  clientAssertion,
  credentialsForm,
  SERVICE_APP,
  serviceAppOf,
  serviceKey,
  serviceToken,
  type ServiceKey,
} from '../../testing/service.js';
import { postToken, tokenProof } from '../../testing/sign-in.js';
import { DPOP_APP, startTestOrg, type TestOrg } from '../../testing/test-org.js';

let org: TestOrg;
let key: ServiceKey;
let dpop: ProofKey;
let nonce: string;

/** Another service app: bearer tokens, two keys, no role. */
const BEARER_SERVICE = '0oa2service00BEARER0';
/** A service app that nobody gave a key. */
const KEYLESS_SERVICE = '0oa3service00KEYLESS';
let second: ServiceKey;

beforeAll(async () => {
  [key, second] = [await serviceKey(), await serviceKey('ES256', 'second')];
  org = await startTestOrg({
    seed: (seed) => {
      const service = serviceAppOf(seed);
      service.jwks.keys = [key.jwk];
      seed.apps.push({
        ...service,
        client_id: BEARER_SERVICE,
        dpop_bound_access_tokens: false,
        role: null,
        jwks: { keys: [key.jwk, second.jwk] },
      });
      seed.apps.push({ ...service, client_id: KEYLESS_SERVICE, jwks: { keys: [] } });
    },
  });
  dpop = await generateProofKey();
  const challenge = await send(credentialsForm(await clientAssertion(org, key)), await proof({ nonce: undefined }));
  nonce = challenge.headers.get('DPoP-Nonce')!;
});

afterAll(() => org.close());

const proof = (claims: object = {}): Promise<string> => tokenProof(org, dpop, { nonce, ...claims });
const send = (form: Record<string, string>, DPoP?: string): Promise<Response> =>
  postToken(org, form, DPoP === undefined ? {} : { DPoP });

/** A request that is good, but for what the arguments change. */
const ask = async (claims: object = {}, header: object = {}, by = key): Promise<Response> =>
  send(credentialsForm(await clientAssertion(org, by, claims, header)), await proof());

const bearer = { iss: BEARER_SERVICE, sub: BEARER_SERVICE };

async function refusal(response: Response): Promise<[number, string]> {
  expect(response.headers.get('Content-Type')).toBe('application/json');
  expect(response.headers.get('Cache-Control')).toBe('no-cache, no-store');
  return [response.status, await response.text()];
}

const text = (error: string, error_description: string): string => JSON.stringify({ error, error_description });

describe('a service app', () => {
  test('gets a token bound to its key, for itself', async () => {
    const response = await ask();
    expect(response.status).toBe(200);
    expect(response.headers.get('DPoP-Nonce')).toBe(nonce);
    const answer = (await response.json()) as Record<string, string>;
    expect(Object.keys(answer)).toEqual(['token_type', 'expires_in', 'access_token', 'scope']);
    expect(answer).toMatchObject({ token_type: 'DPoP', expires_in: 3600, scope: 'okta.users.read' });
    const token = answer['access_token']!;
    expect(Object.keys(decodeProtectedHeader(token))).toEqual(['kid', 'typ', 'alg']);
    const claims = decodeJwt(token);
    expect(Object.keys(claims)).toEqual(['ver', 'jti', 'iss', 'aud', 'sub', 'iat', 'exp', 'cnf', 'cid', 'scp']);
    expect(claims).toMatchObject({
      ver: 1,
      iss: org.origin,
      aud: org.origin,
      sub: SERVICE_APP,
      cid: SERVICE_APP,
      exp: claims.iat! + 3600,
      cnf: { jkt: await calculateJwkThumbprint(dpop.jwk) },
      scp: ['okta.users.read'],
    });
  });

  test('gets a bearer token where DPoP is off, proof or not', async () => {
    for (const DPoP of [undefined, await proof()]) {
      const response = await send(credentialsForm(await clientAssertion(org, key, bearer, { kid: key.jwk.kid })), DPoP);
      const answer = (await response.json()) as Record<string, string>;
      expect(answer['token_type']).toBe('Bearer');
      expect(decodeJwt(answer['access_token']!)['cnf']).toBeUndefined();
      expect(response.headers.get('DPoP-Nonce')).toBeNull();
    }
  });

  test.each(['RS384', 'RS512', 'ES256', 'ES384', 'ES512'])('may sign with %s', async (alg) => {
    const other = await serviceKey(alg);
    const one = await startTestOrg({ seed: (seed) => (serviceAppOf(seed).jwks.keys = [other.jwk]) });
    try {
      expect((await serviceToken(one, other)).response.status).toBe(200);
    } finally {
      await one.close();
    }
  });

  test.each<[string, object, object]>([
    ['without jti and iat', { jti: undefined, iat: undefined }, {}],
    ['for an hour', { exp: 'in an hour' }, {}],
    ['that names the only key', {}, { kid: 'service-key' }],
    ['with the audience as a list', { aud: 'a list' }, {}],
  ])('may send an assertion %s', async (_, claims, header) => {
    const exp = 'exp' in claims ? { exp: org.now() + 3600 } : {};
    const aud = 'aud' in claims ? { aud: [`${org.origin}/oauth2/v1/token`] } : {};
    expect((await ask({ ...claims, ...exp, ...aud }, header)).status).toBe(200);
  });

  test('with two keys names the one that it used', async () => {
    expect((await ask(bearer, { kid: 'second' }, second)).status).toBe(200);
    expect(await refusal(await ask(bearer, { kid: undefined }, second))).toEqual([
      401,
      text('invalid_client', 'The client_assertion JWT kid is invalid.'),
    ]);
  });

  test('gets the scopes that were granted, and only those', async () => {
    const { answer } = await serviceToken(org, key, { scope: 'okta.groups.read okta.apps.read okta.users.manage' });
    expect(answer).toMatchObject({ token_type: 'DPoP', scope: 'okta.apps.read' });
    expect(decodeJwt(String(answer['access_token']))['scp']).toEqual(['okta.apps.read']);
  });
});

test.each(['okta.users.read okta.apps.read', 'okta.apps.read okta.users.read'])(
  'scopes keep the order in which they were asked for: %s',
  async (scope) => {
    const { answer } = await serviceToken(org, key, { scope });
    expect(answer['scope']).toBe(scope);
    expect(decodeJwt(String(answer['access_token']))['scp']).toEqual(scope.split(' '));
  },
);

test('an access token is an RS256 JWT of Okta’s own type, and is not to be validated by clients', async () => {
  const { accessToken } = await serviceToken(org, key);
  const { kid, ...header } = decodeProtectedHeader(accessToken);
  expect(header).toEqual({ typ: 'application/okta-internal-at+jwt', alg: 'RS256' });
  const { keys } = (await (await fetch(`${org.origin}/oauth2/v1/keys`)).json()) as { keys: { kid: string }[] };
  expect(keys.map((one) => one.kid)).not.toContain(kid);
  expect(decodeJwt(accessToken).jti).toMatch(/^AT\./);
});

describe('an assertion is refused with Okta’s words:', () => {
  const AUDIENCE = 'The audience claim for client_assertion must be the endpoint invoked for the request.';
  const FUTURE = 'The client_assertion token must be issued before the current time.';
  const ISSUER = 'The issuer claim for client_assertion is not a valid client_id.';
  const SUBJECT = 'The subject claim for client_assertion is not a valid client_id.';
  const NO_EXP = "The client_assertion must contain the 'exp' claim as seconds since epoch.";

  test.each<[fault: string, claims: () => object, header: object, description: string]>([
    ['the issuer as audience', () => ({ aud: org.origin }), {}, AUDIENCE],
    ['a slash too many', () => ({ aud: `${org.origin}/oauth2/v1/token/` }), {}, AUDIENCE],
    ['no audience', () => ({ aud: undefined }), {}, AUDIENCE],
    ['no exp', () => ({ exp: undefined }), {}, NO_EXP],
    ['exp in milliseconds', () => ({ exp: Date.now() + 300_000 }), {}, 'The client_assertion token has an expiration too far into the future.'], // prettier-ignore
    ['exp as text', () => ({ exp: String(org.now() + 300) }), {}, NO_EXP],
    ['expired', () => ({ exp: org.now() - 1 }), {}, 'The client_assertion token is expired.'],
    ['good for more than an hour', () => ({ exp: org.now() + 3700 }), {}, 'The client_assertion token has an expiration too far into the future.'], // prettier-ignore
    ['issued in the future', () => ({ iat: org.now() + 120 }), {}, FUTURE],
    ['not good yet', () => ({ nbf: org.now() + 120 }), {}, FUTURE],
    ['an unknown key', () => ({}), { kid: 'another' }, 'The client_assertion JWT kid is invalid.'],
    ['an unknown issuer', () => ({ iss: '0oaunknown' }), {}, ISSUER],
    ['no issuer', () => ({ iss: undefined }), {}, ISSUER],
    ['the type of a proof', () => ({}), { typ: 'dpop+jwt' }, 'The parsing of the client_assertion failed.'],
    ['an extension', () => ({}), { crit: ['b64'], b64: true }, 'The parsing of the client_assertion failed.'],
    ['an unknown subject', () => ({ sub: '0oaunknown' }), {}, SUBJECT],
    ['no subject', () => ({ sub: undefined }), {}, SUBJECT],
    ['a jti that is no text', () => ({ jti: [[1]] }), {}, 'The parsing of the client_assertion failed.'],
    [
      'an app without keys',
      () => ({ iss: KEYLESS_SERVICE, sub: KEYLESS_SERVICE }),
      {},
      'The client does not have a JWKSet configured, but the client_assertion requires one.',
    ],
  ])('%s', async (_, claims, header, description) => {
    const response = await ask(claims(), header);
    expect(response.headers.get('WWW-Authenticate')).toBeNull();
    expect(await refusal(response)).toEqual([401, text('invalid_client', description)]);
  });

  const parsing = 'The parsing of the client_assertion failed.';
  const algorithm = 'The client_assertion JWT signature algorithm is invalid.';
  const signature = 'The client_assertion signature is invalid.';
  test.each<[string, (good: string) => string | Promise<string>, string]>([
    ['nonsense', () => 'nonsense', parsing],
    ['empty', () => '', parsing],
    ['two parts', (good) => good.split('.').slice(0, 2).join('.').replace(/^/, '.'), parsing],
    ['alg none', (good) => replaceHeader(good, { alg: 'none' }), algorithm],
    ['alg HS256', (good) => replaceHeader(good, { alg: 'HS256' }), algorithm],
    ['alg PS256', (good) => replaceHeader(good, { alg: 'PS256' }), algorithm],
    ['alg of another type of key', (good) => replaceHeader(good, { alg: 'ES256' }), signature],
    ['a header that was changed', (good) => replaceHeader(good, { alg: 'RS256', typ: 'JWT' }), signature],
    ['another key', async () => clientAssertion(org, await serviceKey()), signature],
  ])('%s', async (_, change, description) => {
    const form = credentialsForm(await change(await clientAssertion(org, key)));
    expect(await refusal(await send(form, await proof()))).toEqual([401, text('invalid_client', description)]);
  });

  test('by an app that was deactivated', async () => {
    const one = await startTestOrg({
      seed: (seed) => Object.assign(serviceAppOf(seed), { status: 'INACTIVE', jwks: { keys: [key.jwk] } }),
    });
    try {
      expect((await serviceToken(one, key)).answer['error_description']).toBe(ISSUER);
    } finally {
      await one.close();
    }
  });
});

describe('credentials of another kind', () => {
  const form = { grant_type: 'client_credentials', scope: 'okta.users.read' };
  const SECRET =
    'Client Credentials requests to the Org Authorization Server must use the private_key_jwt token_endpoint_auth_method.';
  const TWO =
    'Cannot supply multiple client credentials. Use one of the following: credentials in the Authorization header, credentials in the post body, or a client_assertion in the post body.';
  const SERVICES =
    "Only clients with 'application_type' of 'service' may use the client_credentials 'grant_type' with the Org Authorization Server.";
  const basic = { Authorization: `Basic ${btoa(`${SERVICE_APP}:secret`)}` };

  test.each<[string, () => object | Promise<object>, Record<string, string>, number, string, string]>([
    ['none at all', () => ({}), {}, 401, 'invalid_client', 'No client credentials found.'],
    ['the name of a service app alone', () => ({ client_id: SERVICE_APP }), {}, 401, 'invalid_client', 'No client credentials found.'], // prettier-ignore
    ['a secret in the body', () => ({ client_id: SERVICE_APP, client_secret: 'x' }), {}, 401, 'invalid_client', SECRET],
    ['a secret in the header', () => ({}), basic, 401, 'invalid_client', SECRET],
    ['an app that is no service', () => ({ client_id: DPOP_APP }), {}, 401, 'invalid_client', SERVICES],
    ['a secret and an assertion', async () => ({ ...credentialsForm(await clientAssertion(org, key)), client_secret: 'x' }), {}, 401, 'invalid_request', TWO], // prettier-ignore
    ['a header and an assertion', async () => credentialsForm(await clientAssertion(org, key)), basic, 401, 'invalid_request', TWO], // prettier-ignore
    ['a header and a secret', () => ({ client_secret: 'x' }), basic, 401, 'invalid_request', TWO],
    ['another type of assertion', async () => ({ ...credentialsForm(await clientAssertion(org, key)), client_assertion_type: 'saml' }), {}, 400, 'invalid_request', 'The client_assertion_type is invalid.'], // prettier-ignore
    ['an assertion without its type', async () => ({ client_assertion: await clientAssertion(org, key) }), {}, 400, 'invalid_request', 'The client_assertion_type is invalid.'], // prettier-ignore
    ['an assertion and the name of another', async () => ({ ...credentialsForm(await clientAssertion(org, key)), client_id: DPOP_APP }), {}, 401, 'invalid_client', "Invalid value for 'client_id' parameter."], // prettier-ignore
  ])('%s', async (_, credentials, headers, status, error, description) => {
    const response = await postToken(org, { ...form, ...(await credentials()) }, headers);
    const challenge = 'Authorization' in headers ? `Basic realm="${org.origin}"` : null;
    expect(response.headers.get('WWW-Authenticate')).toBe(challenge);
    expect(await refusal(response)).toEqual([status, text(error, description)]);
  });

  test('a service app may use no grant but its own', async () => {
    const other = { ...credentialsForm(await clientAssertion(org, key)), grant_type: 'refresh_token' };
    expect(await refusal(await send(other))).toEqual([
      400,
      text(
        'unauthorized_client',
        'The client is not authorized to use the provided grant type. Configured grant types: [client_credentials].',
      ),
    ]);
  });
});

describe('scopes', () => {
  const NOT_CONFIGURED = 'One or more scopes are not configured for the authorization server resource.';
  test.each([
    ['', 'invalid_scope', 'No scopes were requested.'],
    ['openid', 'invalid_scope', "Cannot request 'openid' scopes using client credentials."],
    ['okta.users.read profile', 'invalid_scope', "Cannot request 'openid' scopes using client credentials."],
    ['offline_access', 'invalid_scope', "Cannot request 'openid' scopes using client credentials."],
    [
      'okta.users.read.self',
      'client_credentials_self_scope_requested',
      "The 'client_credentials' grant type may not request .self scopes.",
    ],
    ['photos.read', 'invalid_scope', NOT_CONFIGURED],
    ['okta.users.read okta.photos.read', 'invalid_scope', NOT_CONFIGURED],
    ['okta.groups.read', 'consent_required', 'You are not allowed any of the requested scopes.'],
    ['okta.users.manage okta.apps.manage', 'consent_required', 'You are not allowed any of the requested scopes.'],
  ])('"%s" is refused', async (scope, error, description) => {
    const response = await send(credentialsForm(await clientAssertion(org, key), scope), await proof());
    expect(await refusal(response)).toEqual([400, text(error, description)]);
  });
});

describe('the order of checks', () => {
  const NONCE = text('use_dpop_nonce', 'Authorization server requires nonce in DPoP proof.');

  test('an assertion is used up by a request that is challenged for a nonce', async () => {
    const form = credentialsForm(await clientAssertion(org, key));
    expect(await refusal(await send(form, await proof({ nonce: undefined })))).toEqual([400, NONCE]);
    expect(await refusal(await send(form, await proof()))).toEqual([
      401,
      text('invalid_client', 'The client_assertion token has already been used.'),
    ]);
  });

  test('of identical requests at once exactly one passes', async () => {
    const form = credentialsForm(await clientAssertion(org, key));
    const proofs = await Promise.all([1, 2, 3, 4, 5, 6].map(() => proof()));
    const statuses = await Promise.all(proofs.map(async (one) => (await send(form, one)).status));
    expect(statuses.sort()).toEqual([200, 401, 401, 401, 401, 401]);
  });

  test('an assertion that is refused is not used up by it', async () => {
    const jti = crypto.randomUUID();
    expect((await ask({ jti, aud: 'x' })).status).toBe(401);
    expect((await ask({ jti })).status).toBe(200);
  });

  test('the client goes before the proof', async () => {
    const form = credentialsForm('nonsense');
    expect((await send(form, 'nonsense')).status).toBe(401);
  });

  test('the proof goes before the scope', async () => {
    const form = async (): Promise<Record<string, string>> =>
      credentialsForm(await clientAssertion(org, key), 'okta.groups.read');
    expect((await refusal(await send(await form())))[1]).toBe(
      text('invalid_dpop_proof', 'The DPoP proof JWT header is missing.'),
    );
    expect((await refusal(await send(await form(), await proof({ nonce: undefined }))))[1]).toBe(NONCE);
    expect((await refusal(await send(await form(), await proof())))[1]).toContain('consent_required');
  });
});

describe('the API, to a service app,', () => {
  const get = async (path: string, service: { accessToken: string; key: ProofKey }): Promise<Response> => {
    const digest = await crypto.subtle.digest('SHA-256', Buffer.from(service.accessToken));
    const ath = Buffer.from(digest).toString('base64url');
    const DPoP = await makeProof(service.key, { htm: 'GET', htu: org.origin + path, iat: org.now(), ath });
    return fetch(org.origin + path, { headers: { Authorization: `DPoP ${service.accessToken}`, DPoP } });
  };

  test('shows what its role may see', async () => {
    const service = await serviceToken(org, key, { scope: 'okta.users.read okta.apps.read' });
    const users = (await (await get('/api/v1/users', service)).json()) as unknown[];
    expect(users.length).toBeGreaterThan(50);
    expect(((await (await get('/api/v1/apps', service)).json()) as unknown[]).length).toBe(6);
  });

  test('knows no "me"', async () => {
    const response = await get('/api/v1/users/me', await serviceToken(org, key));
    expect([response.status, await response.json()]).toMatchObject([404, { errorCode: 'E0000007' }]);
  });

  test('shows nothing to one without a role', async () => {
    const form = credentialsForm(
      await clientAssertion(org, key, bearer, { kid: key.jwk.kid }),
      'okta.users.read okta.apps.read',
    );
    const { access_token: token } = (await (await send(form)).json()) as { access_token: string };
    const headers = { Authorization: `Bearer ${token}` };
    const users = await fetch(`${org.origin}/api/v1/users`, { headers });
    expect([users.status, await users.text()]).toEqual([200, '[]']);
    expect(users.headers.get('Link')).toBe(`<${org.origin}/api/v1/users?limit=200>; rel="self"`);
    const apps = await fetch(`${org.origin}/api/v1/apps`, { headers });
    expect([apps.status, await apps.json()]).toMatchObject([403, { errorCode: 'E0000006' }]);
    const me = await fetch(`${org.origin}/api/v1/users/me`, { headers });
    expect(me.status).toBe(404);
  });
});

describe('a service app may have its token', () => {
  test('introspected and revoked, with an assertion for that endpoint', async () => {
    const { accessToken } = await serviceToken(org, key);
    const ask = async (path: string, aud = org.origin + path): Promise<Response> => {
      const form = credentialsForm(await clientAssertion(org, key, { aud }));
      const body = new URLSearchParams({ ...form, token: accessToken });
      return fetch(org.origin + path, { method: 'POST', body });
    };
    const [INTROSPECT, REVOKE] = ['/oauth2/v1/introspect', '/oauth2/v1/revoke'];
    expect(await (await ask(INTROSPECT)).json()).toMatchObject({ active: true, client_id: SERVICE_APP });
    expect((await ask(REVOKE, `${org.origin}/oauth2/v1/token`)).status).toBe(401);
    expect((await ask(REVOKE)).status).toBe(200);
    expect(await (await ask(INTROSPECT)).json()).toEqual({ active: false });
  });
});

/** The same token under another header: what was signed is no longer what is there. */
function replaceHeader(jwt: string, header: object): string {
  return [Buffer.from(JSON.stringify(header)).toString('base64url'), ...jwt.split('.').slice(1)].join('.');
}
