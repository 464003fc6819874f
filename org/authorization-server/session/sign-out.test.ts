import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openConsole } from '../../console/testing/console.js';
import type { TestBrowser } from '../../testing/browser.js';
import { startTestOrg, type TestOrg } from '../../testing/test-org.js';
import { trusted } from '../../testing/trusted-origin.js';

const TRUSTED = 'http://localhost:4202';
const FOR_CORS = 'http://localhost:4201';
const INACTIVE = 'http://localhost:4203';

let org: TestOrg;
let browser: TestBrowser;

beforeAll(async () => {
  org = await startTestOrg({
    seed: (seed) => {
      seed.trustedOrigins = [
        trusted(TRUSTED, 'REDIRECT'),
        trusted(FOR_CORS, 'CORS'),
        trusted(INACTIVE, 'REDIRECT', 'INACTIVE'),
      ];
    },
  });
});

beforeEach(async () => {
  ({ browser } = await openConsole(org));
});

afterAll(() => org.close());

const signOut = (fromUri?: string): Promise<Response> =>
  browser.open(`/login/signout${fromUri === undefined ? '' : `?fromURI=${encodeURIComponent(fromUri)}`}`);

const isSignedIn = async (): Promise<boolean> => (await browser.open('/api/v1/sessions/me')).status === 200;

describe('/login/signout', () => {
  test.each([
    [TRUSTED, `${TRUSTED}/`],
    [`${TRUSTED}/bye?a=b#c`, `${TRUSTED}/bye?a=b#c`],
    ['/admin', 'ORG/admin'],
    ['ORG/', 'ORG/'],
  ])('ends the session and leads to %s', async (fromUri, target) => {
    const copy = browser.copy();
    const response = await signOut(fromUri.replace('ORG', org.origin));
    expect([response.status, response.headers.get('Location')]).toEqual([302, target.replace('ORG', org.origin)]);
    expect(browser.cookieNames).not.toContain('sid');
    expect((await copy.open('/admin')).status).toBe(303);
  });

  test.each([
    ['an origin that is trusted for CORS only', FOR_CORS],
    ['one that is deactivated', `${INACTIVE}/x`],
    ['an unknown one', 'https://evil.example/'],
    ['one without a scheme', '//evil.example'],
    ['one with a backslash', '/\\evil.example'],
    ['one that begins like a trusted one', `${TRUSTED}.evil.example/`],
    ['a trusted one as the user name', 'http://localhost:4202@evil.example/'],
    ['a user name at a trusted one', 'http://evil.example@localhost:4202/'],
    ['a blob of a trusted one', `blob:${TRUSTED}/x`],
    ['a script', 'javascript:alert(1)'],
    ['no address', 'http://'],
  ])('ends the session and stays, with the reason, for %s', async (_, fromUri) => {
    const response = await signOut(fromUri);
    expect([response.status, response.headers.get('Location')]).toEqual([200, null]);
    const page = await response.text();
    expect(page).toContain('You are signed out');
    expect(page).toContain('the address does not belong to a Trusted Origin');
    expect(page).toContain(fromUri);
    expect(await isSignedIn()).toBe(false);
  });

  test('without an address ends the session and stays', async () => {
    expect(await isSignedIn()).toBe(true);
    const page = await (await signOut()).text();
    expect(page).toContain('You are signed out');
    expect(page).not.toContain('Trusted Origin');
    expect(await isSignedIn()).toBe(false);
  });

  test('is logged, for somebody who was signed in', async () => {
    await org.restart(); // with an empty log
    await signOut();
    await signOut();
    const { get } = await openConsole(org);
    const rows = (await get('/admin/log')).page.split('<tr').filter((row) => row.includes('User logout from Okta'));
    expect(rows).toHaveLength(1);
    expect(rows[0]).toContain('Ada Lovelace');
  });

  test('shows what came as text', async () => {
    const page = await (await signOut('https://evil.example/<img src=x>')).text();
    expect(page).toContain('https://evil.example/&#60;img src=x&#62;');
  });

  test('works for somebody who is not signed in', async () => {
    await signOut();
    expect((await signOut(TRUSTED)).status).toBe(302);
  });

  test('takes one address', async () => {
    const response = await browser.open(`/login/signout?fromURI=${TRUSTED}&fromURI=${TRUSTED}`);
    expect([response.status, response.headers.get('Location')]).toEqual([200, null]);
  });
});
