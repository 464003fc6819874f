import type { Attack } from './attack.js';
import { addressOf } from './change.js';

/** What a thief can do with a proof that the client made for another request. */
export const OTHER_REQUEST_ATTACKS: readonly Attack[] = [
  {
    id: 'other-address',
    name: 'A proof for another address',
    holds: 'token-and-proof',
    recipe: 'Uses a proof that the client made for another resource of the same server.',
    stoppedBy: 'htu',
    section: 'RFC 9449 section 4.3 (9)',
    change: { claims: (loot) => ({ htu: new URL('elsewhere', addressOf(loot)).href }) },
  },
  {
    id: 'address-prefix',
    name: 'A proof for the folder above',
    holds: 'token-and-proof',
    recipe: 'Uses a proof for the beginning of the address, in the hope that the server compares prefixes.',
    stoppedBy: 'htu',
    section: 'RFC 9449 section 4.3 (9)',
    change: { claims: (loot) => ({ htu: new URL('.', addressOf(loot)).href }) },
  },
  {
    id: 'other-method',
    name: 'A proof for another method',
    holds: 'token-and-proof',
    recipe: 'Uses a proof that the client made to change the resource, in order to read it.',
    stoppedBy: 'htm',
    section: 'RFC 9449 section 4.3 (8)',
    change: { claims: () => ({ htm: 'POST' }) },
  },
  {
    id: 'lower-case-method',
    name: 'A proof for the method in lower case',
    holds: 'token-and-proof',
    recipe: 'Methods are case-sensitive: get is another method than GET.',
    stoppedBy: 'htm',
    section: 'RFC 9110 section 9.1',
    change: { claims: () => ({ htm: 'get' }) },
  },
  {
    id: 'other-host',
    name: 'A proof for another host',
    holds: 'token-and-proof',
    recipe: 'Runs a server that the client trusts as well, and uses the proof that it got there.',
    stoppedBy: 'htu',
    section: 'RFC 9449 section 4.3 (9)',
    change: { claims: ({ resource }) => ({ htu: `https://evil.example${resource.pathname}` }) },
  },
  {
    id: 'similar-host',
    name: 'A proof for a host that begins the same',
    holds: 'token-and-proof',
    recipe: 'Uses a proof for a host whose name only begins like the server’s.',
    stoppedBy: 'htu',
    section: 'RFC 9449 section 4.3 (9)',
    change: {
      claims: ({ resource }) => ({
        htu: `${resource.protocol}//${resource.hostname}.evil.example${resource.pathname}`,
      }),
    },
    // Case and default port do not matter (RFC 3986 section 6.2).
    twin: {
      claims: ({ resource }) => ({ htu: `${resource.protocol}//${resource.host.toUpperCase()}${resource.pathname}` }),
    },
  },
  {
    id: 'other-scheme',
    name: 'A proof for http in the place of https',
    holds: 'network',
    recipe: 'Uses a proof that the client made for the other scheme, where the network can be read.',
    stoppedBy: 'htu',
    section: 'RFC 9449 section 4.3 (9)',
    change: {
      claims: ({ resource }) => ({
        htu: `${resource.protocol === 'https:' ? 'http:' : 'https:'}//${resource.host}${resource.pathname}`,
      }),
    },
  },
  {
    id: 'other-port',
    name: 'A proof for another port',
    holds: 'token-and-proof',
    recipe: 'Uses a proof for another server of the same machine.',
    stoppedBy: 'htu',
    section: 'RFC 9449 section 4.3 (9)',
    change: { claims: ({ resource }) => ({ htu: `${resource.protocol}//${resource.hostname}:1${resource.pathname}` }) },
  },
  {
    id: 'user-info',
    name: 'The host as user info of another one',
    holds: 'token-and-proof',
    recipe: 'Uses a proof for an address that begins with the server’s, but whose host is behind an @.',
    stoppedBy: 'htu',
    section: 'RFC 9449 section 4.3 (9)',
    change: { claims: ({ resource }) => ({ htu: `${resource.origin}@evil.example${resource.pathname}` }) },
  },
  {
    id: 'no-htm',
    name: 'A proof for no method',
    holds: 'token-and-proof',
    recipe: 'Uses a proof without htm.',
    stoppedBy: 'htm',
    section: 'RFC 9449 section 4.3 (3)',
    change: { claims: () => ({ htm: undefined }) },
  },
  {
    id: 'no-htu',
    name: 'A proof for no address',
    holds: 'token-and-proof',
    recipe: 'Uses a proof without htu.',
    stoppedBy: 'htu',
    section: 'RFC 9449 section 4.3 (3)',
    change: { claims: () => ({ htu: undefined }) },
  },
];
