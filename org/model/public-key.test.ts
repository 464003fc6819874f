import { generateKeyPairSync } from 'node:crypto';
import { calculateJwkThumbprint, type JWK } from 'jose';
import { describe, expect, test } from 'vitest';
import { readPublicKey, type PublicKeyProblem } from './public-key.js';

const rsa = (modulusLength: number): JWK =>
  generateKeyPairSync('rsa', { modulusLength }).publicKey.export({ format: 'jwk' });
const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const ec = pair.publicKey.export({ format: 'jwk' }) as JWK;
const privateKey = pair.privateKey.export({ format: 'jwk' }) as JWK;

describe('a public key', () => {
  test('keeps its public members, use, alg and kid, and nothing else', async () => {
    const entered = { ...ec, kid: 'mine', alg: 'ES256', use: 'sig', key_ops: ['verify'], x5c: ['…'] };
    expect(await readPublicKey(entered)).toEqual({ ...ec, kid: 'mine', alg: 'ES256', use: 'sig' });
  });

  test.each([undefined, null])('with the kid %s is named by its thumbprint', async (kid) => {
    expect((await readPublicKey({ ...ec, kid })).kid).toBe(await calculateJwkThumbprint(ec));
  });

  test.each(['RS256', 'RS384', 'RS512'])('of RSA may be for %s', async (alg) => {
    expect(await readPublicKey({ ...rsa(2048), alg })).toMatchObject({ kty: 'RSA', alg });
  });
});

describe('refuses', () => {
  test.each<[what: string, value: unknown, problem: PublicKeyProblem]>([
    ['null', null, 'no-object'],
    ['text', JSON.stringify(ec), 'no-object'],
    ['a private key', privateKey, 'private'],
    ['a symmetric key', { kty: 'oct' }, 'kty'],
    ['a key of another type', { kty: 'OKP', crv: 'Ed25519', x: 'AAAA' }, 'kty'],
    ['a list', [ec], 'kty'],
    ['a key for encryption', { ...ec, use: 'enc' }, 'use'],
    ['a short RSA key', rsa(2040), 'rsa-too-short'],
    ['RSA without a modulus', { kty: 'RSA', e: 'AQAB' }, 'rsa-too-short'],
    ['an RSA key that would cost too much', { ...rsa(2048), n: 'A'.repeat(2).padEnd(1500, '_') }, 'rsa-too-long'],
    ['an RSA key with the exponent 1', { ...rsa(2048), e: 'AQ' }, 'rsa-exponent'],
    ['an RSA key with an even exponent', { ...rsa(2048), e: 'AQAA' }, 'rsa-exponent'],
    ['an RSA key with an even modulus', { ...rsa(2048), n: `${'_'.repeat(341)}g` }, 'rsa-modulus'],
    ['an unknown curve', { ...ec, crv: 'secp256k1' }, 'crv'],
    ['an algorithm of another key type', { ...ec, alg: 'RS256' }, 'alg'],
    ['an algorithm of another curve', { ...ec, alg: 'ES384' }, 'alg'],
    ['a point that is not on the curve', { ...ec, x: ec.y }, 'members'],
    ['half a key', { ...ec, y: undefined }, 'members'],
    ['an empty kid', { ...ec, kid: '' }, 'kid'],
    ['a kid that is no text', { ...ec, kid: 7 }, 'kid'],
    ['a kid of 201 characters', { ...ec, kid: 'k'.repeat(201) }, 'kid'],
  ])('%s', async (_, value, problem) => {
    await expect(readPublicKey(value)).rejects.toMatchObject({ name: 'PublicKeyError', problem });
  });

  test('a private key without repeating it', async () => {
    await expect(readPublicKey(privateKey)).rejects.not.toThrow(privateKey.d);
    await expect(readPublicKey(privateKey)).rejects.not.toMatchObject({
      problems: [[expect.anything(), expect.stringContaining(privateKey.d!)]],
    });
  });
});
