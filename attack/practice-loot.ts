import type { Loot } from '../dpop/attacks/loot.js';
import { generateProofKey } from '../dpop/proof-key.js';
import { signIn } from './sign-in.js';

/** Apps of the seed of the practice org: one that requires DPoP, and one that does not. */
const DPOP_APP = '0oa1dpopspa00000DPoP';
const BEARER_APP = '0oa1bearerspa0BEARER';

/**
 * Signs a user in to both apps of the practice org and takes what a thief would take.
 *
 * @param issuer the org's address
 * @param app origin of the app, where the org sends its users back to
 */
export async function stealFromPracticeOrg(issuer: string, app: string): Promise<Loot> {
  const redirectUri = `${app}/login/callback`;
  const session = await signIn({ issuer, clientId: DPOP_APP, redirectUri }, true);
  const bearer = await signIn({ issuer, clientId: BEARER_APP, redirectUri }, false);
  return {
    resource: new URL('/api/v1/users?limit=1', issuer),
    ...session,
    thiefKey: await generateProofKey('ES256', { extractable: true }),
    bearerToken: bearer.accessToken,
    post: new URL('/oauth2/v1/userinfo', issuer),
  };
}
