import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { compactVerify, CompactSign } from 'jose';
import { describe, expect, test } from 'vitest';
import { readSigningKey, readThumbprint } from './signing-key.js';

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const ec = (namedCurve: string): { privateKey: KeyObject; publicKey: KeyObject } => generateKeyPairSync('ec', { namedCurve }); // prettier-ignore
const pem = (key: KeyObject, type: 'pkcs8' | 'pkcs1' | 'sec1'): string => key.export({ format: 'pem', type: type }) as string; // prettier-ignore
const jwk = (key: KeyObject, more = {}): string => JSON.stringify({ ...key.export({ format: 'jwk' }), ...more });

test.each([
  ['RSA, PKCS#8', pem(rsa.privateKey, 'pkcs8'), 'RS256'],
  ['RSA, PKCS#1', pem(rsa.privateKey, 'pkcs1'), 'RS256'],
  ['RSA, JWK', jwk(rsa.privateKey), 'RS256'],
  ['RSA, JWK with an alg', jwk(rsa.privateKey, { alg: 'RS512' }), 'RS512'],
  ['RSA, PEM after other text', `Bag Attributes\n${pem(rsa.privateKey, 'pkcs8')}`, 'RS256'],
  ['RSA, PEM with CRLF line ends', pem(rsa.privateKey, 'pkcs8').replaceAll('\n', '\r\n'), 'RS256'],
  ['P-256, PKCS#8', pem(ec('P-256').privateKey, 'pkcs8'), 'ES256'],
  ['P-384, SEC1', pem(ec('P-384').privateKey, 'sec1'), 'ES384'],
  ['P-521, JWK', jwk(ec('P-521').privateKey), 'ES512'],
  ['P-256, JWK Set', `{"keys":[${jwk(ec('P-256').privateKey)}]}`, 'ES256'],
])('reads a key: %s', async (_, text, alg) => {
  const key = await readSigningKey(text);
  expect(key.alg).toBe(alg);
  expect(key.jwk).not.toHaveProperty('d');
  expect(key.privateKey.extractable).toBe(false);
  const signed = await new CompactSign(Buffer.from('x')).setProtectedHeader({ alg }).sign(key.privateKey);
  await compactVerify(signed, key.publicKey);
  expect(await readThumbprint(JSON.stringify(key.jwk))).toBe(key.jkt);
});

const certificate = '-----BEGIN CERTIFICATE-----\nYWJj\n-----END CERTIFICATE-----\n';
const base64 = (text: string | Buffer): string => Buffer.from(text).toString('base64');
const pkcs8 = pem(rsa.privateKey, 'pkcs8');
test.each<[what: string, content: string | Buffer]>([
  ['before a certificate', pkcs8 + certificate],
  ['after a certificate', certificate + pkcs8],
  ['in one line, with \\n', pkcs8.replaceAll('\n', '\\n')],
  ['in one line, with \\r\\n and quotes', JSON.stringify(pkcs8.replaceAll('\n', '\r\n'))],
  ['in one line, with spaces', pkcs8.replaceAll('\n', ' ')],
  ['in base64', base64(pkcs8)],
  ['in base64 with line ends', base64(pkcs8).replaceAll(/.{76}/g, '$&\n')],
  ['as a JWK in base64', base64(jwk(rsa.privateKey))],
  ['in UTF-8 with a byte order mark', Buffer.from(`\uFEFF${pkcs8}`)],
  ['in UTF-16', Buffer.from(`\uFEFF${pkcs8}`, 'utf16le')],
  ['in UTF-16 without a byte order mark', Buffer.from(pkcs8, 'utf16le')],
  ['in UTF-16 with the other order', Buffer.from(`\uFEFF${pkcs8}`, 'utf16le').swap16()],
])('reads a key as secret stores deliver it: %s', async (_, content) => {
  expect((await readSigningKey(content)).jkt).toBe((await readSigningKey(jwk(rsa.privateKey))).jkt);
});

test.each(['pkcs8', 'pkcs1'] as const)('an encrypted key is read with its passphrase: %s', async (type) => {
  const text = rsa.privateKey.export({ format: 'pem', type, cipher: 'aes-256-cbc', passphrase: 'horse' }) as string;
  expect((await readSigningKey(text, 'horse')).alg).toBe('RS256');
  await expect(readSigningKey(text, 'cow')).rejects.toThrow('cannot be decrypted');
  await expect(readSigningKey(text)).rejects.toThrow('protected by a passphrase, which is missing');
});

test('the kid comes from a JWK; PEM has none', async () => {
  expect((await readSigningKey(jwk(rsa.privateKey, { kid: 'mine' }))).kid).toBe('mine');
  expect((await readSigningKey(pem(rsa.privateKey, 'pkcs8'))).kid).toBeUndefined();
});

describe('an error is one sentence that contains no part of the key:', () => {
  test.each<[what: string, content: string | Buffer, problem: string]>([
    ['an empty text', '', 'Empty.'],
    ['some text', 'hello', 'no readable private key'],
    ['half a key', pem(rsa.privateKey, 'pkcs8').slice(0, 500), 'no readable private key'],
    ['a public key', rsa.publicKey.export({ format: 'pem', type: 'spki' }), 'Contains a public key'],
    ['a public JWK', jwk(rsa.publicKey), 'Contains a public key'],
    ['a certificate', '-----BEGIN CERTIFICATE-----\nabc', 'Contains a certificate'],
    ['a shared secret', '{"kty":"oct","k":"c2VjcmV0LXNlY3JldA"}', 'a shared secret'],
    ['a key with a passphrase', rsa.privateKey.export({ format: 'pem', type: 'pkcs8', cipher: 'aes-256-cbc', passphrase: 'x' }), 'passphrase'], // prettier-ignore
    ['two PEM keys', pkcs8.repeat(2), 'Contains 2 private keys'],
    ['DER', rsa.privateKey.export({ format: 'der', type: 'pkcs8' }), 'Contains DER'],
    ['DER of an EC key', ec('P-256').privateKey.export({ format: 'der', type: 'sec1' }), 'Contains DER'],
    ['DER in base64', base64(rsa.privateKey.export({ format: 'der', type: 'pkcs1' })), 'Contains DER'],
    ['PKCS#12', Buffer.from('308209c30201033082098906092a864886f70d010701a08209', 'hex'), 'Contains PKCS#12'],
    ['an OpenSSH key', '-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXk=\n-----END OPENSSH PRIVATE KEY-----', 'Contains an OpenSSH key'], // prettier-ignore
    ['a short key', pem(generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey, 'pkcs8'), 'has 1024 bits'],
    ['an Ed25519 key', pem(generateKeyPairSync('ed25519').privateKey, 'pkcs8'), 'Unsupported key type (ed25519)'],
    ['a key for ECDSA on secp256k1', pem(ec('secp256k1').privateKey, 'pkcs8'), 'Unsupported key type'],
    ['an alg for another kind of key', jwk(rsa.privateKey, { alg: 'PS256' }), 'must be RS256, RS384 or RS512'],
    ['two keys', `{"keys":[${jwk(rsa.privateKey)},${jwk(rsa.privateKey)}]}`, 'a JWK Set with 2 keys'],
    ['a broken JWK', '{"kty":"EC","crv":"P-256","d":"c2VjcmV0LXNlY3JldA"}', 'no readable private key'],
  ])('%s', async (_, text, problem) => {
    const error = await readSigningKey(text).then(
      () => undefined,
      (reason: unknown) => reason as Error,
    );
    expect(error).toMatchObject({ code: 'ERR_CONFIGURATION' });
    expect(error!.message).toContain(problem);
    expect(error!.message).not.toContain('c2VjcmV0');
    expect(error!.message.length).toBeLessThan(150);
  });
});
