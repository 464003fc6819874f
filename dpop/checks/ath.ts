import { ath as hashOf } from '../ath.js';
import { RecentlyUsed } from '../recently-used.js';
import type { Check } from './check.js';
import { shown } from './shown.js';

/** The proof is for the access token of the request. */
export const ath: Check<'claims'> = {
  name: 'ath',
  title: 'the access token that the proof is for',
  section: 'RFC 9449 section 4.3 (12)',
  why: 'A proof for one access token must not work with another one that is bound to the same key.',
  needs: ['claims'],
  skip: ({ request }) => (request.accessToken ? undefined : 'No access token was sent.'),
  run: async ({ claims, request }) => {
    const { value, hash } = request.accessToken!;
    const expected = hash ?? (await recentHashOf(value));
    return { expected, actual: shown(claims.ath), ...(claims.ath !== expected && { fault: 'wrong-ath' }) };
  },
};

/** A token is sent many times, and Web Crypto takes a third as long for its hash as for verifying a signature. */
const recent = new RecentlyUsed<string>(1000);

async function recentHashOf(accessToken: string): Promise<string> {
  const kept = recent.get(accessToken);
  if (kept !== undefined) return kept;
  const hash = await hashOf(accessToken);
  recent.set(accessToken, hash);
  return hash;
}
