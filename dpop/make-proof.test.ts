import { calculateJwkThumbprint, decodeJwt, decodeProtectedHeader, EmbeddedJWK, jwtVerify } from 'jose';
import { describe, expect, test } from 'vitest';
import { makeProof } from './make-proof.js';
import { generateProofKey } from './proof-key.js';
import { signerWith } from './signer.js';
import { thumbprint } from './thumbprint.js';

const CLAIMS = { htm: 'GET', htu: 'https://api.example/orders' };
const key = await generateProofKey();

describe('a proof', () => {
  test.each(['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'])(
    'with %s is verified by jose with the key in its header',
    async (alg) => {
      const signer = await generateProofKey(alg);
      const proof = await makeProof(signer, CLAIMS);
      const { payload, protectedHeader } = await jwtVerify(proof, EmbeddedJWK, { typ: 'dpop+jwt', maxTokenAge: 60 });
      expect(payload).toMatchObject(CLAIMS);
      expect(protectedHeader.alg).toBe(alg);
      expect(await calculateJwkThumbprint(protectedHeader.jwk!)).toBe(await thumbprint(signer.jwk));
      expect(Object.keys(protectedHeader.jwk!).some((member) => ['d', 'p', 'q'].includes(member))).toBe(false);
    },
  );

  test('has another jti every time', async () => {
    const [one, two] = await Promise.all([makeProof(key, CLAIMS), makeProof(key, CLAIMS)]);
    expect(decodeJwt(one).jti).toMatch(/^[0-9a-f-]{36}$/);
    expect(decodeJwt(one).jti).not.toBe(decodeJwt(two).jti);
  });
});

describe('on demand', () => {
  test('any claim is set or removed', async () => {
    const claims = decodeJwt(await makeProof(key, { ...CLAIMS, jti: 'one', iat: undefined, exp: 'soon', extra: [1] }));
    expect(claims).toEqual({ ...CLAIMS, jti: 'one', exp: 'soon', extra: [1] });
  });

  test('any member of the header is set or removed, and the key still signs as it can', async () => {
    const proof = await makeProof(key, CLAIMS, { header: { typ: undefined, alg: 'none', kid: 'mine' } });
    expect(decodeProtectedHeader(proof)).toEqual({ alg: 'none', jwk: key.jwk, kid: 'mine' });
    expect(Buffer.from(proof.split('.')[2]!, 'base64url')).toHaveLength(64);
  });

  test('header and claims are any text', async () => {
    const [header, claims] = (await makeProof(key, '{"htm":"GET","htm":"POST"}', { header: '{' }))
      .split('.')
      .map((part) => Buffer.from(part, 'base64url').toString());
    expect([header, claims]).toEqual(['{', '{"htm":"GET","htm":"POST"}']);
  });

  test('the signature is made by another key, in another way, or not at all', async () => {
    const other = await generateProofKey();
    const byOther = await makeProof(key, CLAIMS, { sign: signerWith(other.privateKey) });
    await expect(jwtVerify(byOther, EmbeddedJWK)).rejects.toMatchObject({ code: 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED' }); // prettier-ignore
    await expect(makeProof(key, CLAIMS, { sign: () => new Uint8Array() })).resolves.toMatch(/\.$/);
    const secret = new TextEncoder().encode(JSON.stringify(key.jwk));
    const hmac = await crypto.subtle.importKey('raw', secret, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
    const byHmac = await makeProof(key, CLAIMS, {
      header: { alg: 'HS256' },
      sign: async (input) => new Uint8Array(await crypto.subtle.sign('HMAC', hmac, input)),
    });
    expect((await jwtVerify(byHmac, secret)).payload).toMatchObject(CLAIMS);
  });
});

test('a key cannot be exported unless it was asked for', async () => {
  expect(key.privateKey.extractable).toBe(false);
  expect((await generateProofKey('ES256', { extractable: true })).privateKey.extractable).toBe(true);
});
