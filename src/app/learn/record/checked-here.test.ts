import { describe, expect, it } from 'vitest';
import { ath } from '../../../../dpop/ath';
import { BROKEN_REQUESTS } from '../../../../dpop/testing/broken-requests';
import { NONCE, requestWith, type Change } from '../../../../dpop/testing/good-request';
import { RESOURCE_REQUEST, TOKEN_REQUEST } from '../../../../dpop/testing/rfc-9449';
import { keyMark } from '../view/key-mark';
import { checkHere } from './checked-here';
import type { RecordedCheck } from './entry';
import { nonceMark } from './nonce-mark';

/** Takes a request of dpop's own tests as the record would have seen it. */
async function checksOf(...changes: Change[]): Promise<RecordedCheck[]> {
  const { method, url, proofs, now, accessToken, remember, isNonce } = await requestWith(...changes);
  const { scheme, value, jkt } = accessToken!;
  const token = { hash: await ath(value), ...(jkt !== undefined && { thumbprint: jkt }) };
  const exchange = { method, url: String(url), scheme, token, at: now * 1000 };
  const knowsOther = isNonce && !(await isNonce(NONCE));
  return checkHere(exchange, proofs[0], {
    nonce: knowsOther ? await nonceMark('another') : await nonceMark(NONCE),
    mark: nonceMark,
    remember: (key, jti) => (remember ? (remember(key, jti, 0) as boolean) : true),
    okta: true,
  });
}

const failed = (checks: RecordedCheck[]): string[] =>
  checks.filter(({ passed }) => passed === false).map(({ check }) => check);

describe('the checks of this page', () => {
  for (const { check, broken, twin } of BROKEN_REQUESTS) {
    // The record keeps no store of used proofs that answers later.
    const [bad, good] = check === 'replay' ? [{ request: { remember: () => false } }, {}] : [broken, twin];
    it(`name ${check} as the first that fails, and pass its good twin`, async () => {
      expect(failed(await checksOf(bad))[0]).toBe(check);
      expect(failed(await checksOf(good))).toEqual([]);
    });
  }

  it('pass the proofs that RFC 9449 prints', async () => {
    const knowledge = { nonce: undefined, mark: nonceMark, remember: () => true, okta: false };
    const { htm: method, htu: url, iat, proof } = TOKEN_REQUEST;
    expect(failed(await checkHere({ method, url, at: iat * 1000 }, proof, knowledge))).toEqual([]);

    const { accessToken, jkt, ...request } = RESOURCE_REQUEST;
    const token = { hash: await ath(accessToken), thumbprint: jkt };
    expect(token.hash).toBe(request.ath);
    const exchange = { method: request.htm, url: request.htu, scheme: 'DPoP', token, at: request.iat * 1000 };
    expect(failed(await checkHere(exchange, request.proof, knowledge))).toEqual([]);
    const other = { ...exchange, token: { ...token, hash: await ath('another') } };
    expect(failed(await checkHere(other, request.proof, knowledge))).toEqual(['ath']);
  });

  it('say why a nonce is not checked', async () => {
    const { htm: method, htu: url, iat, proof } = TOKEN_REQUEST;
    const knowledge = { nonce: undefined, mark: nonceMark, remember: () => true, okta: false };
    const checks = await checkHere({ method, url, at: iat * 1000 }, proof, knowledge);
    expect(checks.find(({ check }) => check === 'nonce')).toEqual(
      expect.objectContaining({ skipped: 'This page had no nonce of this server yet.' }),
    );
  });
});

it('the mark of a key is drawn from the first 20 bits of its thumbprint', () => {
  // 0x68 0x5d 0xe3: the groups 6, 8, 5, d, e.
  expect(keyMark('aF3j8RhS')).toBe(
    'M0 8L0 5L3 5L3 3L6 3L6 5L10 5L10 1L13 1L13 1L16 1L16 13L13 13L13 11L10 11L10 11L6 11L6 9L3 9L3 13L0 13Z',
  );
});
