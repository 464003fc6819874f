import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openConsole } from '../../console/testing/console.js';
import type { TestBrowser } from '../../testing/browser.js';
import { startTestOrg, type TestOrg } from '../../testing/test-org.js';
import { trusted } from '../../testing/trusted-origin.js';

const ME = '/api/v1/sessions/me';
const REFRESH = `${ME}/lifecycle/refresh`;

const TRUSTED = 'http://localhost:4201';
const FOR_REDIRECTS = 'http://localhost:4202';
const INACTIVE = 'http://localhost:4203';
const UNTRUSTED = [
  FOR_REDIRECTS,
  INACTIVE,
  'http://localhost:4299',
  'https://localhost:4201',
  'null',
  'http://localhost:42011',
];

let org: TestOrg;
let browser: TestBrowser;

beforeAll(async () => {
  org = await startTestOrg({
    seed: (seed) => {
      seed.trustedOrigins = [
        trusted(TRUSTED, 'CORS'),
        trusted(FOR_REDIRECTS, 'REDIRECT'),
        trusted(INACTIVE, 'CORS', 'INACTIVE'),
      ];
    },
  });
});

beforeEach(async () => {
  ({ browser } = await openConsole(org));
});

afterAll(() => org.close());

/** A call with the cookies of the browser, as a page's script makes it. */
function call(method: string, path = ME, headers: Record<string, string> = {}): Promise<Response> {
  const url = new URL(path, org.origin);
  return fetch(url, { method, headers: { Cookie: browser.cookieHeader(url), ...headers } });
}

const isSignedIn = async (): Promise<boolean> => (await call('GET')).status === 200;

describe('the session', () => {
  test('is told in the shape of Okta’s Sessions API, and without what stands in the cookie', async () => {
    const response = await call('GET');
    expect(response.status).toBe(200);
    expect(response.headers.get('Content-Type')).toBe('application/json');
    expect(response.headers.get('Cache-Control')).toBe('no-cache, no-store');
    const text = await response.text();
    const session = JSON.parse(text) as Record<string, string>;
    const instant = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z$/) as string;
    const link = (path: string, ...allow: string[]): object => ({ href: org.origin + path, hints: { allow } });
    expect(session).toEqual({
      id: expect.stringMatching(/^102[A-Za-z0-9]{17}$/) as string,
      userId: '00uf0fncdzKWhktBud9p',
      login: 'ada@example.com',
      createdAt: instant,
      expiresAt: instant,
      status: 'ACTIVE',
      lastPasswordVerification: instant,
      lastFactorVerification: null,
      amr: ['pwd'],
      idp: { id: '00o1practiceorg0DPoP', type: 'OKTA' },
      mfaActive: false,
      _links: {
        self: link(ME, 'GET', 'DELETE'),
        refresh: link(REFRESH, 'POST'),
        user: { name: 'Ada Lovelace', ...link('/api/v1/users/me', 'GET') },
      },
    });
    const lifetime = Date.parse(session['expiresAt']!) - Date.parse(session['createdAt']!);
    expect(Math.abs(lifetime - 24 * 60 * 60 * 1000)).toBeLessThan(60_000);
    const cookies = browser.cookieHeader(new URL(org.origin)).split('; ');
    for (const cookie of cookies) expect(text).not.toContain(cookie.split('=')[1]);
  });

  test('is refreshed', async () => {
    const response = await call('POST', REFRESH);
    expect([response.status, await response.json()]).toMatchObject([
      200,
      { status: 'ACTIVE', login: 'ada@example.com' },
    ]);
    expect(response.headers.getSetCookie().find((cookie) => cookie.startsWith('sid='))).toMatch(
      /expires=.*samesite=lax; httponly/i,
    );
  });

  test('is ended, for good, and that is logged', async () => {
    const copy = browser.copy();
    const response = await call('DELETE');
    expect([response.status, await response.text()]).toEqual([204, '']);
    expect(response.headers.getSetCookie().join()).toMatch(/sid=; .*expires=Thu, 01 Jan 1970/);
    expect(await isSignedIn()).toBe(false);
    expect((await copy.open('/admin')).status).toBe(303);
    const { get } = await openConsole(org);
    expect((await get('/admin/log')).page).toContain('User logout from Okta');
  });

  test.each([
    ['GET', ME],
    ['DELETE', ME],
    ['POST', REFRESH],
  ])('%s %s without one is E0000007', async (method, path) => {
    const response = await fetch(org.origin + path, { method });
    expect([response.status, await response.json()]).toMatchObject([
      404,
      { errorCode: 'E0000007', errorSummary: 'Not found: Resource not found: me (Session)' },
    ]);
  });

  test.each([
    ['POST', ME, 'GET, HEAD, DELETE'],
    ['GET', REFRESH, 'POST'],
  ])('%s %s is E0000022', async (method, path, allow) => {
    const response = await call(method, path);
    expect([response.status, await response.json()]).toMatchObject([405, { errorCode: 'E0000022' }]);
    expect(response.headers.get('Allow')).toBe(allow);
  });

  test.each(['/api/v1/sessions', `${ME}/`, '/api/v1/Sessions/me', '/api/v1//sessions/me', '/api/v1/sessions/x'])(
    'is not told at %s',
    async (path) => {
      const response = await call('GET', path, { Origin: 'https://anywhere.example' });
      expect([response.status, await response.json()]).toMatchObject([404, { errorCode: 'E0000008' }]);
      expect(response.headers.get('Access-Control-Allow-Credentials')).toBeNull();
    },
  );
});

describe('a page of a Trusted Origin with CORS', () => {
  test('may read the session, refresh it and end it', async () => {
    for (const [method, path] of [
      ['GET', ME],
      ['POST', REFRESH],
      ['DELETE', ME],
    ] as const) {
      const preflight = await call('OPTIONS', path, { 'Origin': TRUSTED, 'Access-Control-Request-Method': method });
      const answer = await call(method, path, { 'Origin': TRUSTED, 'Sec-Fetch-Site': 'same-site' });
      expect([preflight.status, answer.ok]).toEqual([204, true]);
      expect(preflight.headers.get('Access-Control-Allow-Methods')).toContain(method);
      for (const { headers } of [preflight, answer]) {
        expect(headers.get('Access-Control-Allow-Origin')).toBe(TRUSTED);
        expect(headers.get('Access-Control-Allow-Credentials')).toBe('true');
        expect(headers.get('Vary')).toContain('Origin');
      }
    }
  });

  test('may learn that there is none', async () => {
    await call('DELETE');
    const response = await call('GET', ME, { Origin: TRUSTED });
    expect(response.status).toBe(404);
    expect(response.headers.get('Access-Control-Allow-Credentials')).toBe('true');
  });

  test('may use nothing else with the cookie', async () => {
    for (const path of ['/api/v1/users', '/oauth2/v1/userinfo', '/admin', '/']) {
      const { headers } = await call('GET', path, { Origin: TRUSTED });
      expect(headers.get('Access-Control-Allow-Credentials')).toBeNull();
    }
  });
});

describe('a page elsewhere', () => {
  test.each(UNTRUSTED)('at %s cannot read the session', async (origin) => {
    const preflight = await call('OPTIONS', ME, { 'Origin': origin, 'Access-Control-Request-Method': 'GET' });
    for (const { headers } of [preflight, await call('GET', ME, { Origin: origin })]) {
      expect(headers.get('Access-Control-Allow-Origin')).toBeNull();
      expect(headers.get('Access-Control-Allow-Credentials')).toBeNull();
    }
  });

  test.each(UNTRUSTED)('at %s can neither end nor refresh it', async (origin) => {
    for (const [method, path] of [
      ['DELETE', ME],
      ['POST', REFRESH],
    ] as const) {
      const response = await call(method, path, { Origin: origin });
      expect([response.status, await response.json()]).toMatchObject([
        403,
        {
          errorCode: 'E0000006',
          errorCauses: [{ errorSummary: 'The origin of this request is not a Trusted Origin with CORS.' }],
        },
      ]);
      expect(response.headers.getSetCookie()).toEqual([]);
    }
    expect(await isSignedIn()).toBe(true);
  });

  test('cannot hide where it is', async () => {
    expect((await call('DELETE', ME, { 'Sec-Fetch-Site': 'same-site' })).status).toBe(403);
    expect(await isSignedIn()).toBe(true);
  });

  test('may once it is trusted, and no more once it is not', async () => {
    const { post } = await openConsole(org);
    const origin = 'http://localhost:4205';
    const allowed = async (): Promise<string | null> =>
      (await call('GET', ME, { Origin: origin })).headers.get('Access-Control-Allow-Origin');
    expect(await allowed()).toBeNull();
    const { page } = await post('/admin/trusted-origins/new', { name: 'New', origin, CORS: 'true' });
    expect(await allowed()).toBe(origin);
    const path = [...page.matchAll(/\/admin\/trusted-origins\/tos\w+/g)].at(-1)![0];
    await post(`${path}/deactivate`);
    expect(await allowed()).toBeNull();
    await post(`${path}/activate`);
    expect(await allowed()).toBe(origin);
    await post(`${path}/delete`);
    expect(await allowed()).toBeNull();
  });
});
