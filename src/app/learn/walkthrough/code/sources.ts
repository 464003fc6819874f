import type { ExcerptId } from './excerpt.js';

/** Where an excerpt comes from. Each anchor is a text that one line of the file has, or of the excerpt. */
export interface Source {
  file: string;
  from: string;
  to: string;
  /** Lines that only DPoP needs. */
  dpop?: string[];
  /** Lines that only bearer tokens need. */
  bearer?: string[];
  /** What a line of DPoP has in the place of what it was before: the anchor is the new text. */
  instead?: { dpop: string; bearer: string }[];
}

export const SOURCES: Record<ExcerptId, Source> = {
  'sign-in': {
    file: 'src/app/auth/core/session.ts',
    from: 'const state = generateState();',
    to: 'signInWithRedirect({ state })',
  },
  'config': {
    file: 'public/okta.config.json',
    from: '"dpop": true',
    to: '"dpop": true',
    instead: [{ dpop: '"dpop": true', bearer: '"dpop": false' }],
  },
  'interceptor': {
    file: 'src/app/auth/core/dpop.interceptor.ts',
    from: 'const nonce = nonces.get(',
    to: 'return request.clone(',
    dpop: ['const nonce = nonces.get(', 'const proof = {', '? await oktaAuth.getDPoPAuthorizationHeaders(proof)'],
    bearer: [': { Authorization: `Bearer '],
  },
  'replay': {
    file: 'dpop/checks/replay.ts',
    from: 'const isNew = await ',
    to: 'return isNew ?',
    dpop: ['const isNew = await ', 'return isNew ?'],
  },
  'clear-keys': {
    file: 'src/app/auth/core/session.ts',
    from: 'async clear(reason?: unknown)',
    to: 'await deletion;',
    dpop: ['clearDPoPStorage(false)', 'await deletion;'],
  },
  'assertion': {
    file: 'service/client/client-authentication.ts',
    from: 'return PrivateKeyJwt(',
    to: '});',
  },
  'api-call': {
    file: 'service/client/client.ts',
    from: 'await fetchProtectedResource(',
    to: ');',
    dpop: ['apiProofs,'],
  },
  'token-request': {
    file: 'service/client/client.ts',
    from: 'await clientCredentialsGrant(',
    to: 'await clientCredentialsGrant(',
    instead: [{ dpop: 'parameters, tokenProofs)', bearer: 'parameters)' }],
  },
  'ath': {
    file: 'dpop/ath.ts',
    from: 'export async function ath(',
    to: '}',
    dpop: ['const digest = ', 'return base64url.encode('],
  },
};
