import type { Loot } from '../dpop/attacks/loot.js';
import { generateProofKey } from '../dpop/proof-key.js';
import { signIn, type User } from './sign-in.js';

/** Apps of the seed of the practice org: one that requires DPoP, and one that does not. */
export const DPOP_APP = '0oa1dpopspa00000DPoP';
export const BEARER_APP = '0oa1bearerspa0BEARER';

/** Users of the seed. Their passwords are printed by `npm start`. */
export const ADA: User = { username: 'ada@example.com', password: 'Practice-Ada-1' };
const USERS: readonly User[] = [
  ADA,
  { username: 'grace@example.com', password: 'Practice-Grace-1' },
  { username: 'linus@example.com', password: 'Practice-Linus-1' },
];

export const redirectUriOf = (app: string): string => `${app}/login/callback`;

/**
 * Signs a user in to both apps of the practice org and takes what a thief would take.
 *
 * @param issuer the org's address
 * @param app origin of the app, where the org sends its users back to
 */
export async function stealFromPracticeOrg(issuer: string, app: string): Promise<Loot> {
  const session = await signIn({ issuer, clientId: DPOP_APP, redirectUri: redirectUriOf(app) }, ADA, true);
  const bearer = await bearerTokenOf(ADA.username, issuer, app);
  return {
    resource: new URL('/api/v1/users?limit=1', issuer),
    ...session,
    thiefKey: await generateProofKey('ES256', { extractable: true }),
    bearerToken: bearer.accessToken,
    post: new URL('/oauth2/v1/userinfo', issuer),
  };
}

/**
 * Signs a user in to the bearer app of the practice org.
 *
 * @param login of a user of the seed; anybody else is Ada
 * @throws Error when the org does not issue a token
 */
export async function bearerTokenOf(
  login: string,
  issuer: string,
  app: string,
): Promise<{ accessToken: string; login: string }> {
  const user = USERS.find(({ username }) => username === login) ?? ADA;
  const session = await signIn({ issuer, clientId: BEARER_APP, redirectUri: redirectUriOf(app) }, user, false);
  return { accessToken: session.accessToken, login: user.username };
}
