import { createHash, randomBytes } from 'node:crypto';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TestBrowser } from '../../testing/browser.js';
import { authorize, authorizeAddress, signIn } from '../../testing/sign-in.js';
import { DPOP_APP, PEOPLE, startTestOrg, type TestOrg } from '../../testing/test-org.js';

let org: TestOrg;

beforeAll(async () => {
  org = await startTestOrg();
});

afterAll(() => org.close());

const verifier = randomBytes(32).toString('base64url');

function ask(parameters: Record<string, string | undefined>, browser = new TestBrowser(org.origin)): Promise<Response> {
  return browser.open(authorizeAddress(org, { verifier }, parameters));
}

/** What an app gets to read of a refused request. */
async function refusal(parameters: Record<string, string | undefined>): Promise<Record<string, string>> {
  const response = await ask({ state: 'of-the-app', ...parameters });
  expect(response.status).toBe(303);
  const location = new URL(response.headers.get('Location')!);
  expect(`${location.origin}${location.pathname}`).toBe('http://localhost:4200/login/callback');
  return Object.fromEntries(location.searchParams);
}

describe('goes back to the app with an error', () => {
  test.each([
    [
      'without PKCE',
      { code_challenge: undefined, code_challenge_method: undefined },
      'invalid_request',
      'PKCE code challenge is required by the application.',
    ],
    [
      'with a scope that the app was not granted',
      { scope: 'openid okta.groups.read' },
      'invalid_scope',
      'One or more scopes are not configured for the authorization server resource.',
    ],
    [
      'with a scope that does not exist',
      { scope: 'openid nonsense' },
      'invalid_scope',
      'One or more scopes are not configured for the authorization server resource.',
    ],
    [
      'with profile but not openid',
      { scope: 'profile' },
      'invalid_scope',
      "Requests for ID tokens or access tokens with OpenID scopes require the 'openid' scope.",
    ],
    ['without scopes', { scope: undefined }, 'invalid_scope', 'No scopes were requested.'],
    [
      'with prompt=none, when nobody is signed in',
      { prompt: 'none' },
      'login_required',
      'The client specified not to prompt, but the user is not logged in.',
    ],
  ])('%s', async (_, parameters, error, error_description) => {
    expect(await refusal(parameters)).toEqual({ error, error_description, state: 'of-the-app', iss: org.origin });
  });

  test('without state', async () => {
    expect(await refusal({ state: undefined })).toEqual({
      error: 'invalid_request',
      error_description: "The authentication request has an invalid 'state' parameter.",
      iss: org.origin,
    });
  });

  test.each([
    [
      { code_challenge_method: 'plain' },
      'invalid_request',
      'PKCE code challenge method is not supported. Valid values: [S256]',
    ],
    [
      { code_challenge_method: undefined },
      'invalid_request',
      'PKCE code challenge method is not supported. Valid values: [S256]',
    ],
    [{ code_challenge: 'short' }, 'invalid_request', 'PKCE code challenge contains illegal characters.'],
    [
      { prompt: 'create' },
      'invalid_request',
      "Invalid value for 'prompt' parameter. Supported values: [none, login, consent]",
    ],
    [
      { prompt: 'none login' },
      'invalid_request',
      "Invalid value for 'prompt' parameter. Supported values: [none, login, consent]",
    ],
    [
      { max_age: '-1' },
      'invalid_request',
      "Invalid value for 'max_age' parameter. It should be within range 0 - 2^31-1.",
    ],
    [{ id_token_hint: 'x' }, 'invalid_request', 'The id token is invalid.'],
    [
      { scope: 'open"id' },
      'invalid_scope',
      'The requested scope is invalid, unknown, malformed, or exceeds the scope granted by the resource owner.',
    ],
  ])('with %o, in the words of Okta', async (parameters, error, error_description) => {
    expect(await refusal(parameters)).toEqual({ error, error_description, state: 'of-the-app', iss: org.origin });
  });

  test('with an implicit flow, in the fragment, where such an app looks for it', async () => {
    const response = await ask({ response_type: 'token id_token', state: 'a&b' });
    const { hash, search } = new URL(response.headers.get('Location')!);
    expect(search).toBe('');
    expect(Object.fromEntries(new URLSearchParams(hash.slice(1)))).toEqual({
      error: 'unsupported_response_type',
      error_description:
        'The response type is not supported by the authorization server. Configured response types: [code].',
      state: 'a&b',
      iss: org.origin,
    });
  });
});

describe('shows a page, and sends nobody anywhere', () => {
  test.each([
    [
      'an unknown client',
      { client_id: '<script>alert(1)</script>' },
      'Invalid value for &#39;client_id&#39; parameter.',
    ],
    ['no client', { client_id: undefined }, 'The required parameter &#39;client_id&#39; is missing.'],
    ['a service app', { client_id: '0oa1service00SERVICE' }, 'Clients with &#39;application_type&#39; of &#39;service&#39; are not allowed to access the &#39;authorize&#39; endpoint.'], // prettier-ignore
    [
      'a redirect URI elsewhere',
      { redirect_uri: 'http://evil.example/"><script>' },
      'must be a Login redirect URI in the client app settings.',
    ],
    [
      'a redirect URI with more path',
      { redirect_uri: 'http://localhost:4200/login/callback/x' },
      'must be a Login redirect URI',
    ],
    [
      'a redirect URI with a query',
      { redirect_uri: 'http://localhost:4200/login/callback?x=y' },
      'must be a Login redirect URI',
    ],
    ['no redirect URI', { redirect_uri: undefined }, 'The required parameter &#39;redirect_uri&#39; is missing.'],
    [
      'a redirect URI elsewhere and other faults',
      { redirect_uri: 'http://evil.example', scope: undefined },
      'must be a Login redirect URI',
    ],
  ])('%s', async (_, parameters, text) => {
    const response = await ask(parameters);
    expect(response.status).toBe(400);
    expect(response.headers.get('Location')).toBeNull();
    expect(response.headers.get('Content-Security-Policy')).toContain("default-src 'none'");
    const page = await response.text();
    expect(page).toContain(text);
    expect(page).not.toContain('<script');
  });
});

describe('somebody who is signed in', () => {
  test('gets through without a form, also to another app', async () => {
    const { browser } = await signIn(org);
    const response = await ask({}, browser);
    expect(new URL(response.headers.get('Location')!).searchParams.has('code')).toBe(true);
    const { tokenType } = await signIn(org, { clientId: '0oa1bearerspa0BEARER', browser });
    expect(tokenType).toBe('Bearer');
  });

  test('gets through with prompt=none, and a refresh token without prompt=consent', async () => {
    const { browser } = await signIn(org);
    const response = await ask({ prompt: 'none' }, browser);
    expect(new URL(response.headers.get('Location')!).searchParams.has('code')).toBe(true);
    expect((await signIn(org, { browser })).refreshToken).toMatch(/^[\w-]{43}$/);
  });

  test('gets through with prompt=consent, which asks nothing', async () => {
    const { browser } = await signIn(org);
    const response = await ask({ prompt: 'consent' }, browser);
    expect(new URL(response.headers.get('Location')!).searchParams.has('code')).toBe(true);
  });

  test('is asked with prompt=login, and may go on as somebody else', async () => {
    const { browser } = await signIn(org);
    const { response: form } = await browser.follow(await ask({ prompt: 'login' }, browser));
    const grace = { username: 'grace@example.com', password: PEOPLE['grace@example.com'] };
    const { response: handover } = await browser.follow(await browser.open(new URL(form.url).pathname, grace));
    // A page that ends the other session and submits itself.
    const page = await handover.text();
    const [, action = ''] = /action="([^"]+)"/.exec(page) ?? [];
    const inputs = [...page.matchAll(/name="(\w+)" value="([^"]*)"/g)].map(([, name, value]) => [name, value] as const);
    const { leftFor } = await browser.follow(
      await browser.open(action, Object.fromEntries(inputs) as Record<string, string>),
    );
    expect(leftFor?.searchParams.has('code')).toBe(true);
  });

  test('has no session any more when the user is no longer active', async () => {
    const later = await startTestOrg();
    try {
      const { browser } = await authorize(later);
      await later.restart((seed) => {
        seed.users[0]!.status = 'SUSPENDED';
      });
      const response = await browser.open(authorizeAddress(later, { verifier }, { prompt: 'none' }));
      expect(new URL(response.headers.get('Location')!).searchParams.get('error')).toBe('login_required');
    } finally {
      await later.close();
    }
  });
});

test('a response mode that there is not is refused in Okta’s words', async () => {
  expect(await refusal({ response_mode: 'carrier_pigeon' })).toMatchObject({
    error: 'unsupported_response_mode',
    error_description:
      'The response mode is not supported by the authorization server. Valid response modes: [query, fragment, form_post, okta_post_message].',
  });
});

describe('an authorization request by POST', () => {
  const send = (form: URLSearchParams | string, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(`${org.origin}/oauth2/v1/authorize`, { method: 'POST', body: form, headers, redirect: 'manual' });
  const good = (parameters = {}): URLSearchParams =>
    new URL(authorizeAddress(org, { verifier: 'v'.repeat(43) }, parameters)).searchParams;

  test('leads to the sign-in, and to the code', async () => {
    const browser = new TestBrowser(org.origin);
    const page = await browser.follow(await browser.open('/oauth2/v1/authorize', Object.fromEntries(good())));
    const login = { username: 'ada@example.com', password: PEOPLE['ada@example.com'] };
    const { leftFor } = await browser.follow(await browser.open(new URL(page.response.url).pathname, login));
    expect(leftFor!.searchParams.get('code')).not.toBeNull();
  });

  test('is refused like one by GET', async () => {
    const { searchParams } = new URL(
      (await send(good({ code_challenge: undefined, code_challenge_method: undefined }))).headers.get('Location')!,
    );
    expect(searchParams.get('error_description')).toBe('PKCE code challenge is required by the application.');
    const nobody = await send(good({ client_id: 'nobody' }));
    expect([nobody.status, await nobody.text()]).toEqual([400, expect.stringContaining('client_id')]);
  });

  test('must be a form', async () => {
    const answer = await send('{}', { 'Content-Type': 'application/json' });
    expect([answer.status, answer.headers.get('Content-Type')]).toEqual([400, 'text/html; charset=utf-8']);
  });
});

describe('the response mode', () => {
  test.each([
    ['none, which is query', undefined, 'search'],
    ['query', 'query', 'search'],
    ['fragment', 'fragment', 'hash'],
  ] as const)('%s puts code and state where it says', async (_, response_mode, part) => {
    const { browser } = await signIn(org);
    const response = await ask({ response_mode, state: 'a&b' }, browser);
    const { [part]: text, href } = new URL(response.headers.get('Location')!);
    expect(Object.fromEntries(new URLSearchParams(text.slice(1)))).toEqual({
      code: expect.any(String) as string,
      state: 'a&b',
      iss: org.origin,
    });
    expect(href).toBe(`http://localhost:4200/login/callback${text}`);
  });

  test('form_post lets the browser send code and state to the app as a form', async () => {
    const { browser } = await signIn(org);
    const response = await ask({ response_mode: 'form_post', state: '"><script>' }, browser);
    expect(response.status).toBe(200);
    const page = await response.text();
    expect(page).toMatch(/<form [^>]*method="post"[^>]* action="http:\/\/localhost:4200\/login\/callback"/);
    const inputs = [...page.matchAll(/name="(\w+)" value="([^"]*)"/g)].map(([, name, value]) => [name, value]);
    expect(inputs.map(([name]) => name)).toEqual(['code', 'state', 'iss']);
    expect(inputs[1]![1]).toBe('&quot;&gt;&lt;script&gt;');
    const script = /<script>([^]*?)<\/script>/.exec(page)![1]!;
    const hash = createHash('sha256').update(script).digest('base64');
    expect(response.headers.get('Content-Security-Policy')).toBe(
      `default-src 'none'; script-src 'sha256-${hash}'; form-action http://localhost:4200; base-uri 'none'; frame-ancestors 'none'`,
    );
  });
});

describe('acr_values', () => {
  const acrOf = async (acr_values?: string): Promise<unknown> => {
    const { idToken } = await signIn(org, acr_values === undefined ? {} : { parameters: { acr_values } });
    return decodeJwt(idToken!)['acr'];
  };

  test('that a password satisfies is the acr of the ID token', async () => {
    expect(await acrOf('urn:okta:loa:1fa:any')).toBe('urn:okta:loa:1fa:any');
    expect(await acrOf('urn:okta:loa:2fa:any urn:okta:loa:1fa:pwd')).toBe('urn:okta:loa:1fa:pwd');
    expect(await acrOf()).toBeUndefined();
  });

  test.each(['urn:okta:loa:2fa:any', 'phr', 'urn:okta:loa:1fa:any2'])('%s is refused', async (acr_values) => {
    expect(await refusal({ acr_values })).toMatchObject({
      error: 'invalid_request',
      error_description: expect.stringMatching(/^The 'acr_values' parameter is invalid/) as string,
    });
  });
});

describe('the response mode okta_post_message', () => {
  test('hands code and state to the origin of the redirect URI, and only it may frame the page', async () => {
    const { browser } = await signIn(org);
    const mode = { prompt: 'none', response_mode: 'okta_post_message', state: '"><script>' };
    const response = await ask(mode, browser);
    expect(response.status).toBe(200);
    const policy = response.headers.get('Content-Security-Policy')!;
    expect(policy).toContain('frame-ancestors http://localhost:4200;');
    expect(policy).not.toContain('unsafe');
    const page = await response.text();
    expect(page).toContain('data-target="http://localhost:4200"');
    const message = JSON.parse(unescape(/data-message="([^"]*)"/.exec(page)![1]!)) as Record<string, string>;
    expect(message).toEqual({ code: expect.any(String) as string, state: mode.state, iss: org.origin });
    expect((await browser.open('/assets/post-message.js')).headers.get('Content-Type')).toContain('javascript');
  });

  test('hands over an error, too', async () => {
    const response = await ask({ prompt: 'none', response_mode: 'okta_post_message', state: 's' });
    expect(response.status).toBe(200);
    const message: unknown = JSON.parse(unescape(/data-message="([^"]*)"/.exec(await response.text())![1]!));
    expect(message).toMatchObject({ error: 'login_required', state: 's' });
  });
});

test('a nonce without openid, as okta-auth-js sends it, is no error', async () => {
  expect((await signIn(org, { clientId: DPOP_APP, scopes: ['okta.users.read'] })).scope).toBe('okta.users.read');
});

function unescape(text: string): string {
  return text.replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)));
}
