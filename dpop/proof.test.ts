import fc from 'fast-check';
import { base64url } from 'jose';
import { describe, expect, test } from 'vitest';
import { ProofSyntaxError } from './errors.js';
import { readProof } from './proof.js';
import { RESOURCE_REQUEST, TOKEN_REQUEST } from './testing/rfc-9449.js';

const encode = (text: string): string => base64url.encode(text);

describe('readProof', () => {
  test('reads the proofs of RFC 9449', () => {
    const { header, claims } = readProof(TOKEN_REQUEST.proof);
    expect(header).toMatchObject({ typ: 'dpop+jwt', alg: 'ES256', jwk: { kty: 'EC', crv: 'P-256' } });
    expect(claims).toEqual({
      jti: TOKEN_REQUEST.jti,
      htm: 'POST',
      htu: 'https://server.example.com/token',
      iat: 1562262616,
    });
    expect(readProof(RESOURCE_REQUEST.proof).claims.ath).toBe(RESOURCE_REQUEST.ath);
  });

  const [header, payload, signature] = TOKEN_REQUEST.proof.split('.') as [string, string, string];
  test.each([
    ['nothing', '', 'three base64url segments separated by dots'],
    ['one segment', header, 'three base64url segments separated by dots'],
    ['two segments', `${header}.${payload}`, 'three base64url segments separated by dots'],
    ['four segments', `${TOKEN_REQUEST.proof}.${signature}`, 'three base64url segments separated by dots'],
    ['an unsigned JWT', `${header}.${payload}.`, 'three base64url segments separated by dots'],
    ['padding', `${header}==.${payload}.${signature}`, 'three base64url segments separated by dots'],
    ['the other base64 alphabet', `a+b/.${payload}.${signature}`, 'three base64url segments separated by dots'],
    ['two proofs with a comma', `${TOKEN_REQUEST.proof}, ${TOKEN_REQUEST.proof}`, 'three base64url segments separated by dots'], // prettier-ignore
    ['a header of an impossible length', `a.${payload}.${signature}`, 'a header of JSON in base64url'],
    ['a header that is no UTF-8', `_w.${payload}.${signature}`, 'a header of JSON in base64url'],
    ['a header that is no JSON', `${encode('{')}.${payload}.${signature}`, 'a header of JSON in base64url'],
    ['a payload that is no JSON', `${header}.${encode('hi')}.${signature}`, 'a payload of JSON in base64url'],
    ['a header that is a list', `${encode('[]')}.${payload}.${signature}`, 'a JSON object as the header'],
    ['a payload that is null', `${header}.${encode('null')}.${signature}`, 'a JSON object as the payload'],
  ])('refuses %s', (_, compact, expected) => {
    expect(() => readProof(compact)).toThrow(
      expect.objectContaining({
        code: 'ERR_PROOF_SYNTAX',
        message: `The DPoP proof cannot be read: expected ${expected}.`,
      }),
    );
  });

  test('reads a proof whatever is wrong with it otherwise, so that it can be shown', () => {
    expect(readProof(`${encode('{"alg":"none"}')}.${encode('{}')}.${signature}`)).toEqual({
      header: { alg: 'none' },
      claims: {},
    });
  });

  test('gives proofs with the same header one frozen object', () => {
    const one = readProof(TOKEN_REQUEST.proof);
    expect(readProof(RESOURCE_REQUEST.proof).header).toBe(one.header);
    expect(Object.isFrozen(one.header) && Object.isFrozen(one.header.jwk)).toBe(true);
    expect(Object.isFrozen(one.claims)).toBe(false);
  });

  test('throws a ProofSyntaxError or nothing, whatever comes', () => {
    const segment = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.base64String(),
      fc.json().map(encode),
      fc.constantFrom(header, payload),
    );
    const strings = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc.array(segment, { maxLength: 5 }).map((all) => all.join('.')),
    );
    fc.assert(
      fc.property(strings, (compact) => {
        try {
          readProof(compact);
        } catch (error) {
          expect(error).toBeInstanceOf(ProofSyntaxError);
        }
      }),
      { numRuns: 1000 },
    );
  });
});
