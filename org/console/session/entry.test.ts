import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TestBrowser } from '../../testing/browser.js';
import { authorize, authorizeAddress } from '../../testing/sign-in.js';
import { DPOP_APP, PEOPLE, startTestOrg, type TestOrg } from '../../testing/test-org.js';
import { openConsole, textIn, tokenIn } from '../testing/console.js';

const ADA = { username: 'ada@example.com', password: PEOPLE['ada@example.com'] };
const APP = `/admin/apps/${DPOP_APP}`;

let org: TestOrg;

beforeAll(async () => {
  org = await startTestOrg();
});

afterAll(() => org.close());

describe('without a session', () => {
  test('a page redirects to the sign-in page, which leads back to it', async () => {
    const browser = new TestBrowser(org.origin);
    const { response } = await browser.follow(await browser.open('/admin/people?q=ada&page=1'));
    expect(new URL(response.url).pathname).toBe('/login/login.htm');
    const page = await response.text();
    expect(page).toContain('<label for="username">Username</label>');
    const { response: back } = await browser.follow(await browser.open(response.url, ADA));
    expect(back.url).toBe(`${org.origin}/admin/people?q=ada&page=1`);
    expect(await back.text()).toContain('Ada Lovelace');
  });

  test.each([
    ['another site', 'https://evil.example/admin'],
    ['another site without a scheme', '//evil.example/admin'],
    ['another site with a backslash', '/\\evil.example/admin'],
    ['another port', 'http://localhost:1/admin'],
    ['a script', 'javascript:alert(1)'],
    ['another part of the org', '/oauth2/v1/logout?client_id=x'],
    ['a path that leads out', '/admin/../oauth2/v1/logout'],
  ])('fromURI never leads to %s', async (_, fromURI) => {
    const browser = new TestBrowser(org.origin);
    const answer = await browser.open(`/login/login.htm?fromURI=${encodeURIComponent(fromURI)}`, ADA);
    expect(answer.status).toBe(303);
    expect(answer.headers.get('Location')).toBe('/admin');
  });

  test('a wrong password shows the form again, and the next attempt can succeed', async () => {
    const browser = new TestBrowser(org.origin);
    const answer = await browser.open('/login/login.htm', { ...ADA, password: 'wrong' });
    expect(answer.status).toBe(400);
    expect(await answer.text()).toMatch(/role="alert"[^>]*>Unable to sign in</);
    expect((await browser.open('/login/login.htm', ADA)).status).toBe(303);
  });

  test.each([
    ['of another origin', { Origin: 'http://localhost:4200' }],
    ['of a sandbox', { Origin: 'null' }],
    ['of another site', { 'Sec-Fetch-Site': 'same-site' }],
  ])('a page %s cannot sign anybody in', async (_, headers) => {
    const body = new URLSearchParams(ADA);
    const address = `${org.origin}/login/login.htm`;
    const response = await fetch(address, { method: 'POST', body, headers, redirect: 'manual' });
    expect(response.status).toBe(403);
    expect(response.headers.getSetCookie()).toEqual([]);
  });

  test('a form changes nothing, and its content is kept until the user has signed in again', async () => {
    const browser = new TestBrowser(org.origin);
    const entered = {
      token: 'of-a-session-that-ended',
      label: 'Typed <i>long</i>',
      signInUris: 'http://localhost/a\nhttp://localhost/b',
    };
    const answer = await browser.open(APP, entered);
    const page = await answer.text();
    expect(answer.status).toBe(401);
    expect(page).toContain('name="label" value="Typed &#60;i&#62;long&#60;/i&#62;"');

    await browser.open('/login/login.htm', ADA);
    const again = await browser.open(APP, entered);
    expect(again.status).toBe(409);
    const kept = await again.text();
    expect(kept).toContain('name="label" value="Typed &#60;i&#62;long&#60;/i&#62;"');
    const { response } = await browser.follow(await browser.open(APP, { ...entered, token: tokenIn(kept) }));
    expect(textIn(await response.text())).toContain('Saved.');
    await browser.open(APP, {
      token: tokenIn(kept),
      label: 'DPoP practice app',
      signInUris: 'http://localhost:4200/login/callback',
      dpop: 'true',
      refreshToken: 'true',
    });
  });
});

describe('the session', () => {
  test('of an app is also the session of the console', async () => {
    const { browser } = await authorize(org);
    const answer = await browser.open('/admin');
    expect(answer.status).toBe(200);
    expect(await answer.text()).toContain('Ada Lovelace');
  });

  test('of the console is also the session of an app', async () => {
    const { browser } = await openConsole(org, 'grace@example.com');
    const { leftFor } = await browser.follow(await browser.open(authorizeAddress(org, { verifier: 'v'.repeat(43) })));
    expect(leftFor?.searchParams.has('code')).toBe(true);
  });

  test('is new after each sign-in, so that a planted cookie is useless', async () => {
    const { browser } = await openConsole(org, 'grace@example.com');
    const thief = browser.copy();
    await browser.open('/login/login.htm', ADA);
    expect((await thief.open('/admin')).status).toBe(303);
    expect(await (await browser.open('/admin')).text()).toContain('Ada Lovelace');
  });

  test('survives a restart', async () => {
    const { get } = await openConsole(org);
    await org.restart();
    expect((await get('/admin')).page).toContain('Ada Lovelace');
  });

  test('ends when the user signs out, also for apps', async () => {
    const { browser, token } = await openConsole(org);
    const copy = browser.copy();
    const answer = await browser.open('/admin/sign-out', { token });
    expect(answer.headers.get('Location')).toBe('/login/login.htm');
    for (const each of [browser, copy]) expect((await each.open('/admin')).status).toBe(303);
  });

  test('cookie is HttpOnly and SameSite', async () => {
    const answer = await new TestBrowser(org.origin).open('/login/login.htm', ADA);
    const cookies = answer.headers.getSetCookie();
    expect(cookies.map((cookie) => cookie.split('=')[0])).toEqual(['sid', 'sid.sig']);
    for (const cookie of cookies) expect(cookie).toMatch(/; path=\/; expires=[^;]+; samesite=lax; httponly$/);
  });
});

describe('a user without a role', () => {
  test.each(['/admin', APP, '/admin/people', '/admin/log', '/admin/switches', '/admin/nowhere'])(
    'sees only the reason: %s',
    async (path) => {
      const { browser } = await openConsole(org, 'linus@example.com');
      const answer = await browser.open(path);
      const page = await answer.text();
      expect(answer.status).toBe(403);
      expect(textIn(page)).toContain('linus@example.com has no admin role');
      expect(page).not.toContain('<nav');
      expect(page).toContain('Sign out');
    },
  );

  test('can sign out', async () => {
    const { browser, token } = await openConsole(org, 'linus@example.com');
    expect((await browser.open('/admin/sign-out', { token })).status).toBe(303);
    expect((await browser.open('/admin')).status).toBe(303);
  });

  test('changes nothing', async () => {
    const { post } = await openConsole(org, 'linus@example.com');
    expect((await post(APP, { label: 'Mine' })).status).toBe(403);
  });
});

const FORMS: [path: string, fields: Record<string, string>][] = [
  [APP, { label: 'Changed', signInUris: 'http://localhost:4200/login/callback' }],
  [`${APP}/scopes`, { revoke: 'okta.apps.read' }],
  ['/admin/apps/0oa1service00SERVICE/roles', { role: 'SUPER_ADMIN' }],
  ['/admin/apps/0oa1service00SERVICE/credentials', { method: 'client_secret' }],
  ['/admin/apps/0oa1service00SERVICE/credentials/keys', { method: 'private_key_jwt', step: 'generate' }],
  ['/admin/apps/0oa1service00SERVICE/credentials/secret', {}],
  ['/admin/apps/new', { type: 'service', label: 'x' }],
  [`${APP}/deactivate`, {}],
  [`${APP}/activate`, {}],
  [`${APP}/delete`, {}],
  ['/admin/people/00uf0fncdzKWhktBud9p/end-sessions', {}],
  ['/admin/switches', { delay: '100' }],
  ['/admin/switches/reset', {}],
  ['/admin/switches/rotate-nonce', {}],
  ['/admin/switches/clear-replays', {}],
];

describe('a read-only admin', () => {
  test.each(FORMS)('is refused by the server: %s', async (path, fields) => {
    const { post } = await openConsole(org, 'grace@example.com');
    const { status, page } = await post(path, fields);
    expect(status).toBe(403);
    expect(textIn(page)).toContain('Your role is Read-only Administrator');
  });

  test.each([
    APP,
    `${APP}?edit`,
    `${APP}/assignments?edit`,
    `${APP}/scopes`,
    '/admin/apps/new',
    '/admin/apps/new?type=service',
    '/admin/apps/0oa1service00SERVICE',
    '/admin/apps/0oa1service00SERVICE/credentials',
    '/admin/apps/0oa1service00SERVICE/roles',
    '/admin/apps/0oa1service00SERVICE/roles?edit',
    '/admin/people/00uf0fncdzKWhktBud9p',
    '/admin/switches',
  ])('sees every page, but no form except Sign out: %s', async (path) => {
    const { get } = await openConsole(org, 'grace@example.com');
    const { status, page } = await get(path);
    expect(status).toBe(200);
    expect(page.match(/<form[^>]*method="post"/g)).toHaveLength(1);
  });
});

describe('a form', () => {
  test.each(FORMS)('from a page on another port is refused, although the cookie is sent: %s', async (path, fields) => {
    const { browser, token } = await openConsole(org);
    const cookie = cookieOf(browser);
    for (const headers of [
      { Origin: 'http://localhost:4200' },
      { 'Origin': org.origin, 'Sec-Fetch-Site': 'same-site' },
    ]) {
      const body = new URLSearchParams({ token, ...fields });
      const answer = await fetch(org.origin + path, {
        method: 'POST',
        body,
        headers: { Cookie: cookie, ...headers } as Record<string, string>,
        redirect: 'manual',
      });
      expect(answer.status).toBe(403);
    }
  });

  test.each(FORMS)('with the token of another session, or without one, is not accepted: %s', async (path, fields) => {
    const { browser } = await openConsole(org);
    const { token } = await openConsole(org, 'grace@example.com');
    for (const wrong of [{ token }, { token: '' }, {}] as Record<string, string>[]) {
      expect((await browser.open(path, { ...wrong, ...fields })).status).toBe(409);
    }
  });

  test('of the wrong type or size is refused with a page', async () => {
    const { browser } = await openConsole(org);
    const Cookie = cookieOf(browser);
    const json = await fetch(org.origin + APP, {
      method: 'POST',
      body: '{}',
      headers: { Cookie, 'Content-Type': 'application/json' },
    });
    expect(json.status).toBe(400);
    expect(await json.text()).toContain('Nothing was changed');
    const large = await fetch(org.origin + APP, {
      method: 'POST',
      body: new URLSearchParams({ label: 'a'.repeat(100_000) }),
      headers: { Cookie },
    });
    expect(large.status).toBe(413);
  });
});

describe('every page', () => {
  test.each([
    '/admin',
    '/admin/apps',
    APP,
    `${APP}?edit`,
    '/admin/people',
    '/admin/log',
    '/admin/switches',
    '/admin/nowhere',
  ])('allows no scripts, frames or caching: %s', async (path) => {
    const { browser } = await openConsole(org);
    const answer = await browser.open(path);
    expect(answer.headers.get('Content-Security-Policy')).toBe(
      "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    );
    expect(answer.headers.get('Cache-Control')).toBe('no-store');
    expect(await answer.text()).not.toMatch(/<script|<style|\sstyle=/);
  });

  test.each([
    '/admin/nowhere',
    '/admin/apps/0oa1nobody',
    '/admin/apps/0oa1nobody/scopes',
    `${APP}/roles`,
    `${APP}/credentials`,
    '/admin/apps/0oa1nobody/deactivate',
    '/admin/apps/0oa1nobody/delete',
    '/admin/people/nobody',
    '/admin/log/nothing',
    '/admin/apps/0oa1nobody/credentials',
  ])('that does not exist is a 404 page of the console: %s', async (path) => {
    const { get } = await openConsole(org);
    const { status, page } = await get(path);
    expect(status).toBe(404);
    expect(page).toContain('aria-label="Console"');
  });

  test('an address that only accepts forms says so', async () => {
    const { get } = await openConsole(org);
    expect((await get('/admin/switches/reset')).status).toBe(405);
  });
});

/** The cookies that a browser sends to any port of localhost. */
function cookieOf(browser: TestBrowser): string {
  return browser.cookieHeader(new URL('/admin', org.origin));
}
