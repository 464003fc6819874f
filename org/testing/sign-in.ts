import { createHash, randomBytes } from 'node:crypto';
import { makeProof } from '../../dpop/make-proof.js';
import { generateProofKey, type ProofKey } from '../../dpop/proof-key.js';
import { TestBrowser } from './browser.js';
import { DPOP_APP, PEOPLE } from './test-org.js';

/** An org to sign in to: one of `startTestOrg`, or any other org. */
export interface Org {
  origin: string;
  /** The org's clock, in seconds since the epoch; left out: this machine's. */
  now?(): number;
}

export interface SignInOptions {
  /** Left out: the shipped app that requires DPoP. */
  clientId?: string;
  /** Left out: the super admin. */
  person?: keyof typeof PEOPLE;
  /** Left out: all that the shipped app asks for. */
  scopes?: readonly string[];
  /** To bind the tokens to; left out: a new one. An app that does not require DPoP gets bearer tokens all the same. */
  key?: ProofKey;
  redirectUri?: string;
  /** Further parameters of the authorization request. */
  parameters?: Record<string, string>;
  /** With a session of an earlier sign-in no form is shown. */
  browser?: TestBrowser;
}

/** What the token endpoint answered, and what belongs to it. */
export interface SignedIn {
  accessToken: string;
  refreshToken?: string;
  idToken?: string;
  tokenType: string;
  scope: string;
  key: ProofKey;
  browser: TestBrowser;
}

const SCOPES = ['openid', 'profile', 'email', 'offline_access', 'okta.users.read', 'okta.apps.read'];
export const REDIRECT_URI = 'http://localhost:4200/login/callback';

/** Signs a user in over HTTP, through the form, and exchanges the code for tokens. */
export async function signIn(org: Org, options: SignInOptions = {}): Promise<SignedIn> {
  const { clientId = DPOP_APP, redirectUri = REDIRECT_URI, key = await generateProofKey() } = options;
  const { code, verifier, browser } = await authorize(org, options);
  const request = { grant_type: 'authorization_code', client_id: clientId, redirect_uri: redirectUri };
  const response = await requestTokens(org, { ...request, code, code_verifier: verifier }, key);
  const answer = (await response.json()) as Record<string, string>;
  if (!response.ok) throw new Error(`The token endpoint answers ${response.status}: ${answer['error_description']}`);
  return {
    accessToken: answer['access_token']!,
    refreshToken: answer['refresh_token'],
    idToken: answer['id_token'],
    tokenType: answer['token_type']!,
    scope: answer['scope']!,
    key,
    browser,
  };
}

/** What the callback of the app received, and what the app needs to exchange the code. */
export interface Authorized {
  code: string;
  verifier: string;
  state: string;
  nonce: string;
  /** Where the browser was sent. */
  callback: URL;
  browser: TestBrowser;
}

/** Signs a user in, up to the authorization code. */
export async function authorize(
  org: Org,
  { person = 'ada@example.com', browser = new TestBrowser(org.origin), parameters, ...options }: SignInOptions = {},
): Promise<Authorized> {
  const verifier = randomBytes(32).toString('base64url');
  const address = authorizeAddress(org, { ...options, verifier }, parameters);
  const sent = new URL(address).searchParams;
  const page = await browser.follow(await browser.open(address));
  const { leftFor } = page.leftFor
    ? page
    : await browser.follow(
        await browser.open(new URL(page.response.url).pathname, { username: person, password: PEOPLE[person] }),
      );
  const code = leftFor?.searchParams.get('code');
  if (!leftFor || !code) throw new Error(`No code was issued: ${leftFor?.search ?? (await page.response.text())}`);
  return { code, verifier, state: sent.get('state')!, nonce: sent.get('nonce')!, callback: leftFor, browser };
}

/** The address that an app sends the browser to. `parameters` replaces or, with undefined, removes some. */
export function authorizeAddress(
  org: Org,
  options: Pick<SignInOptions, 'clientId' | 'scopes' | 'redirectUri'> & { verifier: string },
  parameters: Record<string, string | undefined> = {},
): string {
  const all: Record<string, string | undefined> = {
    client_id: options.clientId ?? DPOP_APP,
    response_type: 'code',
    redirect_uri: options.redirectUri ?? REDIRECT_URI,
    scope: (options.scopes ?? SCOPES).join(' '),
    state: randomBytes(8).toString('hex'),
    nonce: randomBytes(8).toString('hex'),
    code_challenge: createHash('sha256').update(options.verifier).digest('base64url'),
    code_challenge_method: 'S256',
    ...parameters,
  };
  const present = Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return `${org.origin}/oauth2/v1/authorize?${String(new URLSearchParams(present))}`;
}

/** Requests tokens with a proof, and once more when the org answers with a nonce. */
export async function requestTokens(
  org: Org,
  parameters: Record<string, string>,
  key: ProofKey,
  nonce?: string,
): Promise<Response> {
  const response = await postToken(org, parameters, { DPoP: await tokenProof(org, key, { nonce }) });
  const challenge = response.headers.get('DPoP-Nonce');
  if (response.status !== 400 || challenge === null || nonce !== undefined) return response;
  return requestTokens(org, parameters, key, challenge);
}

/** A good proof for the token endpoint. `claims` and `header` replace or, with undefined, remove members. */
export function tokenProof(org: Org, key: ProofKey, claims: object = {}, header: object = {}): Promise<string> {
  const iat = org.now?.() ?? Math.floor(Date.now() / 1000);
  return makeProof(key, { htm: 'POST', htu: `${org.origin}/oauth2/v1/token`, iat, ...claims }, { header });
}

/** One request to the token endpoint. */
export function postToken(
  org: Org,
  parameters: Record<string, string>,
  headers: Record<string, string> = {},
): Promise<Response> {
  return fetch(`${org.origin}/oauth2/v1/token`, { method: 'POST', body: new URLSearchParams(parameters), headers });
}
