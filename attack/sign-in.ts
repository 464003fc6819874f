import * as oauth from 'openid-client';
import { generateProofKey, type ProofKey } from '../dpop/proof-key.js';

/** An app of the practice org that users sign in to, and where it is. */
export interface PracticeApp {
  issuer: string;
  clientId: string;
  redirectUri: string;
}

/** A session of a user: its tokens and, with DPoP, the key that they are bound to. */
export interface Session {
  accessToken: string;
  idToken?: string;
  key: ProofKey;
}

/** A user of the practice org. */
export interface User {
  username: string;
  password: string;
}

const SCOPES = 'openid profile okta.users.read okta.apps.read';

/**
 * Signs in at the practice org over HTTP, as a browser would, with Authorization Code and PKCE.
 *
 * @param user who signs in
 * @param dpop whether the app requires DPoP
 * @throws Error when the org does not issue a code or tokens
 */
export async function signIn(app: PracticeApp, user: User, dpop: boolean): Promise<Session> {
  const { config, callback, verifier, state } = await authorize(app, user, SCOPES);
  const key = await generateProofKey();
  const tokens = await oauth.authorizationCodeGrant(
    config,
    callback,
    { pkceCodeVerifier: verifier, expectedState: state },
    undefined,
    dpop ? { DPoP: oauth.getDPoPHandle(config, key) } : undefined,
  );
  return { accessToken: tokens.access_token, key, ...(tokens.id_token !== undefined && { idToken: tokens.id_token }) };
}

/**
 * Signs in, up to the authorization code.
 *
 * @param parameters further ones of the authorization request
 */
export async function authorize(
  { issuer, clientId, redirectUri }: PracticeApp,
  user: User,
  scope: string,
  parameters: Record<string, string> = {},
): Promise<{ config: oauth.Configuration; callback: URL; verifier: string; state: string }> {
  const config = await oauth.discovery(new URL(issuer), clientId, undefined, oauth.None(), {
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- only marked so to stand out: the practice org has no TLS
    execute: [oauth.allowInsecureRequests],
  });
  const verifier = oauth.randomPKCECodeVerifier();
  const state = oauth.randomState();
  const address = oauth.buildAuthorizationUrl(config, {
    redirect_uri: redirectUri,
    scope,
    state,
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    ...parameters,
  });
  return { config, callback: await follow(address, redirectUri, user), verifier, state };
}

/** Follows the redirects from the authorization endpoint to the app, with the sign-in page in between. */
async function follow(address: URL, redirectUri: string, user: User): Promise<URL> {
  const cookies = new Map<string, string>();
  let next = address;
  let form: URLSearchParams | undefined;
  for (let step = 0; step < 10; step += 1) {
    const response = await fetch(next, {
      redirect: 'manual',
      headers: { Cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
      ...(form && { method: 'POST', body: form }),
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie)!;
      cookies.set(name!, value!);
    }
    const location = response.headers.get('Location');
    if (location === null) {
      if (form) throw new Error(`The org refused the sign-in of ${user.username}: ${response.status}.`);
      // The sign-in page, whose form goes to its own address.
      form = new URLSearchParams({ ...user });
      continue;
    }
    form = undefined;
    next = new URL(location, next);
    if (next.href.startsWith(redirectUri)) return next;
  }
  throw new Error('The org redirected again and again, and issued no code.');
}
