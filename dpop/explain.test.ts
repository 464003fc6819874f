import { describe, expect, test, vi } from 'vitest';
import { decide } from './decide.js';
import type { Explanation } from './decision.js';
import { explain } from './explain.js';
import { signerWith } from './signer.js';
import { BROKEN_REQUESTS } from './testing/broken-requests.js';
import { goodRequest, HTU, jkt, key, NOW, otherKey, requestWith, TOKEN, type Change } from './testing/good-request.js';
import { RESOURCE_REQUEST, TOKEN_REQUEST } from './testing/rfc-9449.js';

const explainWith = async (...changes: Change[]): Promise<Explanation> => explain(await requestWith(...changes));
const failedOf = ({ failed }: Explanation): string[] => failed.map(({ check }) => check);

/** What became of each check, by name. */
const outcomes = ({ checks }: Explanation): Record<string, string> =>
  Object.fromEntries(
    checks.map((check) => [
      check.check,
      check.passed === undefined ? check.skipped : check.passed ? 'passed' : 'failed',
    ]),
  );

test('three faults are all named, and decide() names the first', async () => {
  const request = await requestWith({ header: { typ: 'JWT' } }, { claims: { htm: 'POST', iat: NOW - 1000 } });
  const { passed, failed } = await explain(request);
  expect(passed).toBe(false);
  expect(failed.map(({ check, expected, actual }) => [check, expected, actual])).toEqual([
    ['typ', 'dpop+jwt', 'JWT'],
    ['htm', 'GET', 'POST'],
    ['iat', { from: NOW - 300, to: NOW + 60 }, NOW - 1000],
  ]);
  const decision = await decide(request);
  expect(decision.failed).toEqual(failed[0]);
});

describe('each check', () => {
  test.each(BROKEN_REQUESTS)('$check alone fails where it is broken', async ({ check, fault, broken }) => {
    const explanation = await explainWith(broken);
    expect(failedOf(explanation)).toEqual([check]);
    expect(explanation.failed[0]!.fault).toBe(fault);
  });

  test.each(BROKEN_REQUESTS)('$check passes in a request that is like it but for that', async ({ check, twin }) => {
    const explanation = await explainWith(twin);
    expect(explanation.failed).toEqual([]);
    expect(explanation.passed).toBe(true);
    expect(outcomes(explanation)[check]).toBe('passed');
    expect((await decide(await requestWith(twin))).passed).toBe(true);
  });

  test('says section and reason, whether it ran or not', async () => {
    const { checks } = await explainWith(BROKEN_REQUESTS[0]!.broken);
    for (const { section, why } of checks) {
      expect(section).toMatch(/^RFC \d{4} sections? \d/);
      expect(why).toMatch(/^["A-Z].*\.$/);
    }
  });

  test.each(BROKEN_REQUESTS)('has the same result as in decide(), up to $check', async ({ broken }) => {
    const request = await requestWith(broken);
    const { checks } = await decide(request);
    const explained = (await explain(request)).checks.filter(({ passed }) => passed !== undefined);
    expect(explained.slice(0, checks.length)).toEqual(checks);
  });
});

describe('a check that could not be run says why', () => {
  test('when the proof cannot be read', async () => {
    const explanation = await explain(goodRequest('no proof'));
    expect(failedOf(explanation)).toEqual(['syntax']);
    const { scheme, cnf, proof, syntax, ...others } = outcomes(explanation);
    expect([scheme, cnf, proof, syntax]).toEqual(['passed', 'passed', 'passed', 'failed']);
    expect(new Set(Object.values(others))).toEqual(
      new Set(['The check "syntax" did not pass.', 'The check "jwk" did not pass.', 'The check "alg" did not pass.']),
    );
  });

  test('when there are two proofs, since nobody can say which one counts', async () => {
    const explanation = await explain(goodRequest('one', 'two'));
    expect(failedOf(explanation)).toEqual(['proof']);
    expect(explanation.checks.find(({ check }) => check === 'syntax')).toMatchObject({
      skipped: 'The check "proof" did not pass.',
      blockedBy: 'proof',
    });
  });

  test('when the header has no jwk: what needs no key runs nevertheless', async () => {
    const explanation = await explainWith({ header: { jwk: undefined }, claims: { htm: 'POST' } });
    expect(failedOf(explanation)).toEqual(['syntax', 'htm']);
    expect(outcomes(explanation)).toMatchObject({
      typ: 'passed',
      jwk: 'The check "syntax" did not pass.',
      signature: 'The check "jwk" did not pass.',
      ath: 'passed',
    });
  });

  test('when the algorithm is not accepted: the key is looked at, the signature is not', async () => {
    const explanation = await explainWith({ header: { alg: 'none', jwk: { ...key.jwk, d: 'x' } } });
    expect(failedOf(explanation)).toEqual(['alg', 'jwk']);
    expect(outcomes(explanation)['signature']).toBe('The check "alg" did not pass.');
  });

  test('when the server asks for less', async () => {
    const [proof] = (await requestWith()).proofs;
    const explanation = await explain({ method: 'GET', url: HTU, proofs: [proof!], now: NOW });
    expect(outcomes(explanation)).toMatchObject({
      scheme: 'No access token was sent.',
      cnf: 'No access token was sent.',
      exp: 'The proof has no "exp".',
      nonce: 'The server does not ask for a nonce.',
      ath: 'No access token was sent.',
      jkt: 'No access token was sent.',
      replay: 'Used proofs are not tracked here.',
    });
    expect(explanation).toMatchObject({ passed: true, jkt });
    expect(explanation.checks.some((check) => check.passed === undefined && check.blockedBy)).toBe(false);
  });

  test('when a bearer token needs no proof', async () => {
    const accessToken = { scheme: 'Bearer', value: TOKEN } as const;
    const { checks, passed } = await explain({ ...goodRequest(), accessToken });
    expect(passed).toBe(true);
    const [scheme, ...others] = checks;
    expect(scheme!.passed).toBe(true);
    for (const check of others) expect(check).toMatchObject({ skipped: 'A bearer token needs no proof.' });
  });
});

test('the proof of a bound token is looked at under the wrong scheme, too', async () => {
  expect(failedOf(await explainWith({ token: { scheme: 'Bearer' }, claims: { htm: 'POST' } }))).toEqual([
    'scheme',
    'htm',
  ]);
});

test('a proof with a fault is not used up', async () => {
  const remember = vi.fn(() => true);
  const explanation = await explainWith({ claims: { htm: 'POST' }, request: { remember } });
  expect(outcomes(explanation)['replay']).toBe('The check "htm" did not pass.');
  expect(remember).not.toHaveBeenCalled();
  await explainWith({ request: { remember } });
  expect(remember).toHaveBeenCalledOnce();
});

test('names the key only if it made the signature', async () => {
  expect((await explainWith({ claims: { htm: 'POST' } })).jkt).toBe(jkt);
  expect((await explainWith({ sign: signerWith(otherKey.privateKey) })).jkt).toBeUndefined();
});

test('of the proofs in RFC 9449, every check that can be run passes', async () => {
  for (const { proof, htm, htu, iat } of [TOKEN_REQUEST, RESOURCE_REQUEST]) {
    const { passed } = await explain({ method: htm, url: htu, proofs: [proof], now: iat });
    expect(passed).toBe(true);
  }
  const { proof, htm, htu, iat, accessToken: value, jkt: boundTo } = RESOURCE_REQUEST;
  const accessToken = { scheme: 'DPoP', value, jkt: boundTo } as const;
  const explanation = await explain({ method: htm, url: htu, proofs: [proof], now: iat, accessToken });
  expect(explanation.failed).toEqual([]);
  expect(outcomes(explanation)).toMatchObject({ scheme: 'passed', cnf: 'passed', ath: 'passed', jkt: 'passed' });
});

test('options are those of decide()', async () => {
  const request = await requestWith({ claims: { iat: NOW - 61 } });
  expect(failedOf(await explain(request, { lifetime: 60, algorithms: ['RS256'] }))).toEqual(['alg', 'iat']);
});
