import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { generateProofKey } from '../../../dpop/proof-key.js';
import { authorize, authorizeAddress, postToken, REDIRECT_URI, requestTokens, signIn } from '../../testing/sign-in.js';
import { clientAssertion, credentialsForm, serviceKey } from '../../testing/service.js';
import { BEARER_APP, DPOP_APP, startTestOrg, type TestOrg } from '../../testing/test-org.js';
import { openConsole, textIn, type Console } from '../testing/console.js';

const SERVICE_APP = '0oa1service00SERVICE';

let org: TestOrg;
let ada: Console;

beforeAll(async () => {
  org = await startTestOrg({ seed: (seed) => (seed.apps[1]!.label = 'Bearer <b>&"app"') });
  ada = await openConsole(org);
});

afterAll(() => org.close());

/** The fields of the General tab as they are in the seed. */
const GENERAL = {
  label: 'An app',
  signInUris: REDIRECT_URI,
  signOutUris: 'http://localhost:4200',
  refreshToken: 'true',
};

/** The answer to a token request without a proof. */
async function withoutProof(clientId: string): Promise<Record<string, string>> {
  const { code, verifier } = await authorize(org, { clientId });
  const request = { grant_type: 'authorization_code', client_id: clientId, redirect_uri: REDIRECT_URI };
  const response = await postToken(org, { ...request, code, code_verifier: verifier });
  return (await response.json()) as Record<string, string>;
}

describe('Applications', () => {
  test('lists every app with its type, its status, and whether it requires DPoP', async () => {
    const { page } = await ada.get('/admin/apps');
    const rows = page.split('<tr').slice(2).map(textIn);
    expect(rows).toHaveLength(4);
    expect(rows[0]).toMatch(/DPoP practice app .*0oa1dpopspa00000DPoP .*Single-Page App .*Active .*DPoP/);
    expect(rows[1]).toMatch(/Bearer <b>&"app" .*0oa1bearerspa0BEARER .*Single-Page App .*Active .*Bearer/);
    expect(rows[2]).toMatch(/Practice service .*0oa1service00SERVICE .*API Services .*Active .*DPoP/);
    expect(rows[3]).toMatch(/Practice service without DPoP .*0oa1bearersvc0BEARER .*API Services .*Active .*Bearer/);
    expect(page).not.toContain('<b>&"app"');
  });

  test.each([
    ['label', 'SERVICE', ['Practice service', 'Practice service without DPoP']],
    ['client ID', '0oa1bearerspa', ['Bearer <b>&"app"']],
    ['nothing', 'no such app', []],
  ])('are found by %s', async (_, q, labels) => {
    const { page } = await ada.get(`/admin/apps?q=${encodeURIComponent(q)}`);
    const found = [...page.matchAll(/<a href="\/admin\/apps\/0oa[^"]*">(.*?)<\/a>/g)].map(([, label]) =>
      textIn(label!),
    );
    expect(found).toEqual(labels);
    expect(page).toContain(`value="${q}"`);
  });
});

describe('General', () => {
  test('shows the settings first, and the form to edit them on Edit', async () => {
    const { page } = await ada.get(`/admin/apps/${DPOP_APP}`);
    for (const setting of [
      'App integration name DPoP practice app',
      'Proof of possession DPoP header required in token requests',
      'Grant type Authorization Code Refresh Token',
      'Refresh token behavior Rotate token after every use',
      'Grace period for token rotation 30 seconds',
      `Sign-in redirect URIs ${REDIRECT_URI}`,
      'Sign-out redirect URIs http://localhost:4200 http://localhost:4200/',
    ]) {
      expect(textIn(page)).toContain(setting);
    }
    expect(page).not.toContain('name="label"');
    expect(page).toContain(`href="/admin/apps/${DPOP_APP}?edit" aria-label="Edit General Settings"`);
    const form = (await ada.get(`/admin/apps/${DPOP_APP}?edit`)).page;
    expect(form).toMatch(/name="label"[^>]*value="DPoP practice app"[^>]*autofocus/);
    expect(textIn(form)).toMatch(/ Save +Cancel /);
    expect(form).toContain(`<a class="button" href="/admin/apps/${DPOP_APP}">Cancel</a>`);
  });

  test('is not edited by a read-only admin', async () => {
    const grace = await openConsole(org, 'grace@example.com');
    for (const tab of ['', '/assignments']) {
      const settings = (await grace.get(`/admin/apps/${DPOP_APP}${tab}`)).page;
      expect(settings).not.toContain('?edit');
      const { page } = await grace.get(`/admin/apps/${DPOP_APP}${tab}?edit`);
      expect(textIn(page)).toBe(textIn(settings));
    }
  });

  test('Proof of possession takes effect with the next token request, and is kept across a restart', async () => {
    expect(await withoutProof(BEARER_APP)).toMatchObject({ token_type: 'Bearer' });
    const { page } = await ada.post(`/admin/apps/${BEARER_APP}`, { ...GENERAL, dpop: 'true' });
    expect(textIn(page)).toContain('Saved.');
    expect(textIn(page)).toContain('DPoP header required in token requests');

    for (const restart of [false, true]) {
      if (restart) await org.restart();
      expect(await withoutProof(BEARER_APP)).toEqual({
        error: 'invalid_dpop_proof',
        error_description: 'The DPoP proof JWT header is missing.',
      });
      expect((await signIn(org, { clientId: BEARER_APP })).tokenType).toBe('DPoP');
    }

    const off = await ada.post(`/admin/apps/${BEARER_APP}`, GENERAL);
    expect(textIn(off.page)).toContain('DPoP header not required in token requests');
    expect(await withoutProof(BEARER_APP)).toMatchObject({ token_type: 'Bearer' });
  });

  test('saves redirect URIs and label as entered', async () => {
    const other = 'http://localhost:4201/callback';
    await ada.post(`/admin/apps/${DPOP_APP}`, {
      ...GENERAL,
      label: ' Renamed ',
      dpop: 'true',
      signInUris: ` ${other}\r\n\r\n${REDIRECT_URI}\n${other}`,
    });
    const settings = textIn((await ada.get(`/admin/apps/${DPOP_APP}`)).page);
    expect(settings).toContain('App integration name Renamed ');
    expect(settings).toContain(`Sign-in redirect URIs ${other} ${REDIRECT_URI} Sign-out`);
    const { page } = await ada.get(`/admin/apps/${DPOP_APP}?edit`);
    expect(page).toContain(`>\n${other}\n${REDIRECT_URI}</textarea`);
    expect(page).toContain('value="Renamed"');
    const { code } = await authorize(org, { redirectUri: other });
    expect(code).not.toBe('');
  });

  test('Refresh Token decides whether there is one', async () => {
    await ada.post(`/admin/apps/${DPOP_APP}`, { ...GENERAL, dpop: 'true', refreshToken: 'true' });
    expect((await signIn(org)).refreshToken).toBeDefined();
    const { label, signInUris, signOutUris } = GENERAL;
    await ada.post(`/admin/apps/${DPOP_APP}`, { label, signInUris, signOutUris, dpop: 'true' });
    expect((await signIn(org)).refreshToken).toBeUndefined();
  });

  test.each([
    ['label', 'no label', { label: '  ' }, 'App integration name: The field cannot be left blank'],
    ['label', 'a label that is too long', { label: 'x'.repeat(101) }, 'at most 100 characters; there are 101'],
    ['signInUris', 'no sign-in URI', { signInUris: ' \n' }, 'Expected at least one'],
    [
      'signInUris',
      'a relative address',
      { signInUris: '/callback' },
      '“/callback” is not an absolute http or https address',
    ],
    ['signInUris', 'another scheme', { signInUris: 'javascript:alert(1)' }, '“javascript:alert(1)” is not'],
    ['signInUris', 'the first of two wrong ones', { signInUris: 'foo\nbar' }, '“foo” is not'],
    ['signInUris', 'a fragment', { signInUris: 'http://localhost/#x' }, 'without a fragment'],
    ['signInUris', 'user info', { signInUris: 'http://a@localhost/' }, 'is not an absolute'],
    ['signInUris', 'a port that is none', { signInUris: 'http://localhost:99999/' }, 'is not an absolute'],
    ['signOutUris', 'a wrong one among good ones', { signOutUris: 'http://localhost/\nfoo <i>\n' }, '“foo <i>” is not'],
  ])('%s: %s is refused, and the form keeps what was entered', async (field, _, wrong, message) => {
    const before = (await ada.get(`/admin/apps/${DPOP_APP}`)).page;
    const entered = { ...GENERAL, label: 'Typed <b>', signOutUris: 'http://localhost/typed', ...wrong };
    const { status, page } = await ada.post(`/admin/apps/${DPOP_APP}`, entered);
    expect(status).toBe(400);
    expect(page).toContain('<title>Error: ');
    expect(textIn(page)).toContain(message);
    expect(page).toMatch(
      new RegExp(`id="${field}"[^>]*aria-describedby="[^"]*${field}-error[^"]*"[^>]*aria-invalid="true"`),
    );
    expect(page).toContain(`href="#${field}"`);
    const shown = page.replaceAll(/&#(\d+);/g, (_all, code: string) => String.fromCharCode(Number(code)));
    for (const value of Object.values(entered)) expect(shown).toContain(value);
    expect(page).not.toContain('<b>');
    expect(page).not.toMatch(/name="dpop"[^>]*checked/);
    expect((await ada.get(`/admin/apps/${DPOP_APP}`)).page).toBe(before);
  });
});

describe('Okta API Scopes', () => {
  test('Revoke and Grant take effect with the next authorization', async () => {
    const scopes = ['openid', 'okta.apps.read'];
    const error = async (): Promise<string | null> => {
      const { browser } = await openConsole(org);
      const address = authorizeAddress(org, { scopes, verifier: 'v'.repeat(43) });
      return (await browser.follow(await browser.open(address))).leftFor!.searchParams.get('error');
    };
    expect(await error()).toBeNull();
    const revoked = await ada.post(`/admin/apps/${DPOP_APP}/scopes`, { revoke: 'okta.apps.read' });
    expect(textIn(revoked.page)).toContain('The scope was revoked.');
    expect(textIn(revoked.page)).toMatch(/okta\.apps\.read .*?Not granted/);
    expect(await error()).toBe('invalid_scope');
    await org.restart();
    expect(await error()).toBe('invalid_scope');
    await ada.post(`/admin/apps/${DPOP_APP}/scopes`, { grant: 'okta.apps.read' });
    expect(await error()).toBeNull();
  });

  test.each([{ grant: 'okta.nothing' }, { grant: 'openid' }, { revoke: '' }, {}])(
    'a scope that the org does not know is refused: %j',
    async (fields) => {
      const { status } = await ada.post(`/admin/apps/${DPOP_APP}/scopes`, fields as Record<string, string>);
      expect(status).toBe(400);
    },
  );
});

describe('Admin roles', () => {
  test('the role of a service app is saved, and is kept across a restart', async () => {
    const chosen = async (): Promise<string | undefined> => {
      const { page } = await ada.get(`/admin/apps/${SERVICE_APP}/roles?edit`);
      return page
        .match(/<input[^>]*type="radio"[^>]*>/g)!
        .find((input) => /\bchecked\b/.test(input))
        ?.match(/value="(.*?)"/)?.[1];
    };
    expect(await chosen()).toBe('READ_ONLY_ADMIN');
    for (const role of ['SUPER_ADMIN', 'none']) {
      await ada.post(`/admin/apps/${SERVICE_APP}/roles`, { role });
      expect(await chosen()).toBe(role);
    }
    await org.restart();
    expect(await chosen()).toBe('none');
  });

  test('shows the role first, and the choice on Edit assignments, to those who may change it', async () => {
    await ada.post(`/admin/apps/${SERVICE_APP}/roles`, { role: 'READ_ONLY_ADMIN' });
    const { page } = await ada.get(`/admin/apps/${SERVICE_APP}/roles`);
    expect(textIn(page)).toContain('Role Read-only Administrator');
    expect(page).not.toContain('type="radio"');
    expect(page).toMatch(new RegExp(`href="/admin/apps/${SERVICE_APP}/roles\\?edit"\\s*>Edit assignments</a`));
    const form = (await ada.get(`/admin/apps/${SERVICE_APP}/roles?edit`)).page;
    expect(textIn(form)).toMatch(/ Save Changes +Cancel /);
    expect(form).toMatch(/id="role-READ_ONLY_ADMIN"[^>]*autofocus/);
    const grace = await openConsole(org, 'grace@example.com');
    for (const path of ['', '?edit']) {
      const settings = textIn((await grace.get(`/admin/apps/${SERVICE_APP}/roles${path}`)).page);
      expect(settings).toContain('Role Read-only Administrator');
      expect(settings).not.toMatch(/Edit assignments|Save/);
    }
  });

  test('are for service apps only', async () => {
    expect((await ada.get(`/admin/apps/${SERVICE_APP}`)).page).toContain(`href="/admin/apps/${SERVICE_APP}/roles"`);
    expect((await ada.get(`/admin/apps/${DPOP_APP}`)).page).not.toContain('/roles"');
    expect((await ada.get(`/admin/apps/${DPOP_APP}/roles`)).status).toBe(404);
  });

  test('an unknown role is refused', async () => {
    expect((await ada.post(`/admin/apps/${SERVICE_APP}/roles`, { role: 'GOD' })).status).toBe(400);
  });
});

describe('Create App Integration', () => {
  const idIn = (url: string): string => /\/admin\/apps\/(0oa\w{17})\?notice=created$/.exec(url)?.[1] ?? '';

  test('asks for the sign-in method first, and starts with Okta’s defaults', async () => {
    expect((await ada.get('/admin/apps')).page).toContain('href="/admin/apps/new"');
    const methods = textIn((await ada.get('/admin/apps/new')).page);
    expect(methods).toMatch(/Single-Page Application .* API Services/);
    expect((await ada.get('/admin/apps/new?type=browser')).page).not.toMatch(/name="dpop"[^>]*checked/);
    expect((await ada.get('/admin/apps/new?type=service')).page).toMatch(/name="dpop"[^>]*checked/);
    expect((await ada.post('/admin/apps/new', { type: 'web', label: 'x' })).status).toBe(400);
  });

  test('creates a single-page app that people can sign in to immediately', async () => {
    const callback = 'http://localhost:5555/callback';
    const { page, url } = await ada.post('/admin/apps/new', {
      type: 'browser',
      label: 'Made here',
      signInUris: callback,
      signOutUris: '',
      refreshToken: 'true',
      dpop: 'true',
    });
    expect(textIn(page)).toContain('The application was created.');
    expect(page).toContain('<h1>Made here</h1>');
    const options = { clientId: idIn(url), redirectUri: callback, scopes: ['openid', 'offline_access'] };
    for (const restart of [false, true]) {
      if (restart) await org.restart();
      expect(await signIn(org, options)).toMatchObject({
        tokenType: 'DPoP',
        refreshToken: expect.any(String) as string,
      });
    }
  });

  test('creates a service app with a secret, without key, scope and role, which is refused until it has a key', async () => {
    const { page, url } = await ada.post('/admin/apps/new', { type: 'service', label: 'A made service', dpop: 'true' });
    expect(textIn(page)).toContain('Client authentication Client secret');
    expect(textIn(page)).toContain('DPoP header required in token requests');
    const id = idIn(url);
    const assertion = await clientAssertion(org, await serviceKey(), { iss: id, sub: id });
    const response = await postToken(org, credentialsForm(assertion));
    expect([response.status, await response.json()]).toEqual([
      401,
      {
        error: 'invalid_client',
        error_description: 'The client does not have a JWKSet configured, but the client_assertion requires one.',
      },
    ]);
  });

  test('names the errors and keeps what was entered', async () => {
    const before = (await ada.get('/admin/apps')).page;
    const { status, page } = await ada.post('/admin/apps/new', {
      type: 'browser',
      label: ' ',
      signInUris: 'foo',
      signOutUris: 'http://localhost/typed',
    });
    expect(status).toBe(400);
    expect(textIn(page)).toContain('App integration name: The field cannot be left blank');
    expect(textIn(page)).toContain('Sign-in redirect URIs: “foo” is not an absolute');
    expect(page).toContain('http://localhost/typed');
    expect(page).toContain('name="type" value="browser"');
    expect((await ada.get('/admin/apps')).page).toBe(before);
  });
});

describe('Lifecycle', () => {
  test('an app is deactivated, activated, and deleted once it is deactivated, after a confirmation', async () => {
    const { url } = await ada.post('/admin/apps/new', { type: 'service', label: 'Short-lived' });
    const app = new URL(url).pathname;
    expect((await ada.get(app)).page).toContain(`href="${app}/deactivate"`);
    expect((await ada.get(app)).page).not.toContain(`${app}/delete`);
    expect((await ada.post(`${app}/delete`)).status).toBe(403);
    expect(textIn((await ada.get(`${app}/deactivate`)).page)).toContain('Deactivate Short-lived?');

    const deactivated = await ada.post(`${app}/deactivate`);
    expect(textIn(deactivated.page)).toMatch(/The application was deactivated.* Inactive /);
    expect(textIn((await ada.post(`${app}/activate`)).page)).toMatch(/The application was activated.* Active /);
    await ada.post(`${app}/deactivate`);
    expect(textIn((await ada.get(`${app}/delete`)).page)).toContain('Delete Short-lived?');
    const { page } = await ada.post(`${app}/delete`);
    expect(textIn(page)).toContain('The application was deleted.');
    expect(page).not.toContain('Short-lived');
    expect((await ada.get(app)).status).toBe(404);
  });

  test('nobody can sign in to a deactivated app', async () => {
    await ada.post(`/admin/apps/${BEARER_APP}/deactivate`);
    await expect(signIn(org, { clientId: BEARER_APP })).rejects.toThrow('Invalid value for');
    await ada.post(`/admin/apps/${BEARER_APP}/activate`);
    expect((await signIn(org, { clientId: BEARER_APP })).tokenType).toBe('Bearer');
  });
});

test('a token request with a proof still works after all these changes', async () => {
  await ada.post(`/admin/apps/${DPOP_APP}`, { ...GENERAL, dpop: 'true' });
  const { code, verifier } = await authorize(org);
  const request = { grant_type: 'authorization_code', client_id: DPOP_APP, redirect_uri: REDIRECT_URI };
  const response = await requestTokens(org, { ...request, code, code_verifier: verifier }, await generateProofKey());
  expect(response.status).toBe(200);
});
