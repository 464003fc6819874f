import { shown } from '../../../../dpop/checks/shown';
import { rsaBits } from '../../../../dpop/rsa-key';
import { textOf } from '../../../../dpop/value';
import type { Exchange } from '../record/entry';

/** A member of a proof, with what there is to say about it. */
export interface ClaimRow {
  name: string;
  /** As on the wire; missing: it is not there. */
  value: string | undefined;
  note: string;
  kind: 'text' | 'key' | 'nonce' | 'ath';
}

/** The members of a proof in the order in which they are read, without its signature. */
export function claimRows({ proof, method, url, token, at, lane }: Exchange): ClaimRow[] {
  if (!proof) return [];
  const { header, claims, thumbprint } = proof;
  const { htm, htu, iat, jti, ath, nonce } = claims;
  const { kty, n, crv } = header.jwk as JsonWebKey;
  const key = kty === 'RSA' ? `RSA, ${rsaBits({ n })} bits` : `${kty} ${crv}`;
  const text = (value: unknown): string | undefined => (value === undefined ? undefined : textOf(shown(value)));
  const query = new URL(url).search ? 'The address without its query.' : 'The address.';
  const age = Math.floor(at / 1000) - Number(iat);
  const made =
    age === 0 ? 'the second of the request' : `${Math.abs(age)} s ${age > 0 ? 'before' : 'after'} the request`;
  return [
    { name: 'typ', value: text(header.typ), note: 'A proof, and nothing else.', kind: 'text' },
    { name: 'alg', value: text(header.alg), note: 'How it is signed.', kind: 'text' },
    {
      name: 'jwk',
      value: thumbprint,
      note: `${key}. ${token?.thumbprint === thumbprint ? 'The key that the token names in cnf.jkt.' : 'The token will be bound to it.'}`,
      kind: 'key',
    },
    {
      name: 'htm',
      value: text(htm),
      note: htm === method ? 'The method.' : `The request is a ${method}.`,
      kind: 'text',
    },
    { name: 'htu', value: text(htu), note: query, kind: 'text' },
    {
      name: 'iat',
      value: text(iat),
      note: `${new Date(Number(iat) * 1000).toLocaleTimeString()}, ${made}.`,
      kind: 'text',
    },
    { name: 'jti', value: text(jti), note: 'Its own id. It passes once.', kind: 'text' },
    {
      name: 'ath',
      value: text(ath),
      note: ath === undefined ? 'There is no access token yet.' : 'The SHA-256 of the access token.',
      kind: 'ath',
    },
    {
      name: 'nonce',
      value: text(nonce),
      note:
        nonce === undefined
          ? `The ${lane === 'auth' ? 'authorization server' : 'API'} had given none.`
          : 'The start of its hash: the nonce itself is not kept.',
      kind: 'nonce',
    },
  ];
}
