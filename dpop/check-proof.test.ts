import fc from 'fast-check';
import { base64url, exportJWK, generateKeyPair } from 'jose';
import * as oauth from 'oauth4webapi';
import { beforeAll, describe, expect, test } from 'vitest';
import { PROOF_ALGORITHMS } from './algorithms.js';
import { checkProof, CLOCK_LEEWAY, PROOF_LIFETIME, type Fault, type ProofExpectation } from './check-proof.js';
import { RESOURCE_REQUEST, TOKEN_REQUEST } from './testing/rfc-9449.js';
import { forgeProof, proofKey, signProof, type ProofKey } from './testing/sign-proof.js';

const NOW = 1_800_000_000;
const HTU = 'https://org.example/api/v1/users';
const TOKEN = 'an.access.token';
const ATH = base64url.encode(new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(TOKEN))));

const GOOD = { htm: 'GET', htu: HTU, iat: NOW, ath: ATH, nonce: 'good nonce' };
const REQUEST: ProofExpectation = { htm: 'GET', htu: HTU, now: NOW };

let key: ProofKey;
let other: ProofKey;
let jkt: string;
let otherJkt: string;
beforeAll(async () => {
  [key, other] = await Promise.all([proofKey(), proofKey()]);
  const thumbprintOf = async (one: ProofKey): Promise<string> =>
    (await checkProof(await signProof(one, GOOD), REQUEST)).jkt!;
  [jkt, otherJkt] = await Promise.all([thumbprintOf(key), thumbprintOf(other)]);
});

/** Everything that a server may ask of a proof, and a store that has seen no `jti`. */
const everything = (): Required<ProofExpectation> => ({
  ...REQUEST,
  isNonce: (nonce) => nonce === 'good nonce',
  accessToken: { value: TOKEN, jkt },
  remember: () => true,
});

describe('a good proof', () => {
  test.each(PROOF_ALGORITHMS)('with %s passes', async (alg) => {
    const decision = await checkProof(await signProof(await proofKey(alg), GOOD), REQUEST);
    expect(decision.failed).toBeUndefined();
    expect(decision.passed).toBe(true);
  });

  test('passes all checks, in order', async () => {
    const decision = await checkProof(await signProof(key, { ...GOOD, exp: NOW + 300 }), everything());
    expect(decision.passed).toBe(true);
    expect(decision.checks.map(({ check }) => check)).toEqual(
      ['syntax', 'typ', 'alg', 'jwk', 'signature', 'htm', 'htu', 'iat', 'exp', 'nonce', 'ath', 'jkt', 'jti', 'replay'], // prettier-ignore
    );
    expect(decision.checks.every(({ passed }) => passed)).toBe(true);
  });

  test('of RFC 9449 section 4.1 passes at its token endpoint', async () => {
    const { proof, htm, htu, iat } = TOKEN_REQUEST;
    expect(await checkProof(proof, { htm, htu, now: iat })).toMatchObject({ passed: true, jkt: RESOURCE_REQUEST.jkt });
  });

  test('of RFC 9449 section 7.1 passes with its access token', async () => {
    const { proof, htm, htu, iat, accessToken, jkt } = RESOURCE_REQUEST;
    const expectation = { htm, htu, now: iat, accessToken: { value: accessToken, jkt } };
    expect(await checkProof(proof, expectation)).toMatchObject({ passed: true, jkt });
  });

  test('by oauth4webapi passes', async () => {
    const pair = await oauth.generateKeyPair('RS256');
    let proof: string | null = null;
    await oauth.protectedResourceRequest(TOKEN, 'GET', new URL(`${HTU}?limit=2#top`), undefined, undefined, {
      DPoP: oauth.DPoP({}, pair),
      [oauth.customFetch]: async (_, { headers }) => {
        proof = new Headers(headers).get('dpop');
        return new Response();
      },
    });
    const now = Math.floor(Date.now() / 1000);
    const { jkt } = await checkProof(proof!, { ...REQUEST, now });
    const decision = await checkProof(proof!, { ...REQUEST, now, accessToken: { value: TOKEN, jkt: jkt! } });
    expect(decision.failed).toBeUndefined();
  });

  test.each([
    ['more members in its jwk', { jwk: { use: 'sig', kid: 'mine', alg: 'ES256' } }, {}],
    ['a kid and an x5t in its header', { kid: 'mine', x5t: 'x' }, {}],
    ['an exp', {}, { exp: NOW + 1 }],
    ['claims that nobody knows', {}, { sub: 'me', nbf: NOW + 1000 }],
    ['a nonce that nobody asked for', {}, { nonce: 'other' }],
    ['a nonce that is a number, when none is asked for', {}, { nonce: 1 }],
    ['a fraction of a second in iat', {}, { iat: NOW + 0.5 }],
    ['the oldest iat there may be', {}, { iat: NOW - PROOF_LIFETIME }],
    ['the newest iat there may be', {}, { iat: NOW + CLOCK_LEEWAY }],
  ])('may have %s', async (_, header, claims) => {
    const jwk = { ...key.jwk, ...('jwk' in header ? header.jwk : {}) };
    const decision = await checkProof(await signProof(key, { ...GOOD, ...claims }, { ...header, jwk }), REQUEST);
    expect(decision.failed).toBeUndefined();
  });
});

/** A fault: what to change in a good proof, who signs it, and what the server holds against it. */
interface Flaw {
  header?: () => object;
  claims?: object;
  by?: () => ProofKey;
  expectation?: () => Partial<ProofExpectation>;
}

/** One flaw for each fault that a signed proof can have, in the order in which the checks must find them. */
const FLAWS: [Fault, Flaw][] = [
  ['wrong-typ', { header: () => ({ typ: 'JWT' }) }],
  ['wrong-alg', { header: () => ({ alg: 'HS256' }) }],
  ['private-key', { header: () => ({ jwk: { ...key.jwk, d: 'secret' } }) }],
  ['bad-signature', { by: () => other, header: () => ({ jwk: key.jwk }) }],
  ['wrong-htm', { claims: { htm: 'POST' } }],
  ['wrong-htu', { claims: { htu: 'https://org.example/api/v1/apps' } }],
  ['issued-too-long-ago', { claims: { iat: NOW - PROOF_LIFETIME - 1 } }],
  ['expired', { claims: { exp: NOW } }],
  ['unknown-nonce', { claims: { nonce: 'bad nonce' } }],
  ['wrong-ath', { claims: { ath: 'x' } }],
  ['wrong-key', { expectation: () => ({ accessToken: { value: TOKEN, jkt: otherJkt } }) }],
  ['no-jti', { claims: { jti: '' } }],
  ['replayed', { expectation: () => ({ remember: () => false }) }],
];

async function decide(...flaws: Flaw[]): ReturnType<typeof checkProof> {
  const claims = flaws.reduce((all, flaw) => ({ ...all, ...flaw.claims }), GOOD);
  const header = flaws.reduce((all, flaw) => ({ ...all, ...flaw.header?.() }), {});
  const expectation = flaws.reduce((all, flaw) => ({ ...all, ...flaw.expectation?.() }), everything());
  const signer = flaws.find((flaw) => flaw.by)?.by?.() ?? key;
  return checkProof(await forgeProof(signer, claims, header), expectation);
}

describe('a proof with one flaw', () => {
  test.each(FLAWS)('is refused as %s', async (fault, flaw) => {
    const decision = await decide(flaw);
    expect(decision).toMatchObject({ passed: false, failed: { fault, passed: false } });
    expect(decision.checks.at(-1)).toEqual(decision.failed);
    expect(decision.checks.slice(0, -1).every(({ passed }) => passed)).toBe(true);
  });

  test.each<[string, Fault, Flaw]>([
    ['no typ', 'wrong-typ', { header: () => ({ typ: undefined }) }],
    ['typ in another case', 'wrong-typ', { header: () => ({ typ: 'DPoP+JWT' }) }],
    ['no alg', 'wrong-alg', { header: () => ({ alg: undefined }) }],
    ['alg none', 'wrong-alg', { header: () => ({ alg: 'none' }) }],
    ['alg PS256, which Okta does not list', 'wrong-alg', { header: () => ({ alg: 'PS256' }) }],
    ['alg as a list', 'wrong-alg', { header: () => ({ alg: ['ES256'] }) }],
    ['a secret key', 'private-key', { header: () => ({ jwk: { kty: 'oct', k: 'c2VjcmV0' } }) }],
    ['an empty jwk', 'unusable-key', { header: () => ({ jwk: {} }) }],
    ['a jwk without a coordinate', 'unusable-key', { header: () => ({ jwk: { ...key.jwk, y: undefined } }) }],
    ['a jwk of a point off the curve', 'unusable-key', { header: () => ({ jwk: { ...key.jwk, y: key.jwk.x } }) }],
    ['a jwk with numbers', 'unusable-key', { header: () => ({ jwk: { ...key.jwk, x: 1 } }) }],
    ['a jwk of another type than alg', 'unusable-key', { header: () => ({ alg: 'RS256' }) }],
    ['a jwk of another curve than alg', 'unusable-key', { header: () => ({ alg: 'ES384' }) }],
    ['an unknown crit', 'bad-signature', { header: () => ({ crit: ['x'], x: 1 }) }],
    ['no htm', 'wrong-htm', { claims: { htm: undefined } }],
    ['htm in lower case', 'wrong-htm', { claims: { htm: 'get' } }],
    ['htm as a list', 'wrong-htm', { claims: { htm: ['GET'] } }],
    ['no htu', 'wrong-htu', { claims: { htu: undefined } }],
    ['htu with the query', 'wrong-htu', { claims: { htu: `${HTU}?limit=2` } }],
    ['no iat', 'no-iat', { claims: { iat: undefined } }],
    ['iat as text', 'no-iat', { claims: { iat: String(NOW) } }],
    ['iat null', 'no-iat', { claims: { iat: null } }],
    ['iat in milliseconds', 'issued-in-future', { claims: { iat: NOW * 1000 } }],
    ['iat ahead beyond the leeway', 'issued-in-future', { claims: { iat: NOW + CLOCK_LEEWAY + 1 } }],
    ['exp as text', 'bad-exp', { claims: { exp: 'tomorrow' } }],
    ['exp null', 'bad-exp', { claims: { exp: null } }],
    ['no nonce', 'no-nonce', { claims: { nonce: undefined } }],
    ['a nonce that is a number', 'unknown-nonce', { claims: { nonce: 5 } }],
    ['no ath', 'wrong-ath', { claims: { ath: undefined } }],
    ['no jti', 'no-jti', { claims: { jti: undefined } }],
    ['a jti that is a number', 'no-jti', { claims: { jti: 7 } }],
  ])('(%s) is refused as %s', async (_, fault, flaw) => {
    expect((await decide(flaw)).failed?.fault).toBe(fault);
  });

  test('(an RSA key of 1024 bits) is refused, although its signature is good', async () => {
    const pair = await crypto.subtle.generateKey(
      { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256', modulusLength: 1024, publicExponent: new Uint8Array([1, 0, 1]) },
      true,
      ['sign', 'verify'],
    );
    const header = { typ: 'dpop+jwt', alg: 'RS256', jwk: await exportJWK(pair.publicKey) };
    const input = [header, { ...GOOD, jti: 'one' }].map((part) => base64url.encode(JSON.stringify(part))).join('.');
    const signature = await crypto.subtle.sign('RSASSA-PKCS1-v1_5', pair.privateKey, new TextEncoder().encode(input));
    const decision = await checkProof(`${input}.${base64url.encode(new Uint8Array(signature))}`, REQUEST);
    expect(decision.passed).toBe(false);
  });

  test('(a claim changed after signing) is refused as bad-signature', async () => {
    const [header, , signature] = (await signProof(key, GOOD)).split('.');
    const payload = base64url.encode(JSON.stringify({ ...GOOD, jti: 'another' }));
    expect((await checkProof(`${header}.${payload}.${signature}`, REQUEST)).failed?.fault).toBe('bad-signature');
  });

  test('that cannot be read is refused as unreadable, and nothing else is looked at', async () => {
    const decision = await checkProof('no proof', everything());
    expect(decision.checks).toEqual([decision.failed]);
    expect(decision.failed).toMatchObject({ check: 'syntax', fault: 'unreadable', came: '8 characters without it' });
    expect(decision.jkt).toBeUndefined();
  });
});

describe('of two flaws', () => {
  const pairs = FLAWS.flatMap(([first, a], index) =>
    FLAWS.slice(index + 1).map(([second, b]): [Fault, Fault, Flaw, Flaw] => [first, second, a, b]),
  );

  test.each(pairs)('%s is told before %s', async (first, _, a, b) => {
    expect((await decide(b, a)).failed?.fault).toBe(first);
  });
});

describe('remembering a jti', () => {
  const remembered = async (...flaws: Flaw[]): Promise<unknown[]> => {
    const calls: unknown[] = [];
    const remember = (...call: [string, string, number]): boolean => calls.push(call) > 0;
    await decide({ claims: { jti: 'one' }, expectation: () => ({ remember }) }, ...flaws);
    return calls;
  };

  test('names the key, the jti and the first second at which the proof is too old', async () => {
    expect(await remembered()).toEqual([[jkt, 'one', NOW + PROOF_LIFETIME + 1]]);
    const expectation = { ...REQUEST, now: NOW + PROOF_LIFETIME + 1 };
    expect((await checkProof(await signProof(key, GOOD), expectation)).failed?.fault).toBe('issued-too-long-ago');
  });

  test.each(FLAWS.filter(([fault]) => fault !== 'no-jti' && fault !== 'replayed'))(
    'does not happen for a proof that is refused as %s',
    async (_, flaw) => expect(await remembered(flaw)).toEqual([]),
  );
});

describe('a verdict', () => {
  test('shows no nonce and no access token', async () => {
    const text = JSON.stringify([await decide(), await decide({ claims: { nonce: 'bad nonce' } })]);
    expect(text).not.toMatch(/good nonce|bad nonce|an\.access\.token/);
  });

  test('shows no more than the start of a long claim', async () => {
    const { failed } = await decide({ claims: { htm: 'G'.repeat(5000) } });
    expect(failed?.came).toBe(`${'G'.repeat(200)}…`);
  });
});

describe('whatever comes', () => {
  /** What a JWT says, apart from the unused bits of the last character of a segment. */
  const bytesOf = (compact: string): string =>
    compact.split('.').map((segment) => Buffer.from(segment, 'base64url').toString('hex')).join('.'); // prettier-ignore

  test('it is decided, and never passes', async () => {
    const proof = await signProof(key, GOOD);
    const mutated = fc
      .tuple(fc.nat(proof.length - 1), fc.string({ unit: 'binary', maxLength: 3 }), fc.nat(5))
      .map(([at, piece, cut]) => proof.slice(0, at) + piece + proof.slice(at + cut))
      .filter((compact) => bytesOf(compact) !== bytesOf(proof));
    const strings = fc.oneof(fc.string({ unit: 'binary' }), mutated);
    await fc.assert(
      fc.asyncProperty(strings, async (compact) => {
        expect((await checkProof(compact, REQUEST)).passed).toBe(false);
      }),
      { numRuns: 1000 },
    );
  });

  test('in header and claims, it is decided', async () => {
    const members = fc.dictionary(
      fc.constantFrom('typ', 'alg', 'jwk', 'crit', 'b64', 'htm', 'htu', 'iat', 'exp', 'nonce', 'ath', 'jti', '__proto__'), // prettier-ignore
      fc.jsonValue({ maxDepth: 3 }),
    );
    const jwks = fc.dictionary(fc.constantFrom('kty', 'crv', 'x', 'y', 'n', 'e', 'd', 'k', 'alg'), fc.oneof(fc.jsonValue(), fc.constantFrom('EC', 'RSA', 'P-256', 'oct', 'OKP'))); // prettier-ignore
    await fc.assert(
      fc.asyncProperty(members, fc.option(jwks), members, async (header, jwk, claims) => {
        const compact = await forgeProof(key, claims, { ...header, ...(jwk && { jwk }) });
        expect(typeof (await checkProof(compact, everything())).passed).toBe('boolean');
      }),
      { numRuns: 1000 },
    );
  });

  test.each([
    ['htm', 'wrong-htm'],
    ['htu', 'wrong-htu'],
    ['iat', 'no-iat'],
    ['ath', 'wrong-ath'],
    ['jti', 'no-jti'],
  ])('a %s of 100,000 nested lists is decided', async (claim, fault) => {
    const claims = JSON.stringify({ jti: 'one', ...GOOD, [claim]: 'NEST' }).replace('"NEST"', '['.repeat(1e5) + ']'.repeat(1e5)); // prettier-ignore
    const header = base64url.encode(JSON.stringify({ typ: 'dpop+jwt', alg: 'ES256', jwk: key.jwk }));
    const input = `${header}.${base64url.encode(claims)}`;
    const algorithm = { name: 'ECDSA', hash: 'SHA-256' };
    const signature = await crypto.subtle.sign(algorithm, key.privateKey, new TextEncoder().encode(input));
    const compact = `${input}.${base64url.encode(new Uint8Array(signature))}`;
    expect((await checkProof(compact, everything())).failed).toMatchObject({ fault, came: 'a list' });
  });

  test('a key that cannot verify with the algorithm it comes with is decided', async () => {
    const rsa = await exportJWK((await generateKeyPair('RS256')).publicKey);
    expect((await decide({ header: () => ({ jwk: rsa }) })).failed?.fault).toBe('unusable-key');
  });
});
