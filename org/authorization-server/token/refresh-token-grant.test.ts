import { decodeJwt } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { generateProofKey, type ProofKey } from '../../../dpop/proof-key.js';
import { postToken, requestTokens, signIn, tokenProof, type SignedIn } from '../../testing/sign-in.js';
import { BEARER_APP, DPOP_APP, startTestOrg, type TestOrg } from '../../testing/test-org.js';

const INVALID = { error: 'invalid_grant', error_description: 'The refresh token is invalid or expired.' };

let org: TestOrg;
let session: SignedIn;

beforeAll(async () => {
  org = await startTestOrg();
});

beforeEach(async () => {
  session = await signIn(org);
});

afterAll(() => org.close());

type Tokens = Record<'access_token' | 'refresh_token' | 'id_token' | 'scope' | 'token_type', string>;

function refresh(token: string, key: ProofKey = session.key, more: Record<string, string> = {}): Promise<Response> {
  const parameters = { grant_type: 'refresh_token', client_id: DPOP_APP, refresh_token: token, ...more };
  return requestTokens(org, parameters, key);
}

async function refreshed(token: string): Promise<Tokens> {
  const response = await refresh(token);
  expect(response.status).toBe(200);
  return (await response.json()) as Tokens;
}

async function isActive(token: string): Promise<boolean> {
  const body = new URLSearchParams({ client_id: DPOP_APP, token });
  const response = await fetch(`${org.origin}/oauth2/v1/introspect`, { method: 'POST', body });
  return ((await response.json()) as { active: boolean }).active;
}

describe('a refresh', () => {
  test('brings new tokens for the same key and a successor', async () => {
    org.advance(1800);
    const tokens = await refreshed(session.refreshToken!);
    expect(tokens.token_type).toBe('DPoP');
    expect(tokens.scope).toBe(session.scope);
    expect(tokens.refresh_token).not.toBe(session.refreshToken);
    const [before, after] = [decodeJwt(session.accessToken), decodeJwt(tokens.access_token)];
    expect(after['cnf']).toEqual(before['cnf']);
    expect(after.iat! - before.iat!).toBeGreaterThanOrEqual(1800);
    expect(after['auth_time']).toBe(before['auth_time']);
    expect(decodeJwt(tokens.id_token).sub).toBe(decodeJwt(session.idToken!).sub);
  });

  test('is challenged for a nonce like any token request', async () => {
    const parameters = { grant_type: 'refresh_token', client_id: DPOP_APP, refresh_token: session.refreshToken! };
    const response = await postToken(org, parameters, { DPoP: await tokenProof(org, session.key) });
    expect(response.headers.get('DPoP-Nonce')).not.toBeNull();
    expect(await response.json()).toMatchObject({ error: 'use_dpop_nonce' });
  });

  test('by another key is refused, and the token is good afterwards', async () => {
    const response = await refresh(session.refreshToken!, await generateProofKey());
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({
      error: 'invalid_dpop_proof',
      error_description: 'Invalid DPoP Public Key binding in refresh token',
    });
    await refreshed(session.refreshToken!);
  });

  test('may ask for fewer scopes, and the successor keeps them all', async () => {
    const response = await refresh(session.refreshToken!, session.key, { scope: 'openid okta.users.read' });
    const tokens = (await response.json()) as Tokens;
    expect(tokens.scope).toBe('openid okta.users.read');
    expect((await refreshed(tokens.refresh_token)).scope).toBe(session.scope);
  });

  test('may not ask for more scopes', async () => {
    const scope = `${session.scope} okta.users.read.self`;
    const response = await refresh(session.refreshToken!, session.key, { scope });
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({
      error: 'access_denied',
      error_description:
        'Some of the scopes requested for the refresh request were not granted in the original authorize request. Denied scopes: okta.users.read.self.',
    });
  });

  test('by another app is refused', async () => {
    const parameters = { grant_type: 'refresh_token', client_id: BEARER_APP, refresh_token: session.refreshToken! };
    const response = await postToken(org, parameters);
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual(INVALID);
  });

  test('without a proof is refused', async () => {
    const parameters = { grant_type: 'refresh_token', client_id: DPOP_APP, refresh_token: session.refreshToken! };
    const response = await postToken(org, parameters);
    expect(await response.json()).toMatchObject({ error_description: 'The DPoP proof JWT header is missing.' });
  });

  test('needs no key for an app that does not require DPoP', async () => {
    const bearer = await signIn(org, { clientId: BEARER_APP });
    const parameters = { grant_type: 'refresh_token', client_id: BEARER_APP, refresh_token: bearer.refreshToken! };
    const response = await postToken(org, parameters);
    expect(await response.json()).toMatchObject({ token_type: 'Bearer' });
  });
});

describe('a refresh token that was exchanged', () => {
  test('may be exchanged again for 30 seconds, and both successors work', async () => {
    const first = await refreshed(session.refreshToken!);
    org.advance(29);
    const second = await refreshed(session.refreshToken!);
    await refreshed(first.refresh_token);
    await refreshed(second.refresh_token);
  });

  test('ends all tokens of its sign-in when it comes later than that', async () => {
    const { access_token: accessToken, refresh_token: successor } = await refreshed(session.refreshToken!);
    const other = await signIn(org);
    org.advance(31);
    const response = await refresh(session.refreshToken!);
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual(INVALID);

    expect(await (await refresh(successor)).json()).toEqual(INVALID);
    expect(await isActive(accessToken)).toBe(false);
    expect(await isActive(session.accessToken)).toBe(false);
    expect(await isActive(other.accessToken)).toBe(true);
  });

  test('does not end them when somebody without the key brings it', async () => {
    const { refresh_token: successor } = await refreshed(session.refreshToken!);
    org.advance(31);
    await refresh(session.refreshToken!, await generateProofKey());
    await refreshed(successor);
  });
});

test('a refresh token and its successors expire 90 days after the sign-in', async () => {
  const days = 24 * 60 * 60;
  let successor = session.refreshToken!;
  for (let day = 6; day < 90; day += 6) {
    org.advance(6 * days);
    ({ refresh_token: successor } = await refreshed(successor));
  }
  org.advance(6 * days + 1);
  expect(await (await refresh(successor)).json()).toEqual(INVALID);
});

test('revoking a refresh token ends the access tokens of its sign-in', async () => {
  const body = new URLSearchParams({ client_id: DPOP_APP, token: session.refreshToken! });
  const response = await fetch(`${org.origin}/oauth2/v1/revoke`, { method: 'POST', body });
  expect(response.status).toBe(200);
  expect(await (await refresh(session.refreshToken!)).json()).toEqual(INVALID);
  expect(await isActive(session.accessToken)).toBe(false);
});

describe('introspection of a refresh token', () => {
  async function introspect(token: string, client_id = DPOP_APP): Promise<Record<string, unknown>> {
    const body = new URLSearchParams({ client_id, token, token_type_hint: 'refresh_token' });
    const response = await fetch(`${org.origin}/oauth2/v1/introspect`, { method: 'POST', body });
    return (await response.json()) as Record<string, unknown>;
  }

  test('says what a live one is for', async () => {
    const { uid } = decodeJwt(session.accessToken);
    const answer = await introspect(session.refreshToken!);
    expect(Object.entries(answer)).toEqual([
      ['active', true],
      ['scope', session.scope],
      ['username', 'ada@example.com'],
      ['exp', expect.any(Number)],
      ['sub', 'ada@example.com'],
      ['token_type', 'Bearer'],
      ['client_id', DPOP_APP],
      ['uid', uid],
    ]);
    // Not the idle limit: all of the 90 days.
    expect(answer['exp']).toBeLessThanOrEqual(org.now() + 90 * 24 * 3600);
    expect(answer['exp']).toBeGreaterThan(org.now() + 89 * 24 * 3600);
  });

  test('says no more of one that was exchanged, revoked, or is another client’s', async () => {
    expect(await introspect(session.refreshToken!, BEARER_APP)).toEqual({ active: false });
    const { refresh_token: successor } = await refreshed(session.refreshToken!);
    expect((await introspect(session.refreshToken!))['active']).toBe(true); // in the leeway it still works
    org.advance(31);
    expect(await introspect(session.refreshToken!)).toEqual({ active: false });
    const { exp } = await introspect(successor);
    expect(exp).toBeGreaterThan(org.now());
    const body = new URLSearchParams({ client_id: DPOP_APP, token: successor });
    await fetch(`${org.origin}/oauth2/v1/revoke`, { method: 'POST', body });
    expect(await introspect(successor)).toEqual({ active: false });
  });
});

test('a refresh token that is not used for seven days expires; each use gives another seven', async () => {
  const week = 7 * 24 * 3600;
  org.advance(week - 60);
  const { refresh_token: second } = await refreshed(session.refreshToken!);
  org.advance(week - 60);
  const { refresh_token: third } = await refreshed(second);
  org.advance(week);
  expect(await (await refresh(third)).json()).toEqual(INVALID);
});
