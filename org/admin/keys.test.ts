import { readdirSync, readFileSync } from 'node:fs';
import { generateKeyPairSync } from 'node:crypto';
import { join } from 'node:path';
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
import { startTestOrg, type TestOrg } from '../testing/test-org.js';
import { openConsole, textIn, type Console } from './testing/console.js';

const APP = '/admin/apps/0oa1service00SERVICE';

let org: TestOrg;
let ada: Console;

beforeAll(async () => {
  org = await startTestOrg();
  ada = await openConsole(org);
});

afterAll(() => org.close());

async function publicJwk(alg: string, options: object = {}): Promise<JWK> {
  const { publicKey } = await generateKeyPair(alg, { extractable: true, ...options });
  return exportJWK(publicKey);
}

const add = (jwk: unknown): ReturnType<Console['post']> =>
  ada.post(`${APP}/keys/add`, { jwk: typeof jwk === 'string' ? jwk : JSON.stringify(jwk) });

describe('Add key', () => {
  test.each([
    ['RS256', 'RSA, 2048 bits'],
    ['ES256', 'EC, P-256'],
    ['ES384', 'EC, P-384'],
    ['ES512', 'EC, P-521'],
  ])('takes a key for %s, lists it, and keeps it over a restart', async (alg, type) => {
    const jwk = await publicJwk(alg);
    const { status, page } = await add({ ...jwk, kid: `my-${alg}`, use: 'sig', alg });
    expect(status).toBe(200);
    expect(textIn(page)).toContain('The public key was added.');
    const row = textIn(page.split('<tr').find((each) => each.includes(`my-${alg}`))!);
    expect(row).toContain(type);
    expect(row).toContain(await calculateJwkThumbprint(jwk));
    await org.restart();
    expect((await ada.get(APP)).page).toContain(`my-${alg}`);
  });

  test('without a kid names the key by its thumbprint', async () => {
    const jwk = await publicJwk('ES256');
    const { page } = await add(jwk);
    const thumbprint = await calculateJwkThumbprint(jwk);
    expect(page.split(`<code>${thumbprint}</code>`)).toHaveLength(3);
  });

  test('refuses a private key, keeps it nowhere, and offers its public half', async () => {
    const { privateKey } = await generateKeyPair('RS256', { extractable: true });
    const jwk = await exportJWK(privateKey);
    const { status, page } = await add({ ...jwk, kid: 'mine' });
    expect(status).toBe(400);
    expect(textIn(page)).toContain('This is a private key.');
    for (const member of ['d', 'p', 'q', 'dp', 'dq', 'qi'] as const) expect(page).not.toContain(jwk[member]);
    expect(page).toContain(jwk.n!);
    expect((await ada.get(APP)).page).not.toContain('mine');
    expect((await add(/<textarea[^>]*>\n([\s\S]*?)<\/textarea/.exec(page)![1]!.replaceAll('&#34;', '"'))).status).toBe(
      200,
    );
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
    const before = textIn((await ada.get(APP)).page);
    const entered = await make();
    const { status, page } = await add(entered);
    expect(status).toBe(400);
    expect(textIn(page)).toContain(message);
    expect(page).toMatch(/id="jwk"[^>]*aria-invalid="true"/);
    expect(page).not.toContain('c2VjcmV0LXNlY3JldA');
    expect(textIn((await ada.get(APP)).page)).toBe(before);
  });

  test('refuses the same key and the same kid a second time', async () => {
    const jwk = { ...(await publicJwk('ES256')), kid: 'twice' };
    await add(jwk);
    expect(textIn((await add({ ...jwk, kid: 'other' })).page)).toContain('has this key already');
    const other = { ...(await publicJwk('ES256')), kid: 'twice' };
    const { page } = await add(other);
    expect(textIn(page)).toContain("There is a key with this 'kid' already.");
    expect(page).toContain(other.x!);
  });
});

describe('Generate new key', () => {
  test('shows a private key that fits the public one, and keeps only that', async () => {
    const answer = await ada.browser.open(`${APP}/keys/generate`, { token: ada.token });
    expect(answer.headers.get('Cache-Control')).toBe('no-store');
    const page = await answer.text();
    const output = (id: string): string =>
      new RegExp(`id="${id}"[^>]*>([\\s\\S]*?)</textarea`).exec(page)![1]!.replaceAll('&#34;', '"').trim();
    const privateJwk = JSON.parse(output('private-jwk')) as JWK;
    const publicKey = await importJWK(JSON.parse(output('public-jwk')) as JWK, 'RS256');
    for (const key of [await importJWK(privateJwk, 'RS256'), await importPKCS8(output('pem'), 'RS256')]) {
      const signed = await new CompactSign(new TextEncoder().encode('x'))
        .setProtectedHeader({ alg: 'RS256' })
        .sign(key);
      await expect(compactVerify(signed, publicKey)).resolves.toBeDefined();
    }

    const list = (await ada.get(APP)).page;
    expect(list).toContain(privateJwk.kid!);
    expect(list).not.toContain(privateJwk.d!);
    await org.restart();
    expect((await ada.get(APP)).page).toContain(await calculateJwkThumbprint(privateJwk));
    const state = readdirSync(org.stateDir).map((file) => readFileSync(join(org.stateDir, file), 'utf8'));
    expect(state.join()).toContain(privateJwk.n!);
    expect(state.join()).not.toContain(privateJwk.d!);
  });
});

describe('Remove', () => {
  test('asks first, and then removes this key and no other', async () => {
    const [one, two] = [await publicJwk('ES256'), await publicJwk('ES256')];
    await add({ ...one, kid: 'to-remove' });
    await add({ ...two, kid: 'to-keep' });
    const path = `${APP}/keys/${await calculateJwkThumbprint(one)}/remove`;
    expect(textIn((await ada.get(path)).page)).toContain('Remove this public key?');
    expect((await ada.get(APP)).page).toContain('to-remove');
    const { page } = await ada.post(path);
    expect(page).not.toContain('to-remove');
    expect(page).toContain('to-keep');
    expect((await ada.post(path)).status).toBe(404);
  });
});
