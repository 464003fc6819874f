import { describe, expect, it } from 'vitest';
import { ath } from '../../../../dpop/ath';
import { decide } from '../../../../dpop/decide';
import { generateProofKey } from '../../../../dpop/proof-key';
import { thumbprint } from '../../../../dpop/thumbprint';
import type { Entry, Exchange } from '../record/entry';
import { curl, obstacleToCurl } from './curl';
import { har } from './har';
import { mermaid } from './mermaid';

const key = await generateProofKey('RS256');
const jkt = await thumbprint(key.jwk);
const pair = { ...key, thumbprint: jkt };
const URL_ = "https://org.example/api/v1/users?search=it's";

const exchange: Exchange = {
  ...{ kind: 'exchange', id: 3, at: 1_800_000_000_000, group: 3, attempt: 1, lane: 'api', method: 'GET', url: URL_ },
  ...{ scheme: 'DPoP', token: { hash: 'the-hash', thumbprint: jkt } },
  proof: {
    header: { typ: 'dpop+jwt', alg: 'RS256', jwk: key.jwk },
    claims: { htm: 'GET', htu: 'https://org.example/api/v1/users', iat: 1, jti: 'one', nonce: 'mark-1' },
    ...{ thumbprint: jkt, length: 900 },
  },
  answer: {
    status: 401,
    milliseconds: 12,
    error: 'use_dpop_nonce',
    nonce: 'mark-2',
    challenge: 'DPoP error="use_dpop_nonce"',
  },
};
const entries: Entry[] = [
  { kind: 'keys-made', id: 1, at: 1_800_000_000_000, thumbprint: jkt, algorithm: 'RSA 2048' },
  { kind: 'redirect', id: 2, at: 1_800_000_000_000, to: 'authorize', url: 'https://org.example/oauth2/v1/authorize' },
  exchange,
  { ...exchange, id: 4, attempt: 2, answer: { status: 200, milliseconds: 9 } },
];

describe('a HAR', () => {
  const headersOf = (archive: object, index: number): Record<string, string> => {
    const { log } = archive as { log: { entries: { request: { headers: { name: string; value: string }[] } }[] } };
    return Object.fromEntries(log.entries[index]!.request.headers.map(({ name, value }) => [name, value]));
  };

  it('has each request with its proof, whose signature is replaced', () => {
    const archive = har(entries, () => undefined);
    expect(archive).toMatchObject({
      log: {
        version: '1.2',
        entries: [
          {
            startedDateTime: '2027-01-15T08:00:00.000Z',
            request: { method: 'GET', url: URL_, queryString: [{ name: 'search', value: "it's" }] },
            response: {
              status: 401,
              headers: [{ name: 'WWW-Authenticate' }, { name: 'DPoP-Nonce', value: 'NONCE-NOT-KEPT-mark-2' }],
            },
          },
          { response: { status: 200 } },
        ],
      },
    });
    const { Authorization, DPoP } = headersOf(archive, 0);
    expect(Authorization).toBe('DPoP TOKEN-NOT-KEPT-SHA256-the-hash');
    expect(DPoP).toMatch(/^eyJ[\w-]+\.eyJ[\w-]+\.SIGNATURE-NOT-KEPT$/);
  });

  it('has whole proofs where they are asked for', () => {
    expect(
      headersOf(
        har(entries, () => 'a.whole.proof'),
        0,
      )['DPoP'],
    ).toBe('a.whole.proof');
  });
});

it('Mermaid text shows who talks to whom', () => {
  const short = jkt.slice(0, 8);
  expect(mermaid(entries)).toBe(`sequenceDiagram
  participant B as Browser
  participant AS as Authorization server
  participant API as API
  Note over B: Key pair made [key ${short}]
  B->>AS: to sign-in
  B->>API: GET /api/v1/users [key ${short}]
  API-->>B: 401 use_dpop_nonce, nonce mark-2
  B->>API: GET /api/v1/users [key ${short}]
  API-->>B: 200
`);
});

describe('a curl command', () => {
  it('sends the request again, with a proof of its own that passes', async () => {
    const means = { token: { value: 'the.access.token', type: 'DPoP' }, pair, nonce: 'the nonce' };
    const command = await curl(exchange, means);
    expect(command).toContain(String.raw`curl -sS -i 'https://org.example/api/v1/users?search=it'\''s'`);
    expect(command).toContain(`-H 'Authorization: DPoP the.access.token'`);
    const proof = /-H 'DPoP: ([^']+)'/.exec(command)![1]!;
    const decision = await decide({
      ...{ method: 'GET', url: URL_, proofs: [proof], now: Math.floor(Date.now() / 1000) },
      accessToken: { scheme: 'DPoP', value: 'the.access.token', jkt },
      isNonce: (nonce) => nonce === 'the nonce',
    });
    expect(decision.failed).toBeUndefined();
    expect(await ath('the.access.token')).toHaveLength(43);
  });

  it.each<[string, Partial<Exchange>, object, string | undefined]>([
    ['a request with a body', { method: 'POST' }, { pair }, 'Its body is not kept'],
    ['nobody signed in', {}, { pair }, 'Nobody is signed in.'],
    ['a key that is gone', {}, { token: { value: 'x', type: 'DPoP' } }, 'The key is gone.'],
    ['a request that is held', { held: true }, { pair }, 'It was not sent yet.'],
  ])('there is none for %s', (_, change, means, reason) => {
    expect(obstacleToCurl({ ...exchange, ...change }, means)).toContain(reason);
  });
});
