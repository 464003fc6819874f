import { expect } from '@playwright/test';
import { calculateJwkThumbprint, decodeProtectedHeader, EmbeddedJWK, jwtVerify, type JWK } from 'jose';
import { accessTokenOf, athOf, jktOf } from '../proof.js';
import type { Exchange } from '../wire.js';
import type { Tab } from './tab.js';

/**
 * What holds whatever fails. Looked at after each test of the fault table, on what the servers saw; judged by jose,
 * which took no part in making the proofs.
 *
 * @param atOrg what reached the org, @param elsewhere what reached the other origin, @param tabs all of the test
 */
export async function expectInvariants(
  org: string,
  atOrg: Exchange[],
  elsewhere: Exchange[],
  tabs: Tab[],
): Promise<void> {
  const signed = atOrg.filter(({ requestHeaders }) => 'dpop' in requestHeaders);
  const proofs = signed.map(({ requestHeaders }) => requestHeaders['dpop']!);
  expect(repeated(proofs), 'no proof is sent twice').toEqual([]);

  const verified = await Promise.all(proofs.map(verify));
  expect(repeated(verified.map(({ jti }) => jti)), 'no two proofs share a jti').toEqual([]);

  const given = new Set(atOrg.map(({ responseHeaders }) => responseHeaders['dpop-nonce']));
  for (const [index, exchange] of signed.entries()) {
    const { method, url } = exchange;
    const proof = verified[index]!;
    expect(proof, 'a proof is for its request').toMatchObject({
      htm: method,
      htu: url.origin + decodeURIComponent(url.pathname),
    });
    if (proof.nonce !== undefined) expect(given, 'a nonce goes to the origin that gave it').toContain(proof.nonce);

    const token = accessTokenOf(exchange);
    if (!exchange.requestHeaders['authorization']?.startsWith('DPoP ')) continue;
    expect({ ath: proof.ath, jkt: proof.jkt }, 'a proof belongs to its token').toEqual({
      ath: athOf(token),
      jkt: jktOf(token),
    });
  }

  const abroad = [
    ...elsewhere.map(({ url, requestHeaders }) => ({ url: url.href, headers: requestHeaders })),
    ...tabs.flatMap(({ requests }) => requests).filter(({ url }) => originOf(url) !== org),
  ];
  const secrets = [...proofs, ...signed.map(accessTokenOf).filter(Boolean)];
  for (const { url, headers } of abroad) {
    expect(Object.keys(headers), `token and proof stay at the org, not ${url}`).not.toContain('dpop');
    expect(Object.keys(headers), `token and proof stay at the org, not ${url}`).not.toContain('authorization');
    for (const secret of secrets) expect(url).not.toContain(secret);
  }
}

interface Verified {
  jti: string;
  htm: string;
  htu: string;
  ath?: string;
  nonce?: string;
  jkt: string;
}

/** Of any age: some of these browsers have a wrong clock. */
async function verify(proof: string): Promise<Verified> {
  const { payload } = await jwtVerify(proof, EmbeddedJWK, { typ: 'dpop+jwt', algorithms: ['RS256'] });
  const jkt = await calculateJwkThumbprint(decodeProtectedHeader(proof).jwk as JWK);
  return { ...(payload as unknown as Verified), jkt };
}

function repeated(values: string[]): string[] {
  return values.filter((value, index) => values.indexOf(value) !== index);
}

/** Undefined for what a browser calls an address and is none. */
function originOf(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).origin : undefined;
}
