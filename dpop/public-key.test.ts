import { importJWK, type JWK } from 'jose';
import { describe, expect, test, vi } from 'vitest';
import { makeProof } from './make-proof.js';
import { generateProofKey } from './proof-key.js';
import { readProof } from './proof.js';
import { importPublicKey } from './public-key.js';
import { thumbprint } from './thumbprint.js';

const ec = await generateProofKey('ES256');
const rsa = await generateProofKey('RS256');

describe('importPublicKey', () => {
  test('returns the key and its thumbprint', async () => {
    const { key, jkt } = await importPublicKey({ ...ec.jwk, kid: 'mine', use: 'sig' }, 'ES256');
    expect(key.type).toBe('public');
    expect(jkt).toBe(await thumbprint(ec.jwk));
  });

  test('imports a key once for each algorithm', async () => {
    const importKey = vi.spyOn(crypto.subtle, 'importKey');
    try {
      const jwk = { ...rsa.jwk };
      const [one, two] = [await importPublicKey(jwk, 'RS256'), await importPublicKey(jwk, 'RS256')];
      expect(two).toBe(one);
      expect(importKey).toHaveBeenCalledTimes(1);
      const other = await importPublicKey(jwk, 'RS512');
      expect(other.key.algorithm).toMatchObject({ hash: { name: 'SHA-512' } });
      expect(await importPublicKey(jwk, 'RS256')).toBe(one);
      expect(importKey).toHaveBeenCalledTimes(2);
    } finally {
      importKey.mockRestore();
    }
  });

  test('knows the key of a client by the header of its proofs', async () => {
    const jwkOf = async (): Promise<JWK> => readProof(await makeProof(ec, {})).header.jwk as JWK;
    expect(await importPublicKey(await jwkOf(), 'ES256')).toBe(await importPublicKey(await jwkOf(), 'ES256'));
  });

  test.each<[string, JWK, string, string]>([
    ['no kty', {}, 'ES256', 'a member of the key is missing or not a string'],
    ['a missing member', { ...ec.jwk, y: undefined }, 'ES256', 'a member of the EC key is missing or not a string'],
    ['a number', { ...rsa.jwk, n: 1 as never }, 'RS256', 'a member of the RSA key is missing or not a string'],
    ['a point off the curve', { ...ec.jwk, y: ec.jwk.x }, 'ES256', 'the EC key is not valid, or not one for ES256'],
    ['another curve', ec.jwk, 'ES384', 'the EC key is not valid, or not one for ES384'],
    ['another type', ec.jwk, 'RS256', 'the EC key is not valid, or not one for RS256'],
    [
      'an unknown type',
      { kty: 'XYZ', crv: 'a', x: 'a', y: 'a' },
      'ES256',
      'the key is not valid, or not one for ES256',
    ],
  ])('says what is wrong with a key with %s, each time', async (_, jwk, alg, reason) => {
    for (let time = 0; time < 2; time++) {
      await expect(importPublicKey(jwk, alg)).rejects.toMatchObject({ code: 'ERR_KEY_UNUSABLE', reason });
    }
  });

  test('keeps nothing of a key that cannot be used', async () => {
    const jwk = { ...ec.jwk };
    await expect(importPublicKey(jwk, 'ES384')).rejects.toThrow();
    expect((await importPublicKey(jwk, 'ES256')).key).toEqual(await importJWK(ec.jwk, 'ES256'));
  });
});
