import { base64url, calculateJwkThumbprint, exportJWK, generateKeyPair } from 'jose';
import { describe, expect, test } from 'vitest';
import { ath } from './ath.js';
import { PROOF_ALGORITHMS } from './algorithms.js';
import { hasPrivateMember, publicKeyOf, thumbprint } from './thumbprint.js';

/** The key of RFC 7638 section 3.1, with its "alg" and "kid". */
const RFC_7638_KEY = {
  kty: 'RSA',
  n:
    '0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3o' +
    'knjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHz' +
    'u6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8' +
    'awapJzKnqDKgw',
  e: 'AQAB',
  alg: 'RS256',
  kid: '2011-04-29',
};

describe('thumbprint', () => {
  test('is that of RFC 7638 section 3.1 for its example key', async () => {
    expect(await thumbprint(RFC_7638_KEY)).toBe('NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs');
  });

  test('is that of RFC 9449 section 6.1 for the key of its examples', async () => {
    const jwk = {
      kty: 'EC',
      x: 'l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBFs',
      y: '9VE4jf_Ok_o64zbTTlcuNJajHmt6v9TDVrU0CdvGRDA',
      crv: 'P-256',
    };
    expect(await thumbprint(jwk)).toBe('0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I');
  });

  test.each(PROOF_ALGORITHMS)('of a %s key is the same with and without further members', async (alg) => {
    const jwk = await exportJWK((await generateKeyPair(alg)).publicKey);
    const adorned = { ...jwk, kid: 'one', use: 'sig', alg, x5t: 'other', key_ops: ['verify'] };
    expect(await thumbprint(adorned)).toBe(await calculateJwkThumbprint(jwk));
  });

  test('of one key is the same, however its numbers are written', async () => {
    const zeros = (text: string): string => base64url.encode(new Uint8Array([0, 0, ...base64url.decode(text)]));
    const { n, e } = RFC_7638_KEY;
    expect(await thumbprint({ kty: 'RSA', n: zeros(n), e: zeros(e) })).toBe(await thumbprint(RFC_7638_KEY));
    // The last character has four bits that encode nothing.
    expect(await thumbprint({ kty: 'RSA', n: `${n.slice(0, -1)}x`, e })).toBe(await thumbprint(RFC_7638_KEY));
    const jwk = await exportJWK((await generateKeyPair('ES256')).publicKey);
    expect(await thumbprint({ ...jwk, x: zeros(jwk.x!) })).toBe(await thumbprint(jwk));
  });

  test.each([
    ['RSA without n', { kty: 'RSA', e: 'AQAB' }],
    ['EC without y', { kty: 'EC', crv: 'P-256', x: 'x' }],
    ['an unknown kty', { kty: 'XYZ' }],
  ])('is refused for %s', async (_, jwk) => {
    await expect(thumbprint(jwk as never)).rejects.toMatchObject({ code: expect.stringMatching(/^ERR_J/) as string });
  });

  test('is refused for a key without kty', async () => {
    await expect(thumbprint({})).rejects.toThrow(TypeError);
  });
});

describe('publicKeyOf', () => {
  test.each(['RS256', 'ES256'])('leaves nothing secret of a %s key', async (alg) => {
    const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
    expect(publicKeyOf(await exportJWK(privateKey))).toEqual(publicKeyOf(await exportJWK(publicKey)));
  });
});

describe('hasPrivateMember', () => {
  test.each(['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'])('sees "%s"', (member) => {
    expect(hasPrivateMember({ ...RFC_7638_KEY, [member]: '' })).toBe(true);
  });

  test('finds nothing in a public key', () => {
    expect(hasPrivateMember(RFC_7638_KEY)).toBe(false);
  });
});

describe('ath', () => {
  test('is that of RFC 9449 section 7.1 for its example token', async () => {
    expect(await ath('Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU')).toBe(
      'fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEo',
    );
  });
});
