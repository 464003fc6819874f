import { readFileSync, statSync } from 'node:fs';
import { generateKeyPairSync } from 'node:crypto';
import {
  calculateJwkThumbprint,
  compactVerify,
  exportJWK,
  generateKeyPair,
  importJWK,
  importPKCS8,
  CompactSign,
  type JWK,
} from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { clientAssertion, credentialsForm, serviceKey, type ServiceKey } from '../../testing/service.js';
import { postToken } from '../../testing/sign-in.js';
import { PAGE_POLICY } from '../../pages/page.js';
import { startTestOrg, type TestOrg } from '../../testing/test-org.js';
import { formIn, openConsole, textIn, type Console } from '../testing/console.js';

const APP = '/admin/apps/0oa1service00SERVICE';
const CREDENTIALS = `${APP}/credentials`;

let org: TestOrg;
let ada: Console;

beforeAll(async () => {
  org = await startTestOrg();
  ada = await openConsole(org);
});

afterAll(() => org.close());

type Answer = Awaited<ReturnType<Console['post']>>;

async function publicJwk(alg: string, options: object = {}): Promise<JWK> {
  const { publicKey } = await generateKeyPair(alg, { extractable: true, ...options });
  return exportJWK(publicKey);
}

/** Presses a button of the key table on a page; left out: on the page as it opens. */
async function press(name: string, value: string, page?: string, app = APP): Promise<Answer> {
  const path = `${app}/credentials`;
  const form = formIn(page ?? (await ada.get(path)).page, `${path}/keys`);
  return ada.post(`${path}/keys`, [...form, [name, value]]);
}

/** Add key and Done: the draft in the answer contains the key. */
async function add(jwk: unknown, page?: string, app = APP): Promise<Answer> {
  const dialog = await press('step', 'add', page, app);
  const form = formIn(dialog.page, `${app}/credentials/keys`);
  const text = typeof jwk === 'string' ? jwk : JSON.stringify(jwk);
  return ada.post(`${app}/credentials/keys`, [...form, ['jwk', text], ['step', 'done']]);
}

/** Save, on a page with a draft. */
const save = (page: string, app = APP): Promise<Answer> =>
  ada.post(`${app}/credentials`, formIn(page, `${app}/credentials`));

/** Creates a service app in the console, and returns its path. */
async function makeService(): Promise<string> {
  const { url } = await ada.post('/admin/apps/new', { type: 'service', label: 'Made here' });
  return new URL(url).pathname;
}

const idOf = (app: string): string => app.split('/').at(-1)!;

/** The secret of an app, as the console shows it. */
async function secretOf(app: string): Promise<string> {
  const { page } = await ada.post(`${app}/credentials/secret`);
  return /id="secret"[^>]*>\s*([^<]*)</.exec(page)?.[1] ?? '';
}

async function refusal(response: Response): Promise<unknown> {
  return [response.status, ((await response.json()) as { error_description?: string }).error_description];
}

const WITH_SECRET =
  'Client Credentials requests to the Org Authorization Server must use the private_key_jwt token_endpoint_auth_method.';
const WITHOUT_KEY = 'The client does not have a JWKSet configured, but the client_assertion requires one.';

describe('a service app that was created in the console', () => {
  let app: string;
  let key: ServiceKey;
  let deleted = 'none was deleted';
  const withSecret = async (secret: string): Promise<Response> =>
    postToken(org, {
      grant_type: 'client_credentials',
      scope: 'okta.users.read',
      client_id: idOf(app),
      client_secret: secret,
    });
  const withKey = async (): Promise<Response> => {
    const claims = { iss: idOf(app), sub: idOf(app) };
    return postToken(org, credentialsForm(await clientAssertion(org, key, claims)));
  };

  beforeAll(async () => {
    app = await makeService();
    key = await serviceKey('ES256', 'saved-later');
    await ada.post(`${app}/scopes`, { grant: 'okta.users.read' });
  });

  test('starts with a secret, which is shown on demand', async () => {
    const { page } = await ada.get(app);
    expect(textIn(page)).toContain('Client authentication Client secret');
    const secret = await secretOf(app);
    expect(secret).toMatch(/^[\w-]{64}$/);
    expect(page).not.toContain(secret);
    expect((await ada.get(`${app}/credentials`)).page).not.toContain(secret);
  });

  test('does not show its secret to a read-only admin', async () => {
    const grace = await openConsole(org, 'grace@example.com');
    const secret = await secretOf(app);
    expect((await grace.post(`${app}/credentials/secret`)).status).toBe(403);
    for (const path of [app, `${app}/credentials`]) {
      const { status, page } = await grace.get(path);
      expect(status).toBe(200);
      expect(page).not.toContain(secret);
      expect(page).not.toContain('Show client secret');
    }
    expect((await ada.get(`${app}/credentials/secret`)).status).toBe(405);
  });

  test('gets no token for Okta’s API with its secret', async () => {
    const secret = await secretOf(app);
    expect(await refusal(await withSecret(secret))).toEqual([401, WITH_SECRET]);
    const WRONG = 'The client secret supplied for a confidential client is invalid.';
    expect(await refusal(await withSecret(`${secret}x`))).toEqual([401, WRONG]);
    const basic = { Authorization: `Basic ${btoa(`${idOf(app)}:${encodeURIComponent(secret)}`)}` };
    const form = { grant_type: 'client_credentials', scope: 'okta.users.read' };
    expect(await refusal(await postToken(org, form, basic))).toEqual([401, WITH_SECRET]);
    const log = await ada.get('/admin/log?q=private_key_jwt');
    expect(log.page).not.toContain(secret);
  });

  test('has no key before Save, even after Done in the dialog', async () => {
    const { page } = await add(key.jwk, undefined, app);
    expect(textIn(page)).toContain('1 key is not saved yet. The change to Public key / Private key is not saved yet.');
    expect(textIn(page)).toMatch(/saved-later .* Not saved yet/);
    expect(await refusal(await withKey())).toEqual([401, WITHOUT_KEY]);
    expect(textIn((await ada.get(app)).page)).toContain('Client authentication Client secret');
    expect(textIn((await ada.get(`${app}/credentials`)).page)).not.toContain('not saved yet');
  });

  test('works with a key once it is saved, and no longer has a secret', async () => {
    const secret = await secretOf(app);
    const saved = await save((await add(key.jwk, undefined, app)).page, app);
    expect(textIn(saved.page)).toContain('The client credentials were saved.');
    expect(textIn(saved.page)).toContain('Client authentication Public key / Private key');
    expect(saved.page).toContain('saved-later');
    expect(await (await withKey()).json()).toMatchObject({ token_type: 'Bearer', scope: 'okta.users.read' });
    expect((await ada.post(`${app}/credentials/secret`)).status).toBe(404);
    expect(await refusal(await withSecret(secret))).toEqual([401, WITH_SECRET]);
    deleted = secret;
  });

  test('can go back to a new secret, and its key is no longer accepted', async () => {
    const { page } = await ada.post(`${app}/credentials`, { method: 'client_secret' });
    expect(textIn(page)).toContain('Client authentication Client secret');
    expect(await secretOf(app)).toMatch(/^[\w-]{64}$/);
    const FAILED = 'Client authentication failed. Either the client or the client credentials are invalid.';
    expect(await refusal(await withKey())).toEqual([401, FAILED]);
    await ada.post(`${app}/credentials`, { method: 'private_key_jwt' });
    expect((await withKey()).status).toBe(200);
  });

  test('has its secret in the state file, which only its owner can read, until it is deleted', async () => {
    await ada.post(`${app}/credentials`, { method: 'client_secret' });
    const secret = await secretOf(app);
    await org.restart();
    const state = readFileSync(org.stateFile, 'utf8');
    expect(state).toContain(secret);
    expect(state).not.toContain(deleted);
    expect(statSync(org.stateFile).mode & 0o777).toBe(0o600);
    expect(textIn((await ada.get(app)).page)).toContain('Client authentication Client secret');
  });
});

test('a draft that the console did not generate is refused and changes nothing', async () => {
  const before = (await ada.get(APP)).page;
  const { privateJwk } = await serviceKey('ES256', 'private');
  for (const fields of [
    {},
    { method: 'none' },
    { method: 'private_key_jwt', added: 'x' },
    { method: 'private_key_jwt', added: JSON.stringify(privateJwk) },
  ]) {
    for (const path of [CREDENTIALS, `${CREDENTIALS}/keys`]) {
      const { status, page } = await ada.post(path, { step: 'add', ...fields } as Record<string, string>);
      expect(status).toBe(400);
      expect(page).not.toContain(privateJwk.d!);
    }
  }
  expect((await ada.post(`${CREDENTIALS}/keys`, { method: 'private_key_jwt', step: 'fly' })).status).toBe(400);
  expect((await ada.get(APP)).page).toBe(before);
});

describe('Add key', () => {
  test.each([
    ['RS256', 'RSA, 2048 bits'],
    ['ES256', 'EC, P-256'],
    ['ES384', 'EC, P-384'],
    ['ES512', 'EC, P-521'],
  ])('accepts a key for %s, lists it, and keeps it across a restart', async (alg, type) => {
    const jwk = await publicJwk(alg);
    const { page } = await save((await add({ ...jwk, kid: `my-${alg}`, use: 'sig', alg })).page);
    expect(textIn(page)).toContain('The client credentials were saved.');
    const row = textIn(page.split('<tr').find((each) => each.includes(`my-${alg}`))!);
    expect(row).toContain(type);
    expect(row).toContain(await calculateJwkThumbprint(jwk));
    await org.restart();
    expect((await ada.get(APP)).page).toContain(`my-${alg}`);
  });

  test('uses the thumbprint as the kid of a key without one', async () => {
    const jwk = await publicJwk('ES256');
    const { page } = await save((await add(jwk)).page);
    const thumbprint = await calculateJwkThumbprint(jwk);
    expect(page.split(`<code>${thumbprint}</code>`)).toHaveLength(3);
  });

  test('refuses a private key, stores none of it, and offers its public half', async () => {
    const { privateKey } = await generateKeyPair('RS256', { extractable: true });
    const jwk = await exportJWK(privateKey);
    const { status, page } = await add({ ...jwk, kid: 'mine' });
    expect(status).toBe(400);
    expect(textIn(page)).toContain('This is a private key.');
    for (const member of ['d', 'p', 'q', 'dp', 'dq', 'qi'] as const) expect(page).not.toContain(jwk[member]);
    expect(page).toContain(jwk.n!);
    expect((await ada.get(APP)).page).not.toContain('mine');
    const publicHalf = /<textarea[^>]*>\n([\s\S]*?)<\/textarea/.exec(page)![1]!.replaceAll('&#34;', '"');
    expect((await add(publicHalf)).status).toBe(200);
  });

  test.each<[string, () => unknown, string]>([
    ['nothing', () => '', 'Enter a public key as a JWK'],
    ['no JSON', () => '{"kty":', 'This is not JSON'],
    ['a list', () => [], 'Enter one JWK'],
    ['a JWK Set', () => ({ keys: [] }), 'Enter one of the keys in its “keys” member'],
    [
      'PEM',
      () => generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ type: 'spki', format: 'pem' }),
      'This is PEM',
    ],
    ['a key of another type', () => ({ kty: 'OKP', crv: 'Ed25519', x: 'AAAA' }), 'whose “kty” is RSA or EC'],
    ['a secret', () => ({ kty: 'oct', k: 'c2VjcmV0LXNlY3JldA' }), 'This is a secret key'],
    [
      'RSA with 1024 bits',
      () => generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey.export({ format: 'jwk' }),
      'must have from 2048 to 8192 bits; this one has 1024',
    ],
    ['RSA without a modulus', () => ({ kty: 'RSA', e: 'AQAB' }), '“n” is missing or cannot be read'],
    [
      'EC on another curve',
      () => generateKeyPairSync('ec', { namedCurve: 'secp256k1' }).publicKey.export({ format: 'jwk' }),
      'must be one of P-256, P-384, P-521',
    ],
    ['EC with a point off the curve', () => ({ kty: 'EC', crv: 'P-256', x: 'AAAA', y: 'AAAA' }), 'make no valid key'],
    ['a key to encrypt with', async () => ({ ...(await publicJwk('ES256')), use: 'enc' }), '“use” must be “sig”'],
    [
      'an algorithm that does not fit',
      async () => ({ ...(await publicJwk('ES256')), alg: 'RS256' }),
      '“alg” must be one of ES256',
    ],
    ['a kid that is no text', async () => ({ ...(await publicJwk('ES256')), kid: 7 }), '“kid” must be a text'],
  ])('refuses %s, and says what to do', async (_, make, message) => {
    const draft = (await add({ ...(await publicJwk('ES256')), kid: 'in-the-draft' })).page;
    const before = textIn((await ada.get(APP)).page);
    const entered = await make();
    const { status, page } = await add(entered, draft);
    // The draft is kept.
    expect(formIn(page, `${CREDENTIALS}/keys`).some(([, value]) => value.includes('in-the-draft'))).toBe(true);
    expect(status).toBe(400);
    expect(textIn(page)).toContain(message);
    expect(page).toMatch(/id="jwk"[^>]*aria-invalid="true"/);
    expect(page).not.toContain('c2VjcmV0LXNlY3JldA');
    if (message.includes('whose “kty”')) expect(page).toContain('Ed25519');
    expect(textIn((await ada.get(APP)).page)).toBe(before);
  });

  test('refuses the same key and the same kid a second time, saved or not', async () => {
    const jwk = { ...(await publicJwk('ES256')), kid: 'twice' };
    const draft = (await add(jwk)).page;
    for (const isSaved of [false, true]) {
      if (isSaved) await save(draft);
      const page = isSaved ? undefined : draft;
      expect(textIn((await add({ ...jwk, kid: 'other' }, page)).page)).toContain('has this key already');
      const other = { ...(await publicJwk('ES256')), kid: 'twice' };
      const refused = await add(other, page);
      expect(textIn(refused.page)).toContain("There is a key with this 'kid' already.");
      expect(refused.page).toContain(other.x!);
    }
  });

  test('leaves the draft unchanged on Cancel', async () => {
    const draft = (await add({ ...(await publicJwk('ES256')), kid: 'first' })).page;
    const dialog = await press('step', 'add', draft);
    const { page } = await ada.post(`${CREDENTIALS}/keys`, [
      ...formIn(dialog.page, `${CREDENTIALS}/keys`),
      ['jwk', 'half of a key'],
      ['step', 'back'],
    ]);
    expect(textIn(page)).toContain('1 key is not saved yet.');
    expect(formIn(page, CREDENTIALS)).toEqual(formIn(draft, CREDENTIALS));
  });
});

describe('Generate new key', () => {
  test('shows a private key that matches the public one, and stores only the public one, on Save', async () => {
    const form = formIn((await ada.get(CREDENTIALS)).page, `${CREDENTIALS}/keys`);
    const answer = await ada.browser.open(`${CREDENTIALS}/keys`, [['token', ada.token], ...form, ['step', 'generate']]);
    expect(answer.headers.get('Cache-Control')).toBe('no-store');
    const page = await answer.text();
    const output = (id: string): string =>
      new RegExp(`id="${id}"[^>]*>([\\s\\S]*?)</pre`).exec(page)![1]!.replaceAll('&#34;', '"');
    const downloads = [...page.matchAll(/download="([^"]+)"\s+href="data:[^,]*,([^"]*)"/g)];
    expect(downloads.map(([, file, text]) => [file, decodeURIComponent(text!.replaceAll('&#39;', "'"))])).toEqual([
      ['private-key.pem', output('pem')],
      ['private-key.json', output('private-jwk')],
      ['public-key.json', output('public-jwk')],
    ]);
    const privateJwk = JSON.parse(output('private-jwk')) as JWK;
    const publicKey = await importJWK(JSON.parse(output('public-jwk')) as JWK, 'RS256');
    for (const key of [await importJWK(privateJwk, 'RS256'), await importPKCS8(output('pem'), 'RS256')]) {
      const signed = await new CompactSign(new TextEncoder().encode('x'))
        .setProtectedHeader({ alg: 'RS256' })
        .sign(key);
      await expect(compactVerify(signed, publicKey)).resolves.toBeDefined();
    }

    const dialog = formIn(page, `${CREDENTIALS}/keys`);
    expect(JSON.stringify(dialog)).not.toContain(privateJwk.d!);
    const draft = await ada.post(`${CREDENTIALS}/keys`, [...dialog, ['step', 'done']]);
    expect(textIn(draft.page)).toContain('1 key is not saved yet.');
    expect((await ada.get(APP)).page).not.toContain(privateJwk.kid!);
    const list = (await save(draft.page)).page;
    expect(list).toContain(privateJwk.kid!);
    expect(list).not.toContain(privateJwk.d!);
    await org.restart();
    expect((await ada.get(APP)).page).toContain(await calculateJwkThumbprint(privateJwk));
    const state = readFileSync(org.stateFile, 'utf8');
    expect(state).toContain(privateJwk.n!);
    expect(state).not.toContain(privateJwk.d!);
  });
});

describe('Copy', () => {
  test.each([
    ['a generated key', async () => press('step', 'generate'), ['pem', 'private-jwk', 'public-jwk']],
    ['a client secret', async () => ada.post(`${await makeService()}/credentials/secret`), ['secret']],
  ])('of %s is by a script of the org, without which its buttons are hidden', async (_, open, ids) => {
    const { page, policy } = await open();
    expect(policy).toBe(`${PAGE_POLICY}; script-src 'self'`);
    expect(page.match(/<script.*/g)).toEqual([`<script src="/assets/copy.js" defer></script>`]);
    expect(page).not.toMatch(/\son\w+=|<style|\sstyle=/);
    const buttons = [...page.matchAll(/<button[^>]*data-copy="([^"]+)"[^>]*>/g)];
    expect(buttons.map(([, id]) => id)).toEqual(ids);
    for (const [button, id] of buttons) {
      expect(button).toContain(' hidden');
      expect(page).toContain(` id="${id!}"`);
    }
  });
});

describe('Remove', () => {
  test('removes only this key, on Save; until then it can be kept', async () => {
    const [one, two] = [await publicJwk('ES256'), await publicJwk('ES256')];
    const both = await add({ ...two, kid: 'to-keep' }, (await add({ ...one, kid: 'to-remove' })).page);
    expect(textIn(both.page)).toContain('2 keys are not saved yet.');
    await save(both.page);
    const jkt = await calculateJwkThumbprint(one);
    const draft = await press('remove', jkt);
    expect(textIn(draft.page)).toContain('1 key is to be removed.');
    expect((await ada.get(APP)).page).toContain('to-remove');
    expect(textIn((await press('keep', jkt, draft.page)).page)).not.toContain('to be removed');
    const { page } = await save(draft.page);
    expect(page).not.toContain('to-remove');
    expect(page).toContain('to-keep');
    // The page was still open in another tab.
    expect((await save(draft.page)).page).toContain('to-keep');
  });

  test('removes a key from the draft that was never saved', async () => {
    const jwk = await publicJwk('ES256');
    const draft = await add({ ...jwk, kid: 'never-saved' });
    const { page } = await press('remove', await calculateJwkThumbprint(jwk), draft.page);
    expect(page).not.toContain('never-saved');
    expect(textIn(page)).not.toContain('not saved yet');
  });
});
