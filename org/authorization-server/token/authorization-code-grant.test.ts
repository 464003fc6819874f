import { createHash } from 'node:crypto';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import * as oauth from 'oauth4webapi';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { generateProofKey, type ProofKey } from '../../../dpop/proof-key.js';
import { thumbprint } from '../../../dpop/thumbprint.js';
import { TestBrowser } from '../../testing/browser.js';
import { OVER_HTTP } from '../../testing/over-http.js';
import { authorize, authorizeAddress, postToken, REDIRECT_URI, requestTokens, signIn } from '../../testing/sign-in.js';
import { BEARER_APP, DPOP_APP, startTestOrg, type TestOrg } from '../../testing/test-org.js';

let org: TestOrg;

beforeAll(async () => {
  org = await startTestOrg();
});

afterAll(() => org.close());

describe('a whole flow with oauth4webapi', () => {
  test('challenges the first proof, and binds the tokens to the key of the second', async () => {
    const issuer = new URL(org.origin);
    const server = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, OVER_HTTP));
    const client: oauth.Client = { client_id: DPOP_APP };
    const { verifier, callback, state, nonce } = await authorize(org);
    const parameters = oauth.validateAuthResponse(server, client, callback, state);
    const DPoP = oauth.DPoP(client, await oauth.generateKeyPair('RS256'));
    const exchange = (): Promise<Response> =>
      oauth.authorizationCodeGrantRequest(server, client, oauth.None(), parameters, REDIRECT_URI, verifier, {
        DPoP,
        ...OVER_HTTP,
      });

    const refused = await exchange();
    expect(refused.status).toBe(400);
    expect(refused.headers.get('DPoP-Nonce')).toMatch(/^[\w-]{32}$/);
    expect(refused.headers.get('WWW-Authenticate')).toBeNull();
    const refusal = await oauth.processAuthorizationCodeResponse(server, client, refused).catch((e: unknown) => e);
    expect(oauth.isDPoPNonceError(refusal)).toBe(true);

    const accepted = await exchange();
    expect(accepted.headers.get('DPoP-Nonce')).toBe(refused.headers.get('DPoP-Nonce'));
    const tokens = await oauth.processAuthorizationCodeResponse(server, client, accepted, {
      expectedNonce: nonce,
      requireIdToken: true,
    });
    await oauth.validateApplicationLevelSignature(server, accepted, OVER_HTTP);
    expect(tokens.token_type).toBe('dpop'); // which is how oauth4webapi writes it
    expect(decodeJwt(tokens.access_token)['cnf']).toEqual({ jkt: await DPoP.calculateThumbprint() });
  });
});

describe('the answer', () => {
  test('has the headers and, in order, the members of Okta', async () => {
    const { code, verifier } = await authorize(org);
    const response = await requestTokens(org, exchange(code, verifier), await generateProofKey());
    expect(response.status).toBe(200);
    expect(response.headers.get('Content-Type')).toBe('application/json');
    expect(response.headers.get('Cache-Control')).toBe('no-cache, no-store');
    expect(response.headers.get('Pragma')).toBe('no-cache');
    expect(response.headers.get('X-Okta-Request-Id')).toMatch(/^[0-9a-f]{32}$/);
    const answer = (await response.json()) as Record<string, unknown>;
    expect(Object.keys(answer)).toEqual([
      'token_type',
      'expires_in',
      'access_token',
      'scope',
      'refresh_token',
      'id_token',
    ]);
    expect(answer).toMatchObject({
      token_type: 'DPoP',
      expires_in: 3600,
      scope: 'openid profile email offline_access okta.users.read okta.apps.read',
    });
  });

  test('holds an access token with the header and, in order, the claims of Okta', async () => {
    const { accessToken } = await signIn(org, { person: 'grace@example.com' });
    const header = decodeProtectedHeader(accessToken);
    expect(header).toEqual({
      kid: expect.any(String) as string,
      typ: 'application/okta-internal-at+jwt',
      alg: 'RS256',
    });
    const claims = decodeJwt(accessToken);
    expect(Object.keys(claims).join(' ')).toBe('ver jti iss aud sub iat exp cnf cid uid scp auth_time');
    expect(claims).toMatchObject({
      ver: 1,
      jti: expect.stringMatching(/^AT\./) as string,
      iss: org.origin,
      aud: org.origin,
      sub: 'grace@example.com',
      exp: claims.iat! + 3600,
      cid: DPOP_APP,
      uid: '00uMqfCNWh1P4hD41aAI',
      scp: ['openid', 'profile', 'email', 'offline_access', 'okta.users.read', 'okta.apps.read'],
    });
  });

  test.each(['openid profile okta.users.read', 'okta.users.read profile openid'])(
    'names the scopes in the order in which they were asked for: %s',
    async (scope) => {
      const { accessToken, scope: given } = await signIn(org, { scopes: scope.split(' ') });
      expect(given).toBe(scope);
      expect(decodeJwt(accessToken)['scp']).toEqual(scope.split(' '));
    },
  );

  test('holds an ID token with the header and the claims of Okta', async () => {
    const { code, verifier, nonce } = await authorize(org, { person: 'grace@example.com' });
    const response = await requestTokens(org, exchange(code, verifier), await generateProofKey());
    const { id_token: idToken, access_token: accessToken } = (await response.json()) as Record<string, string>;
    expect(Object.entries(decodeProtectedHeader(idToken!))).toEqual([
      ['kid', expect.any(String)],
      ['alg', 'RS256'],
    ]);
    const claims = decodeJwt(idToken!);
    const { uid, auth_time: authTime } = decodeJwt(accessToken!);
    expect(Object.keys(claims).join(' ')).toBe(
      'sub name email ver iss aud iat exp jti amr idp nonce preferred_username auth_time at_hash',
    );
    expect(claims).toMatchObject({
      sub: uid,
      name: 'Grace Hopper',
      email: 'grace@example.com',
      ver: 1,
      iss: org.origin,
      aud: DPOP_APP,
      exp: claims.iat! + 3600,
      jti: expect.stringMatching(/^ID\./) as string,
      amr: ['pwd'],
      idp: expect.stringMatching(/^00o/) as string,
      nonce,
      auth_time: authTime,
      preferred_username: 'grace@example.com',
      // OpenID Connect Core 1.0 section 3.1.3.6
      at_hash: createHash('sha256').update(accessToken!).digest().subarray(0, 16).toString('base64url'),
    });
  });

  test('tells an app no more than it asked for', async () => {
    const { idToken, refreshToken, scope } = await signIn(org, { scopes: ['openid', 'okta.users.read'] });
    expect(scope).toBe('openid okta.users.read');
    expect(refreshToken).toBeUndefined();
    expect(decodeJwt(idToken!)).not.toHaveProperty('email');
    expect(decodeJwt(idToken!)).not.toHaveProperty('name');
  });

  test('holds no ID token without the scope openid', async () => {
    const { idToken, scope } = await signIn(org, { scopes: ['okta.users.read'] });
    expect(scope).toBe('okta.users.read');
    expect(idToken).toBeUndefined();
  });

  test('is a bearer token for an app that does not require DPoP, whatever proof comes along', async () => {
    const { accessToken, tokenType } = await signIn(org, { clientId: BEARER_APP });
    expect(tokenType).toBe('Bearer');
    expect(decodeJwt(accessToken)).not.toHaveProperty('cnf');

    const { code, verifier } = await authorize(org, { clientId: BEARER_APP });
    const response = await postToken(org, exchange(code, verifier, BEARER_APP), { DPoP: 'nonsense' });
    expect(response.status).toBe(200);
    expect(response.headers.get('DPoP-Nonce')).toBeNull();
    expect(await response.json()).toMatchObject({ token_type: 'Bearer' });
  });
});

describe('a code', () => {
  test('is good once; whoever uses it again ends what came of it', async () => {
    const { code, verifier } = await authorize(org, { clientId: BEARER_APP });
    const request = exchange(code, verifier, BEARER_APP);
    const first = await postToken(org, request);
    const { access_token: token } = (await first.json()) as { access_token: string };
    expect(await isActive(token)).toBe(true);

    expect(await errorOf(await postToken(org, request))).toEqual([
      400,
      'invalid_grant',
      'The authorization code is invalid or has expired.',
    ]);
    expect(await isActive(token)).toBe(false);
  });

  test('is good once, also when six requests bring it at the same time', async () => {
    const { code, verifier } = await authorize(org, { clientId: BEARER_APP });
    const request = exchange(code, verifier, BEARER_APP);
    const responses = await Promise.all(Array.from({ length: 6 }, () => postToken(org, request)));
    expect(responses.map(({ status }) => status).sort()).toEqual([200, 400, 400, 400, 400, 400]);
  });

  test('expires after five minutes', async () => {
    const late = await startTestOrg();
    try {
      const { code, verifier } = await authorize(late, { clientId: BEARER_APP });
      late.advance(301);
      const response = await postToken(late, exchange(code, verifier, BEARER_APP));
      expect(await errorOf(response)).toEqual([
        400,
        'invalid_grant',
        'The authorization code is invalid or has expired.',
      ]);
    } finally {
      await late.close();
    }
  });

  test.each([
    ['another verifier', { code_verifier: 'a'.repeat(43) }, 'invalid_grant', 'PKCE verification failed.'],
    ['no verifier', { code_verifier: '' }, 'invalid_request', 'PKCE code verifier is required by the application.'],
    [
      'another redirect URI',
      { redirect_uri: 'http://localhost:4200/elsewhere' },
      'invalid_grant',
      "The 'redirect_uri' does not match the redirection URI used in the authorization request.",
    ],
    ['no redirect URI', { redirect_uri: '' }, 'invalid_request', "The required parameter 'redirect_uri' is missing."],
    ['no code', { code: '' }, 'invalid_request', "The required parameter 'code' is missing."],
    ['a made-up code', { code: 'made-up' }, 'invalid_grant', 'The authorization code is invalid or has expired.'],
  ])('is refused with %s, and good afterwards', async (_, change, error, description) => {
    const { code, verifier } = await authorize(org, { clientId: BEARER_APP });
    const request = exchange(code, verifier, BEARER_APP);
    expect(await errorOf(await postToken(org, { ...request, ...change }))).toEqual([400, error, description]);
    expect((await postToken(org, request)).status).toBe(200);
  });

  test('is refused to another app', async () => {
    const { code, verifier } = await authorize(org, { clientId: DPOP_APP });
    expect(await errorOf(await postToken(org, exchange(code, verifier, BEARER_APP)))).toEqual([
      400,
      'invalid_grant',
      "The grant was issued to another client. Please make sure the 'client_id' matches the one used at the authorize request.",
    ]);
  });
});

/** The parameters of a token request for a code. */
function exchange(code: string, verifier: string, clientId = DPOP_APP): Record<string, string> {
  const request = { grant_type: 'authorization_code', client_id: clientId, redirect_uri: REDIRECT_URI };
  return { ...request, code, code_verifier: verifier };
}

async function errorOf(response: Response): Promise<unknown[]> {
  const body = (await response.json()) as { error: string; error_description: string };
  expect(Object.keys(body)).toEqual(['error', 'error_description']);
  return [response.status, body.error, body.error_description];
}

async function isActive(token: string): Promise<boolean> {
  const response = await fetch(`${org.origin}/oauth2/v1/introspect`, {
    method: 'POST',
    body: new URLSearchParams({ client_id: BEARER_APP, token }),
  });
  return ((await response.json()) as { active: boolean }).active;
}

describe('dpop_jkt', () => {
  const exchange = async (dpop_jkt: string, key: ProofKey): Promise<Record<string, string>> => {
    const { code, verifier } = await authorize(org, { parameters: { dpop_jkt } });
    const request = { grant_type: 'authorization_code', client_id: DPOP_APP, redirect_uri: REDIRECT_URI };
    return (await (await requestTokens(org, { ...request, code, code_verifier: verifier }, key)).json()) as Record<string, string>; // prettier-ignore
  };

  test('binds the code to a key: only that one gets tokens for it', async () => {
    const [key, other] = [await generateProofKey(), await generateProofKey()];
    const jkt = await thumbprint(key.jwk);
    expect(await exchange(jkt, key)).toMatchObject({ token_type: 'DPoP' });
    expect(await exchange(jkt, other)).toEqual({
      error: 'invalid_grant',
      error_description: expect.stringContaining('bound to another key') as string,
    });
  });

  test('that is no thumbprint is refused', async () => {
    const address = authorizeAddress(org, { verifier: 'v'.repeat(43) }, { dpop_jkt: 'short' });
    const response = await new TestBrowser(org.origin).open(address);
    expect(new URL(response.headers.get('Location')!).searchParams.get('error_description')).toMatch(/'dpop_jkt'/);
  });
});
