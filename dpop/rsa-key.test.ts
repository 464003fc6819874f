import { generateKeyPairSync } from 'node:crypto';
import { base64url, type JWK } from 'jose';
import { describe, expect, test } from 'vitest';
import { importPublicKey } from './public-key.js';
import { rsaBits, rsaFault } from './rsa-key.js';

const key = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ format: 'jwk' }) as JWK;
const encode = (...bytes: number[]): string => base64url.encode(new Uint8Array(bytes));
const modulus = (bits: number, last = 0xff): number[] => [...new Uint8Array(bits / 8 - 1).fill(0xff), last];

test('a usual key has no fault', () => {
  expect(rsaFault(key)).toBeUndefined();
  expect(rsaFault({ ...key, e: encode(3) })).toBeUndefined();
  expect(rsaBits(key)).toBe(2048);
});

describe('a key must not be used', () => {
  test.each([
    ['with the exponent 1', { e: encode(1) }, 'exponent'],
    ['with the exponent 1 and zeros before it', { e: encode(0, 0, 1) }, 'exponent'],
    ['with an even exponent', { e: encode(1, 0, 0) }, 'exponent'],
    ['with the exponent 0', { e: encode(0) }, 'exponent'],
    ['with an exponent that cannot be read', { e: 'a' }, 'exponent'],
    ['with an even modulus', { n: encode(...modulus(2048, 0xfe)) }, 'modulus'],
    ['of 2,040 bits', { n: encode(...modulus(2040)) }, 'too-short'],
    ['of 2,040 bits with a zero before them', { n: encode(0, ...modulus(2040)) }, 'too-short'],
    ['of 8,200 bits', { n: encode(...modulus(8200)) }, 'too-long'],
    ['with a modulus that cannot be read', { n: 'a' }, 'too-short'],
  ])('%s', async (_, members, fault) => {
    const jwk: JWK = { ...key, ...members };
    expect(rsaFault(jwk)).toBe(fault);
    await expect(importPublicKey(jwk, 'RS256')).rejects.toMatchObject({ code: 'ERR_KEY_UNUSABLE' });
  });
});
