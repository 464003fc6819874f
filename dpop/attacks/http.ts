import type { Attack } from './attack.js';
import { addressOf, otherMethod, type Header } from './change.js';
import type { Loot } from './loot.js';

const EVIL = 'evil.example';

const FORWARDED_HOST: Header[] = [
  ['X-Forwarded-Host', EVIL],
  ['Forwarded', `host=${EVIL}`],
];

const ORIGINAL_URL: Header[] = [
  ['X-Original-URL', '/elsewhere'],
  ['X-Rewrite-URL', '/elsewhere'],
];

const forwardedProto = ({ resource }: Loot): Header[] => [
  ['X-Forwarded-Proto', resource.protocol === 'https:' ? 'http' : 'https'],
];

/** A target that begins elsewhere, and goes back to the resource by `up`. */
const elsewhereAnd =
  (up: string) =>
  ({ resource }: Loot): string =>
    `/elsewhere${up}${resource.pathname}${resource.search}`;

/** A number of header lines, short enough to pass the usual limit of 16 kB. */
const lines = (count: number): Header[] => Array.from({ length: count }, () => ['X', '1']);

/** A proof in the flattened JSON serialization (RFC 7515 section 7.2.2). */
function inJson(proof: string): string {
  const [header, payload, signature] = proof.split('.');
  return JSON.stringify({ protected: header, payload, signature });
}

/** What a thief can do with HTTP itself. */
export const HTTP_ATTACKS: readonly Attack[] = [
  {
    id: 'two-proofs',
    name: 'Two DPoP headers',
    holds: 'own-key',
    recipe:
      'Sends a proof of the client and one of the thief, so that two parts of the server may read different ones.',
    stoppedBy: 'proof',
    section: 'RFC 9449 section 4.3 (1)',
    change: { proofs: (proof) => [proof, proof] },
  },
  {
    id: 'joined-proofs',
    name: 'Two proofs in one header',
    holds: 'own-key',
    recipe: 'Joins two proofs by a comma, as proxies do with repeated headers.',
    stoppedBy: 'syntax',
    section: 'RFC 9449 section 4.3 (2)',
    change: { proofs: (proof) => [`${proof}, ${proof}`] },
  },
  {
    id: 'late-proof',
    name: 'A second proof after a thousand lines',
    holds: 'own-key',
    recipe: 'Some servers stop counting header lines somewhere, and do not see the second one.',
    stoppedBy: 'proof',
    section: 'RFC 9449 section 4.3 (1)',
    change: { headers: () => [...lines(1000), ['DPoP', 'a.b.c']] },
    twin: { headers: () => lines(1000) },
  },
  {
    id: 'malformed',
    name: 'A header that is no JWT',
    holds: 'token',
    recipe: 'Sends any text in the DPoP header.',
    stoppedBy: 'syntax',
    section: 'RFC 9449 section 4.3 (2)',
    change: { proofs: () => ['proof'] },
  },
  {
    id: 'empty-proof',
    name: 'An empty DPoP header',
    holds: 'token',
    recipe: 'Sends the header without a value, which may count as present.',
    stoppedBy: 'syntax',
    section: 'RFC 9449 section 4.3 (2)',
    change: { proofs: () => [''] },
  },
  {
    id: 'json-serialization',
    name: 'A proof in JSON',
    holds: 'token-and-proof',
    recipe: 'Sends the same signature in the JSON serialization, which can have headers that are not signed.',
    stoppedBy: 'syntax',
    section: 'RFC 9449 section 4.2',
    change: {
      rewrite: inJson,
    },
  },
  {
    id: 'huge-proof',
    name: 'A proof of 200 kB',
    holds: 'token-and-proof',
    recipe: 'Sends a proof with a jti that is as long as a book, to make the server work.',
    stoppedBy: 'http',
    section: 'RFC 6585 section 5',
    change: { claims: () => ({ jti: 'x'.repeat(200_000) }) },
  },
  {
    id: 'host-header',
    name: 'Another Host header',
    holds: 'network',
    recipe:
      'Sends a proof for a server of the thief, and its name in the Host header, from which some servers make the address.',
    stoppedBy: 'host',
    section: 'RFC 9110 section 7.2',
    change: {
      claims: ({ resource }) => ({ htu: `${resource.protocol}//${EVIL}${resource.pathname}` }),
      headers: () => [['Host', EVIL]],
    },
    bearer: { headers: () => [['Host', EVIL]] },
  },
  {
    id: 'absolute-target',
    name: 'Another host in the request line',
    holds: 'network',
    recipe: 'As before, with the other host in the request line, as for a proxy. It precedes the Host header.',
    stoppedBy: 'host',
    section: 'RFC 9112 section 3.2.2',
    change: {
      claims: ({ resource }) => ({ htu: `${resource.protocol}//${EVIL}${resource.pathname}` }),
      target: ({ resource }) => `${resource.protocol}//${EVIL}${resource.pathname}${resource.search}`,
    },
    bearer: { target: ({ resource }) => `${resource.protocol}//${EVIL}${resource.pathname}${resource.search}` },
  },
  {
    id: 'forwarded-host',
    name: 'Another host in X-Forwarded-Host',
    holds: 'network',
    recipe: 'As before, with the header that proxies set, and that others can set as well.',
    stoppedBy: 'htu',
    section: 'RFC 7239 section 8.1',
    change: {
      claims: ({ resource }) => ({ htu: `${resource.protocol}//${EVIL}${resource.pathname}` }),
      headers: () => FORWARDED_HOST,
    },
    twin: {
      headers: () => FORWARDED_HOST,
    },
    bearer: { headers: () => FORWARDED_HOST },
  },
  {
    id: 'forwarded-proto',
    name: 'Another scheme in X-Forwarded-Proto',
    holds: 'network',
    recipe: 'Uses a proof for the other scheme, and says in a header of proxies that it was used.',
    stoppedBy: 'htu',
    section: 'RFC 7239 section 8.1',
    change: {
      claims: (loot) => ({
        htu: addressOf(loot).replace(/^https?/, loot.resource.protocol === 'https:' ? 'http' : 'https'),
      }),
      headers: forwardedProto,
    },
    bearer: { headers: forwardedProto },
  },
  {
    id: 'original-url',
    name: 'Another path in X-Original-URL',
    holds: 'network',
    recipe: 'Uses a proof for another path, and says in a header of proxies that it was asked for.',
    stoppedBy: 'htu',
    section: 'RFC 9449 section 4.3 (9)',
    change: {
      claims: ({ resource }) => ({ htu: `${resource.origin}/elsewhere` }),
      headers: () => ORIGINAL_URL,
    },
    bearer: { headers: () => ORIGINAL_URL },
  },
  {
    id: 'method-override',
    name: 'Another method in X-HTTP-Method-Override',
    holds: 'network',
    recipe: 'Uses a proof for POST on a GET, and names POST in a header that frameworks read.',
    stoppedBy: 'htm',
    section: 'RFC 9449 section 4.3 (8)',
    change: {
      claims: (loot) => ({ htm: otherMethod(loot) }),
      headers: (loot) => [['X-HTTP-Method-Override', otherMethod(loot)]],
    },
    bearer: { headers: (loot) => [['X-HTTP-Method-Override', otherMethod(loot)]] },
  },
  {
    id: 'dot-segments',
    name: 'Dot segments in the address',
    holds: 'token-and-proof',
    recipe: 'Has a proof for another resource, and reaches this one from there by /../ in the request line.',
    stoppedBy: 'http',
    section: 'RFC 3986 section 5.2.4',
    change: {
      claims: ({ resource }) => ({ htu: `${resource.origin}/elsewhere` }),
      target: elsewhereAnd('/..'),
    },
    bearer: { target: elsewhereAnd('/..') },
  },
  {
    id: 'encoded-dot-segments',
    name: 'Encoded dot segments',
    holds: 'token-and-proof',
    recipe: 'As before, with %2e%2e, which one part of the server may decode before the other.',
    stoppedBy: 'http',
    section: 'RFC 3986 section 6.2.2',
    change: {
      claims: ({ resource }) => ({ htu: `${resource.origin}/elsewhere` }),
      target: elsewhereAnd('/%2e%2e'),
    },
    bearer: { target: elsewhereAnd('/%2e%2e') },
  },
  {
    id: 'doubly-encoded',
    name: 'A doubly encoded address',
    holds: 'token-and-proof',
    recipe: 'Encodes the percent sign, too, for servers that decode twice.',
    stoppedBy: 'http',
    section: 'RFC 3986 section 2.4',
    change: {
      claims: ({ resource }) => ({ htu: `${resource.origin}/elsewhere` }),
      target: elsewhereAnd('/%252e%252e'),
    },
    bearer: { target: elsewhereAnd('/%252e%252e') },
  },
];
