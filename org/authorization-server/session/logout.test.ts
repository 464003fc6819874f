import { randomBytes } from 'node:crypto';
import { generateKeyPair, SignJWT } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { authorizeAddress, signIn, type SignedIn } from '../../testing/sign-in.js';
import { DPOP_APP, startTestOrg, type TestOrg } from '../../testing/test-org.js';

let org: TestOrg;
let session: SignedIn;

beforeAll(async () => {
  org = await startTestOrg();
});

beforeEach(async () => {
  session = await signIn(org);
});

afterAll(() => org.close());

function signOut(parameters: Record<string, string>): Promise<Response> {
  return session.browser.open(`/oauth2/v1/logout?${String(new URLSearchParams(parameters))}`);
}

/** Whether the browser still gets a code without a form. */
async function isSignedIn(browser = session.browser): Promise<boolean> {
  const verifier = randomBytes(32).toString('base64url');
  const response = await browser.open(authorizeAddress(org, { verifier }, { prompt: 'none' }));
  return new URL(response.headers.get('Location')!).searchParams.has('code');
}

describe('signing out', () => {
  test.each(['http://localhost:4200', 'http://localhost:4200/'])('ends the session and leads to %s', async (target) => {
    expect(await isSignedIn()).toBe(true);
    const response = await signOut({ id_token_hint: session.idToken!, post_logout_redirect_uri: target, state: 'a b' });
    expect(response.status).toBe(302);
    expect(response.headers.get('Location')).toBe('http://localhost:4200/?state=a+b');
    expect(session.browser.cookieNames).not.toContain('sid');
    expect(await isSignedIn()).toBe(false);
  });

  test('ends it for good: a copy of the cookies is worth nothing any more', async () => {
    const copy = session.browser.copy();
    expect(await isSignedIn(copy)).toBe(true);
    await signOut({ id_token_hint: session.idToken! });
    expect(await isSignedIn(copy)).toBe(false);
  });

  test('works by POST, as a form', async () => {
    const target = 'http://localhost:4200';
    const response = await session.browser.open('/oauth2/v1/logout', {
      id_token_hint: session.idToken!,
      post_logout_redirect_uri: target,
    });
    expect(response.status).toBe(302);
    expect(response.headers.get('Location')).toBe(`${target}/`);
    expect(await isSignedIn()).toBe(false);
  });

  test('works with an ID token that has expired', async () => {
    org.advance(2 * 60 * 60);
    expect((await signOut({ id_token_hint: session.idToken! })).status).toBe(302);
    expect(await isSignedIn()).toBe(false);
  });

  test('works with a client id alone, and without a target stays at the org', async () => {
    const response = await signOut({ client_id: DPOP_APP });
    expect(response.headers.get('Location')).toBe(`${org.origin}/`);
    expect(await isSignedIn()).toBe(false);
  });

  test('works for somebody who is not signed in', async () => {
    await signOut({ client_id: DPOP_APP });
    const target = 'http://localhost:4200';
    const response = await signOut({ id_token_hint: session.idToken!, post_logout_redirect_uri: target });
    expect(response.headers.get('Location')).toBe('http://localhost:4200/');
  });

  test('leaves the tokens alone, as at Okta', async () => {
    await signOut({ id_token_hint: session.idToken! });
    const body = new URLSearchParams({ client_id: DPOP_APP, token: session.accessToken });
    const response = await fetch(`${org.origin}/oauth2/v1/introspect`, { method: 'POST', body });
    expect(await response.json()).toMatchObject({ active: true });
  });
});

describe('is refused with a page, and the session stays', () => {
  test.each<[string, () => Record<string, string> | Promise<Record<string, string>>, string]>([
    [
      'for a target that is not registered',
      () => ({ id_token_hint: session.idToken!, post_logout_redirect_uri: 'http://evil.example/' }),
      'The &#39;post_logout_redirect_uri&#39; parameter must be a Logout redirect URI in the client app settings.',
    ],
    ['without a hint', () => ({}), 'The required parameter &#39;id_token_hint&#39; is missing.'],
    ['for an unknown client', () => ({ client_id: 'x' }), 'Invalid value for &#39;client_id&#39; parameter.'],
    [
      'for a client other than that of the hint',
      () => ({ client_id: '0oa1bearerspa0BEARER', id_token_hint: session.idToken! }),
      'Invalid value for &#39;client_id&#39; parameter.',
    ],
    ['with an access token as the hint', () => ({ id_token_hint: session.accessToken }), 'The id token is invalid.'],
    ['with nonsense as the hint', () => ({ id_token_hint: 'a.b.c' }), 'The id token is invalid.'],
    [
      'with a hint that somebody else signed',
      async () => ({
        id_token_hint: await new SignJWT({ sub: '00uf0fncdzKWhktBud9p', aud: DPOP_APP, iss: org.origin })
          .setProtectedHeader({ alg: 'RS256' })
          .sign((await generateKeyPair('RS256')).privateKey),
      }),
      'The id token is invalid.',
    ],
    [
      'with a hint of somebody else',
      async () => ({ id_token_hint: (await signIn(org, { person: 'grace@example.com' })).idToken! }),
      'The ID token subject does not match the current session&#39;s user.',
    ],
  ])('%s', async (_, parameters, text) => {
    const response = await signOut(await parameters());
    expect(response.status).toBe(400);
    expect(response.headers.get('Location')).toBeNull();
    expect(await response.text()).toContain(text);
    expect(await isSignedIn()).toBe(true);
  });

  test('that leads back to the app when somebody else is signed in', async () => {
    const { idToken } = await signIn(org, { person: 'grace@example.com' });
    const target = 'http://localhost:4200';
    const page = await (await signOut({ id_token_hint: idToken!, post_logout_redirect_uri: target })).text();
    expect(page).toContain(`<a href="${target}">Back to the app</a>`);
  });
});
