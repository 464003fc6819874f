import { makeProof } from '../make-proof.js';
import { thumbprint } from '../thumbprint.js';
import type { Attack } from './attack.js';
import { claimsOf, withClaims } from './changed-jwt.js';
import type { Loot } from './loot.js';

const boundToThief = async ({ thiefKey }: Loot): Promise<object> => ({ cnf: { jkt: await thumbprint(thiefKey.jwk) } });

async function selfMadeToken(loot: Loot): Promise<string> {
  const claims = { ...claimsOf(loot.accessToken), ...(await boundToThief(loot)) };
  return makeProof(loot.thiefKey, JSON.stringify(claims), { header: { typ: 'at+jwt', jwk: undefined } });
}

function targetWithToken({ resource, accessToken }: Loot): string {
  const target = new URL(resource);
  target.searchParams.set('access_token', accessToken);
  return target.pathname + target.search;
}

/** What a thief can do with the access token. */
export const ACCESS_TOKEN_ATTACKS: readonly Attack[] = [
  {
    id: 'no-proof',
    name: 'The token without a proof',
    holds: 'token',
    recipe: 'Sends the access token with the scheme DPoP, and no DPoP header.',
    stoppedBy: 'proof',
    section: 'RFC 9449 section 7.1',
    change: { proofs: () => [] },
    bearer: { authorization: (token) => [`DPoP ${token}`] },
  },
  {
    id: 'downgrade',
    name: 'Downgrade to Bearer',
    holds: 'token',
    recipe: 'Sends the token as a bearer token, as curl examples do.',
    stoppedBy: 'scheme',
    section: 'RFC 9449 section 7.2',
    change: { authorization: (token) => [`Bearer ${token}`], proofs: () => [] },
    twin: { authorization: (token) => [`dpop ${token}`] },
    bearer: {},
  },
  {
    id: 'downgrade-with-proof',
    name: 'Bearer beside a good proof',
    holds: 'token-and-proof',
    recipe: 'Sends a good proof, but the scheme Bearer, in the hope that only one of the two is looked at.',
    stoppedBy: 'scheme',
    section: 'RFC 9449 section 7.1',
    change: { authorization: (token) => [`Bearer ${token}`] },
  },
  {
    id: 'own-key',
    name: 'A proof by the thief’s own key',
    holds: 'own-key',
    recipe: 'Makes a key pair, and with it a proof that is right in everything else.',
    stoppedBy: 'jkt',
    section: 'RFC 9449 section 4.3 (12)',
    change: { key: ({ thiefKey }) => thiefKey },
  },
  {
    id: 'rebound-token',
    name: 'The token bound to another key',
    holds: 'own-key',
    recipe: 'Puts the thumbprint of the thief’s key into the token’s cnf claim, and keeps the signature.',
    stoppedBy: 'token',
    section: 'RFC 9068 section 4',
    change: {
      key: ({ thiefKey }) => thiefKey,
      token: async (loot) => withClaims(loot.accessToken, await boundToThief(loot)),
    },
    bearer: { token: async (loot) => withClaims(loot.accessToken, await boundToThief(loot)) },
  },
  {
    id: 'unbound-token',
    name: 'The token without its binding',
    holds: 'token',
    recipe: 'Removes the cnf claim from the token, keeps the signature, and sends it as a bearer token.',
    stoppedBy: 'token',
    section: 'RFC 9068 section 4',
    change: {
      token: ({ accessToken }) => withClaims(accessToken, { cnf: undefined }),
      authorization: (token) => [`Bearer ${token}`],
      proofs: () => [],
    },
    bearer: {},
  },
  {
    id: 'self-made-token',
    name: 'A token of the thief’s own making',
    holds: 'own-key',
    recipe: 'Copies the claims of the token, binds them to the thief’s key, and signs them with that.',
    stoppedBy: 'token',
    section: 'RFC 9068 section 4',
    change: {
      key: ({ thiefKey }) => thiefKey,
      token: selfMadeToken,
    },
    bearer: { token: selfMadeToken },
  },
  {
    id: 'unbound-token-with-proof',
    name: 'A bearer token made to look bound',
    holds: 'own-key',
    recipe: 'Sends a token that is bound to no key with the scheme DPoP and a proof of its own.',
    stoppedBy: 'cnf',
    section: 'RFC 9449 section 7.1',
    needs: 'bearerToken',
    change: { token: ({ bearerToken }) => bearerToken ?? '', key: ({ thiefKey }) => thiefKey },
  },
  {
    id: 'id-token',
    name: 'An ID token as an access token',
    holds: 'token-and-proof',
    recipe: 'Sends the ID token in the place of the access token. It has a good signature of the same org.',
    stoppedBy: 'token',
    section: 'RFC 9068 section 4',
    needs: 'idToken',
    change: { token: ({ idToken }) => idToken ?? '' },
    bearer: { token: ({ idToken }) => idToken ?? '' },
  },
  {
    id: 'token-in-query',
    name: 'The token in the address',
    holds: 'token',
    recipe: 'Sends the token as ?access_token=, where some servers still look for it.',
    stoppedBy: 'query',
    section: 'RFC 6750 section 2.3',
    change: {
      authorization: () => [],
      target: targetWithToken,
    },
    bearer: { authorization: () => [], target: targetWithToken },
  },
  {
    id: 'two-authorizations',
    name: 'Two Authorization headers',
    holds: 'token',
    recipe:
      'Sends the token twice, with DPoP and with Bearer, so that two parts of the server may read different ones.',
    stoppedBy: 'authorization',
    section: 'RFC 9110 section 5.3',
    change: { authorization: (token) => [`DPoP ${token}`, `Bearer ${token}`] },
    bearer: { authorization: (token) => [`Bearer ${token}`, `DPoP ${token}`] },
  },
];
