import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TestBrowser } from '../../testing/browser.js';
import { authorizeAddress, signIn } from '../../testing/sign-in.js';
import { PEOPLE, startTestOrg, type TestOrg } from '../../testing/test-org.js';

const ADA = { username: 'ada@example.com', password: PEOPLE['ada@example.com'] };

let org: TestOrg;

beforeAll(async () => {
  org = await startTestOrg({
    seed: (seed) => {
      seed.apps[0]!.label = 'An app called <b>"it"</b>';
      const [, , , suspended] = seed.users;
      Object.assign(suspended!, { status: 'SUSPENDED', password: 'Practice-Suspended-1' });
      Object.assign(suspended!.profile, { login: 'suspended@example.com' });
    },
  });
});

afterAll(() => org.close());

/** Opens the sign-in page in a new browser. */
async function openForm(
  parameters: Record<string, string> = {},
): Promise<{ browser: TestBrowser; path: string; page: string; response: Response }> {
  const browser = new TestBrowser(org.origin);
  const address = authorizeAddress(org, { verifier: randomBytes(32).toString('base64url') }, parameters);
  const { response } = await browser.follow(await browser.open(address));
  return { browser, path: new URL(response.url).pathname, page: await response.text(), response };
}

describe('the page', () => {
  test('labels its fields, names the app, and shows whom to sign in as', async () => {
    const { page, response } = await openForm();
    expect(response.status).toBe(200);
    expect(page).toMatch(/<label for="username">Username<\/label>\s*<input[^>]*id="username"/);
    expect(page).toMatch(/<label for="password">Password<\/label>\s*<input[^>]*id="password"[^>]*type="password"/);
    expect(page).toContain('An app called &#60;b&#62;&#34;it&#34;&#60;/b&#62;');
    for (const [login, password] of Object.entries(PEOPLE)) {
      expect(page).toContain(login);
      expect(page).toContain(password);
    }
    expect(page).not.toContain('suspended@example.com');
  });

  test('allows neither scripts nor inline styles nor frames, and its form leads to the app only', async () => {
    const { response, page } = await openForm();
    expect(response.headers.get('Content-Security-Policy')).toBe(
      "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self' http://localhost:4200; base-uri 'none'; frame-ancestors 'none'",
    );
    expect(response.headers.get('Cache-Control')).toBe('no-store');
    expect(page).not.toMatch(/<script|<style|\sstyle=/);
  });

  test('signs in as a practice account with one button', async () => {
    const { browser, path, page } = await openForm();
    const form = /<form[^>]*>((?!<\/form>).)*aria-label="Sign in as Grace Hopper"/s
      .exec(page)![0]
      .split('<form')
      .at(-1)!;
    const fields = Object.fromEntries(
      [...form.matchAll(/name="(\w+)" value="([^"]*)"/g)].map(([, name, value]) => [name!, value!]),
    );
    expect(form).toContain(`action="${path}"`);
    expect((await browser.open(path, fields)).status).toBe(303);
  });

  test('takes the user name that the app suggests, as text', async () => {
    const { page } = await openForm({ login_hint: '"><script>alert(1)</script>' });
    expect(page).toContain('value="&#34;&#62;&#60;script&#62;alert(1)&#60;/script&#62;"');
  });
});

describe('the form', () => {
  test.each([
    ['a wrong password', { username: 'ada@example.com', password: 'wrong' }],
    ['no password', { username: 'ada@example.com' }],
    ['an unknown person', { username: 'nobody@example.com', password: 'x' }],
    ['a person without a password', { username: 'bo.ek@example.com', password: '' }],
    ['a person who is suspended', { username: 'suspended@example.com', password: 'Practice-Suspended-1' }],
    ['markup', { username: '"><img src=x>', password: '"><img src=x>' }],
  ])('with %s is shown again, and the next try may succeed', async (_, wrong) => {
    const { browser, path } = await openForm();
    const response = await browser.open(path, wrong);
    const page = await response.text();
    expect(response.status).toBe(400);
    expect(page).toMatch(/role="alert"[^>]*>Unable to sign in</);
    expect(page).not.toContain('<img src=x>');
    const { leftFor } = await browser.follow(await browser.open(path, ADA));
    expect(leftFor?.searchParams.has('code')).toBe(true);
  });

  test('takes the user name in any case', async () => {
    const { browser, path } = await openForm();
    const { leftFor } = await browser.follow(await browser.open(path, { ...ADA, username: ' ADA@Example.COM ' }));
    expect(leftFor?.searchParams.has('code')).toBe(true);
  });

  test('can be cancelled, and the app is told', async () => {
    const { browser, path } = await openForm({ state: 'of-the-app' });
    const { leftFor } = await browser.follow(await browser.open(path, { cancel: 'true' }));
    expect(Object.fromEntries(leftFor!.searchParams)).toEqual({
      error: 'access_denied',
      error_description: 'The resource owner or authorization server denied the request.',
      state: 'of-the-app',
      iss: org.origin,
    });
  });

  test('is refused from another browser, and after it was used', async () => {
    const { browser, path } = await openForm();
    const stranger = await new TestBrowser(org.origin).open(path, ADA);
    expect(stranger.status).toBe(400);
    const text = await stranger.text();
    expect(text).toContain('Request expired, please start over and try again.');
    expect(text).toContain('<a href="http://localhost:4200">');

    await browser.follow(await browser.open(path, ADA));
    expect((await browser.open(path)).status).toBe(400);
  });

  test.each([
    ['of another origin', { Origin: 'http://localhost:4200' }],
    ['of a sandbox', { Origin: 'null' }],
    ['of another site', { 'Sec-Fetch-Site': 'same-site' }],
  ])('is refused from a page %s', async (_, headers) => {
    const { path } = await openForm();
    const body = new URLSearchParams(ADA);
    const response = await fetch(`${org.origin}${path}`, { method: 'POST', body, headers, redirect: 'manual' });
    expect(response.status).toBe(403);
  });

  test.each([
    ['JSON', { 'Content-Type': 'application/json' }, JSON.stringify(ADA), 400],
    ['too much', { 'Content-Type': 'application/x-www-form-urlencoded' }, 'a'.repeat(100_000), 413],
  ])('is refused with %s', async (_, headers, body, status) => {
    const { path } = await openForm();
    const response = await fetch(`${org.origin}${path}`, { method: 'POST', body, headers });
    expect(response.status).toBe(status);
  });
});

test('cookies are out of reach of scripts, of other sites, and of whoever cannot sign them', async () => {
  const browser = new TestBrowser(org.origin);
  const asked = await browser.open(authorizeAddress(org, { verifier: randomBytes(32).toString('base64url') }));
  const sent = await browser.open(asked.headers.get('Location')!, ADA);
  const signedIn = await browser.open(sent.headers.get('Location')!);
  const cookies = [asked, signedIn].flatMap((response) => response.headers.getSetCookie());
  const names = cookies.map((cookie) => cookie.split('=')[0]);
  for (const name of ['interaction', 'interaction_resume', 'sid']) expect(names).toContain(name);
  for (const name of names.filter((each) => !each!.endsWith('.sig'))) expect(names).toContain(`${name!}.sig`);
  for (const cookie of cookies) expect(cookie).toMatch(/; samesite=lax; httponly$|; samesite=lax; httponly; expires=/);
});

test('a sign-in is noted as the last one of the user', async () => {
  const before = await lastLogin();
  org.advance(100);
  await signIn(org, { person: 'grace@example.com' });
  expect(Date.parse(await lastLogin())).toBeGreaterThan(Date.parse(before));
  expect(Math.abs(Date.parse(await lastLogin()) / 1000 - org.now())).toBeLessThan(30);

  async function lastLogin(): Promise<string> {
    const { accessToken } = await signIn(org, { clientId: '0oa1bearerspa0BEARER' });
    const headers = { Authorization: `Bearer ${accessToken}` };
    const response = await fetch(`${org.origin}/api/v1/users/grace@example.com`, { headers });
    return ((await response.json()) as { lastLogin: string }).lastLogin;
  }
});
