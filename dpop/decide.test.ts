import fc from 'fast-check';
import { base64url, exportJWK, generateKeyPair } from 'jose';
import * as oauth from 'oauth4webapi';
import { describe, expect, test, vi } from 'vitest';
import { PROOF_ALGORITHMS } from './algorithms.js';
import type { Fault } from './checks/check.js';
import { decide } from './decide.js';
import type { Decision } from './decision.js';
import { makeProof } from './make-proof.js';
import { DEFAULT_OPTIONS } from './options.js';
import { generateProofKey } from './proof-key.js';
import type { ProofRequest } from './request.js';
import { BROKEN_REQUESTS } from './testing/broken-requests.js';
import {
  GOOD_CLAIMS,
  goodRequest,
  HTU,
  jkt,
  key,
  NOW,
  requestWith,
  TOKEN,
  type Change,
} from './testing/good-request.js';
import { RESOURCE_REQUEST, TOKEN_REQUEST } from './testing/rfc-9449.js';

const { lifetime, leeway } = DEFAULT_OPTIONS;

/** A request to a server that asks for a proof and nothing more. */
const plain = (...proofs: string[]): ProofRequest => ({ method: 'GET', url: HTU, now: NOW, proofs });

const decideWith = async (...changes: Change[]): Promise<Decision> => decide(await requestWith(...changes));

describe('a good proof', () => {
  test.each(PROOF_ALGORITHMS)('with %s passes', async (alg) => {
    const decision = await decide(plain(await makeProof(await generateProofKey(alg), GOOD_CLAIMS)));
    expect(decision.failed).toBeUndefined();
    expect(decision.passed).toBe(true);
  });

  test('passes all checks, in order', async () => {
    const { passed, checks } = await decideWith({ claims: { nbf: NOW, exp: NOW + 300 } });
    expect(passed).toBe(true);
    expect(checks.map(({ check }) => check)).toEqual(
      ['scheme', 'cnf', 'proof', 'syntax', 'typ', 'alg', 'jwk', 'signature', 'htm', 'htu', 'iat', 'nbf', 'exp', 'nonce', 'ath', 'jkt', 'jti', 'replay'], // prettier-ignore
    );
    expect(checks.every((check) => check.passed)).toBe(true);
  });

  test('of RFC 9449 section 4.1 passes at its token endpoint', async () => {
    const { proof, htm, htu, iat } = TOKEN_REQUEST;
    const decision = await decide({ method: htm, url: htu, proofs: [proof], now: iat });
    expect(decision).toMatchObject({ passed: true, jkt: RESOURCE_REQUEST.jkt });
  });

  test('of RFC 9449 section 7.1 passes with its access token', async () => {
    const { proof, htm, htu, iat, accessToken: value, jkt: boundTo } = RESOURCE_REQUEST;
    const accessToken = { scheme: 'DPoP', value, jkt: boundTo } as const;
    const decision = await decide({ method: htm, url: htu, proofs: [proof], now: iat, accessToken });
    expect(decision).toMatchObject({ passed: true, jkt: boundTo });
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
    const request = { ...plain(proof!), now: Math.floor(Date.now() / 1000) };
    const { jkt: boundTo } = await decide(request);
    const accessToken = { scheme: 'DPoP', value: TOKEN, jkt: boundTo } as const;
    expect((await decide({ ...request, accessToken })).failed).toBeUndefined();
  });

  test.each([
    ['more members in its jwk', { jwk: { ...key.jwk, use: 'sig', kid: 'mine', alg: 'ES256' } }, {}],
    ['a kid and an x5t in its header', { kid: 'mine', x5t: 'x' }, {}],
    ['an exp', {}, { exp: NOW + 1 }],
    ['claims that nobody knows', {}, { sub: 'me', aud: 'you' }],
    ['the latest nbf there may be', {}, { nbf: NOW + leeway }],
    ['a nonce that nobody asked for', {}, { nonce: 'other' }],
    ['a nonce that is a number, when none is asked for', {}, { nonce: 1 }],
    ['a fraction of a second in iat', {}, { iat: NOW + 0.5 }],
    ['the oldest iat there may be', {}, { iat: NOW - lifetime }],
    ['the newest iat there may be', {}, { iat: NOW + leeway }],
  ])('may have %s', async (_, header, claims) => {
    const decision = await decide(plain(await makeProof(key, { ...GOOD_CLAIMS, ...claims }, { header })));
    expect(decision.failed).toBeUndefined();
  });
});

describe('a bearer token that is bound to no key', () => {
  test.each([[[]], [['nonsense']], [['two', 'of them']]])('passes, whatever proofs come along: %j', async (proofs) => {
    const accessToken = { scheme: 'Bearer', value: TOKEN } as const;
    const decision = await decide({ ...goodRequest(...proofs), accessToken });
    expect(decision).toMatchObject({ passed: true, checks: [{ check: 'scheme', actual: 'Bearer' }] });
    expect(decision.jkt).toBeUndefined();
  });
});

describe('a request with one fault', () => {
  test.each(BROKEN_REQUESTS)('fails the check $check as $fault', async ({ check, fault, broken }) => {
    const decision = await decideWith(broken);
    expect(decision).toMatchObject({ passed: false, failed: { check, fault, passed: false } });
    expect(decision.checks.at(-1)).toEqual(decision.failed);
    expect(decision.checks.slice(0, -1).every(({ passed }) => passed)).toBe(true);
  });

  test.each<[string, Fault, Change]>([
    ['two proofs', 'several-proofs', { request: { proofs: ['one', 'two'] } }],
    ['no jwk', 'unreadable', { header: { jwk: undefined } }],
    ['a list as the jwk', 'unreadable', { header: { jwk: [] } }],
    ['no typ', 'wrong-typ', { header: { typ: undefined } }],
    ['typ in another case', 'wrong-typ', { header: { typ: 'DPoP+JWT' } }],
    ['no alg', 'wrong-alg', { header: { alg: undefined } }],
    ['alg none', 'wrong-alg', { header: { alg: 'none' } }],
    ['alg PS256, which Okta does not list', 'wrong-alg', { header: { alg: 'PS256' } }],
    ['alg as a list', 'wrong-alg', { header: { alg: ['ES256'] } }],
    ['a secret key', 'private-key', { header: { jwk: { kty: 'oct', k: 'c2VjcmV0' } } }],
    ['an empty jwk', 'unusable-key', { header: { jwk: {} } }],
    ['a jwk without a coordinate', 'unusable-key', { header: { jwk: { ...key.jwk, y: undefined } } }],
    ['a jwk of a point off the curve', 'unusable-key', { header: { jwk: { ...key.jwk, y: key.jwk.x } } }],
    ['a jwk with numbers', 'unusable-key', { header: { jwk: { ...key.jwk, x: 1 } } }],
    ['a jwk of another type than alg', 'unusable-key', { header: { alg: 'RS256' } }],
    ['a jwk of another curve than alg', 'unusable-key', { header: { alg: 'ES384' } }],
    ['an unknown crit', 'critical-header', { header: { crit: ['x'], x: 1 } }],
    ['b64: false', 'critical-header', { header: { crit: ['b64'], b64: false } }],
    ['an empty crit', 'critical-header', { header: { crit: [] } }],
    ['nbf in the future', 'not-yet-valid', { claims: { nbf: NOW + leeway + 1 } }],
    ['nbf as text', 'bad-nbf', { claims: { nbf: String(NOW) } }],
    ['no htm', 'wrong-htm', { claims: { htm: undefined } }],
    ['htm in lower case', 'wrong-htm', { claims: { htm: 'get' } }],
    ['htm as a list', 'wrong-htm', { claims: { htm: ['GET'] } }],
    ['no htu', 'wrong-htu', { claims: { htu: undefined } }],
    ['htu with the query', 'wrong-htu', { claims: { htu: `${HTU}?limit=2` } }],
    ['an address that has no htu', 'wrong-htu', { request: { url: `${HTU}/..%2Fapps` } }],
    ['no iat', 'no-iat', { claims: { iat: undefined } }],
    ['iat as text', 'no-iat', { claims: { iat: String(NOW) } }],
    ['iat null', 'no-iat', { claims: { iat: null } }],
    ['iat in milliseconds', 'issued-in-future', { claims: { iat: NOW * 1000 } }],
    ['iat ahead beyond the leeway', 'issued-in-future', { claims: { iat: NOW + leeway + 1 } }],
    ['exp as text', 'bad-exp', { claims: { exp: 'tomorrow' } }],
    ['exp null', 'bad-exp', { claims: { exp: null } }],
    ['no nonce', 'no-nonce', { claims: { nonce: undefined } }],
    ['a nonce that is a number', 'unknown-nonce', { claims: { nonce: 5 } }],
    ['no ath', 'wrong-ath', { claims: { ath: undefined } }],
    ['no jti', 'no-jti', { claims: { jti: undefined } }],
    ['a jti that is a number', 'no-jti', { claims: { jti: 7 } }],
  ])('(%s) is refused as %s', async (_, fault, change) => {
    expect((await decideWith(change)).failed?.fault).toBe(fault);
  });

  test('(an RSA key of 1024 bits) is refused, although its signature is good', async () => {
    const pair = await crypto.subtle.generateKey(
      { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256', modulusLength: 1024, publicExponent: new Uint8Array([1, 0, 1]) },
      true,
      ['sign', 'verify'],
    );
    const small = { privateKey: pair.privateKey, jwk: await exportJWK(pair.publicKey), alg: 'RS256' };
    expect((await decide(plain(await makeProof(small, GOOD_CLAIMS)))).passed).toBe(false);
  });

  test('(a claim changed after signing) is refused as bad-signature', async () => {
    const [header, , signature] = (await makeProof(key, GOOD_CLAIMS)).split('.');
    const payload = base64url.encode(JSON.stringify({ ...GOOD_CLAIMS, jti: 'another' }));
    expect((await decide(plain(`${header}.${payload}.${signature}`))).failed?.fault).toBe('bad-signature');
  });

  test('(unreadable) is refused, and nothing after that is checked', async () => {
    const decision = await decide(plain('no proof'));
    expect(decision.checks.map(({ check }) => check)).toEqual(['proof', 'syntax']);
    expect(decision.failed).toMatchObject({
      check: 'syntax',
      fault: 'unreadable',
      actual: '8 characters in another form',
    });
    expect(decision.jkt).toBeUndefined();
  });
});

describe('of two faults', () => {
  const pairs = BROKEN_REQUESTS.flatMap((first, index) =>
    BROKEN_REQUESTS.slice(index + 1).map((second): [string, string, Change, Change] => [
      first.fault,
      second.fault,
      first.broken,
      second.broken,
    ]),
  )
    // A bearer token that is bound to no key is no fault at all.
    .filter(([first, second]) => !(first === 'wrong-scheme' && second === 'unbound-token'));

  test.each(pairs)('%s is told before %s', async (first, _, a, b) => {
    expect((await decideWith(b, a)).failed?.fault).toBe(first);
  });
});

describe('remembering a jti', () => {
  const remembered = async (...changes: Change[]): Promise<unknown[]> => {
    const calls: unknown[] = [];
    const remember = (...call: [string, string, number]): boolean => calls.push(call) > 0;
    await decideWith({ claims: { jti: 'one' }, request: { remember } }, ...changes);
    return calls;
  };

  test('names the key, the jti and the first second at which the proof is too old', async () => {
    expect(await remembered()).toEqual([[jkt, 'one', NOW + lifetime + 1]]);
    const request = { ...plain(await makeProof(key, GOOD_CLAIMS)), now: NOW + lifetime + 1 };
    expect((await decide(request)).failed?.fault).toBe('issued-too-long-ago');
  });

  test.each(BROKEN_REQUESTS.filter(({ check }) => check !== 'jti' && check !== 'replay'))(
    'does not happen for a request that fails the check $check',
    async ({ broken }) => expect(await remembered(broken)).toEqual([]),
  );

  test('may take its time, as looking up a nonce may', async () => {
    const slowly =
      <Answer>(answer: Answer) =>
      (): Promise<Answer> =>
        new Promise((resolve) => void setImmediate(() => resolve(answer)));
    expect((await decideWith({ request: { isNonce: slowly(true), remember: slowly(true) } })).passed).toBe(true);
    const unknown = await decideWith({ request: { isNonce: slowly(false), remember: slowly(true) } });
    expect(unknown.failed?.fault).toBe('unknown-nonce');
    const used = await decideWith({ request: { isNonce: slowly(true), remember: slowly(false) } });
    expect(used.failed?.fault).toBe('replayed');
  });
});

describe('options', () => {
  test.each<[string, Change, Parameters<typeof decide>[1], Fault | undefined]>([
    ['a shorter lifetime', { claims: { iat: NOW - 61 } }, { lifetime: 60 }, 'issued-too-long-ago'],
    ['a longer lifetime', { claims: { iat: NOW - 301 } }, { lifetime: 600 }, undefined],
    ['no leeway', { claims: { iat: NOW + 1 } }, { leeway: 0 }, 'issued-in-future'],
    ['fewer algorithms', {}, { algorithms: ['RS256'] }, 'wrong-alg'],
    ['the decoded path', { claims: { htu: `${HTU}/a@b.com` }, request: { url: `${HTU}/a%40b.com` } }, { htu: 'okta' }, undefined], // prettier-ignore
    ['the path of RFC 3986', { claims: { htu: `${HTU}/a@b.com` }, request: { url: `${HTU}/a%40b.com` } }, { htu: 'rfc' }, 'wrong-htu'], // prettier-ignore
  ])('%s', async (_, change, options, fault) => {
    expect((await decide(await requestWith(change), options)).failed?.fault).toBe(fault);
  });

  test('a longer lifetime makes a jti stay longer', async () => {
    const remember = vi.fn(() => true);
    await decide(await requestWith({ request: { remember } }), { lifetime: 600 });
    expect(remember).toHaveBeenCalledWith(jkt, expect.any(String), NOW + 601);
  });

  test.each(['PS256', 'EdDSA'])('%s can be accepted', async (alg) => {
    const proof = await makeProof(await generateProofKey(alg), GOOD_CLAIMS);
    expect((await decide(plain(proof), { algorithms: [alg] })).failed).toBeUndefined();
  });
});

describe('a second proof by the same key', () => {
  test.each(['RS256', 'ES256'])('with %s costs one signature check, and neither an import nor a hash', async (alg) => {
    const signer = await generateProofKey(alg);
    const [first, second] = await Promise.all([1, 2].map(() => makeProof(signer, GOOD_CLAIMS)));
    const { jkt: boundTo } = await decide(plain(first!));
    const request = { ...goodRequest(second!), accessToken: { scheme: 'DPoP', value: TOKEN, jkt: boundTo } } as const;
    // The token was sent before.
    await decideWith();
    const spies = (['importKey', 'digest', 'verify'] as const).map((name) => vi.spyOn(crypto.subtle, name));
    try {
      expect((await decide(request)).passed).toBe(true);
      expect(spies.map(({ mock }) => mock.calls.length)).toEqual([0, 0, 1]);
    } finally {
      for (const spy of spies) spy.mockRestore();
    }
  });
});

describe('a decision', () => {
  test('shows no nonce, no jti and no access token', async () => {
    const text = JSON.stringify([
      await decideWith({ claims: { jti: 'a secret jti' } }),
      await decideWith({ claims: { nonce: 'bad nonce' } }),
      await decideWith({ claims: { jti: ['a secret jti'] } }),
    ]);
    expect(text).not.toMatch(/good nonce|bad nonce|secret jti|an\.access\.token/);
  });

  test('shows no private key', async () => {
    const { failed } = await decideWith({ header: { jwk: { ...key.jwk, d: 'a private exponent' } } });
    expect(failed).toMatchObject({ check: 'jwk', actual: 'a private or secret key' });
    expect(JSON.stringify(failed)).not.toContain('exponent');
  });

  test('shows no more than the start of a long claim', async () => {
    const { failed } = await decideWith({ claims: { htm: 'G'.repeat(5000) } });
    expect(failed?.actual).toBe(`${'G'.repeat(200)}…`);
  });

  test('has numbers, lists and ranges as such, and can be written as JSON', async () => {
    const { checks } = await decideWith({ claims: { exp: NOW + 5 } });
    const values = Object.fromEntries(checks.map(({ check, expected, actual }) => [check, [expected, actual]]));
    expect(JSON.parse(JSON.stringify(values))).toMatchObject({
      proof: [1, 1],
      alg: [PROOF_ALGORITHMS, 'ES256'],
      iat: [{ from: NOW - lifetime, to: NOW + leeway }, NOW],
      exp: [{ after: NOW }, NOW + 5],
      jkt: [jkt, jkt],
    });
  });

  test('tells a claim that is missing from one that says "none"', async () => {
    expect((await decideWith({ header: { alg: 'none' } })).failed?.actual).toBe('none');
    expect((await decideWith({ header: { alg: undefined } })).failed?.actual).toBe('missing');
  });
});

describe('whatever comes', () => {
  /** What a JWT says, apart from the unused bits of the last character of a segment. */
  const bytesOf = (compact: string): string =>
    compact.split('.').map((segment) => Buffer.from(segment, 'base64url').toString('hex')).join('.'); // prettier-ignore

  test('it is decided, and never passes', async () => {
    const proof = await makeProof(key, GOOD_CLAIMS);
    const mutated = fc
      .tuple(fc.nat(proof.length - 1), fc.string({ unit: 'binary', maxLength: 3 }), fc.nat(5))
      .map(([at, piece, cut]) => proof.slice(0, at) + piece + proof.slice(at + cut))
      .filter((compact) => bytesOf(compact) !== bytesOf(proof));
    const strings = fc.oneof(fc.string({ unit: 'binary' }), mutated);
    await fc.assert(
      fc.asyncProperty(strings, async (compact) => {
        expect((await decide(plain(compact))).passed).toBe(false);
      }),
      { numRuns: 1000 },
    );
  });

  test('in header and claims, it is decided', async () => {
    const members = fc.dictionary(
      fc.constantFrom('typ', 'alg', 'jwk', 'crit', 'b64', 'htm', 'htu', 'iat', 'nbf', 'exp', 'nonce', 'ath', 'jti', '__proto__'), // prettier-ignore
      fc.jsonValue({ maxDepth: 3 }),
    );
    const jwks = fc.dictionary(fc.constantFrom('kty', 'crv', 'x', 'y', 'n', 'e', 'd', 'k', 'alg'), fc.oneof(fc.jsonValue(), fc.constantFrom('EC', 'RSA', 'P-256', 'oct', 'OKP'))); // prettier-ignore
    await fc.assert(
      fc.asyncProperty(members, fc.option(jwks), members, async (header, jwk, claims) => {
        const decision = await decideWith({ header: { ...header, ...(jwk && { jwk }) }, claims });
        expect(typeof decision.passed).toBe('boolean');
      }),
      { numRuns: 1000 },
    );
  });

  test.each([
    ['100,000 nested lists', '['.repeat(1e5) + ']'.repeat(1e5)],
    ['objects that name a method of JavaScript', '[{"toString":1}]'],
  ])('a crit of %s is decided', async (_, crit) => {
    const header = JSON.stringify({ typ: 'dpop+jwt', alg: key.alg, jwk: key.jwk, crit: 'HERE' }).replace(
      '"HERE"',
      crit,
    );
    const { failed } = await decide(plain(await makeProof(key, GOOD_CLAIMS, { header })));
    expect(failed).toMatchObject({ check: 'crit', fault: 'critical-header' });
  });

  test.each([
    ['100,000 nested lists', '['.repeat(1e5) + ']'.repeat(1e5)],
    ['an object that names a method of JavaScript', '{"toString":1}'],
    ['the name of a method of JavaScript', '"constructor"'],
  ])('a crv of %s is decided', async (_, crv) => {
    const jwk = { kty: 'EC', crv: 'HERE', x: 'AQ', y: 'AQ' };
    const header = JSON.stringify({ typ: 'dpop+jwt', alg: key.alg, jwk }).replace('"HERE"', crv);
    const { failed } = await decide(plain(await makeProof(key, GOOD_CLAIMS, { header })));
    expect(failed).toMatchObject({ check: 'jwk', fault: 'unusable-key' });
  });

  test.each([
    ['htm', 'wrong-htm'],
    ['htu', 'wrong-htu'],
    ['iat', 'no-iat'],
    ['ath', 'wrong-ath'],
  ])('a %s of 100,000 nested lists is decided', async (claim, fault) => {
    const nested = '['.repeat(1e5) + ']'.repeat(1e5);
    const claims = JSON.stringify({ jti: 'one', ...GOOD_CLAIMS, [claim]: 'NEST' }).replace('"NEST"', nested);
    const { failed } = await decide(goodRequest(await makeProof(key, claims)));
    expect(failed).toMatchObject({ fault, actual: 'a list' });
  });

  test('a jti or a jwk of 100,000 nested lists is decided', async () => {
    const nested = '['.repeat(1e5) + ']'.repeat(1e5);
    const claims = JSON.stringify({ ...GOOD_CLAIMS, jti: 'NEST' }).replace('"NEST"', nested);
    expect((await decide(goodRequest(await makeProof(key, claims)))).failed?.fault).toBe('no-jti');
    const jwk = `{"kty":"EC","crv":"P-256","x":${nested},"y":"y"}`;
    const header = `{"typ":"dpop+jwt","alg":"ES256","jwk":${jwk}}`;
    expect((await decide(goodRequest(await makeProof(key, GOOD_CLAIMS, { header })))).failed?.fault).toBe(
      'unusable-key',
    );
  });

  test('a key that cannot verify with the algorithm it comes with is decided', async () => {
    const rsa = await exportJWK((await generateKeyPair('RS256')).publicKey);
    expect((await decideWith({ header: { jwk: rsa } })).failed?.fault).toBe('unusable-key');
  });
});
