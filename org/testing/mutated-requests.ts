import { createHash } from 'node:crypto';
import { base64url } from 'jose';
import fc from 'fast-check';
import { generateProofKey, type ProofKey } from '../../dpop/proof-key.js';
import type { Seed } from '../model/seed.js';
import { SERVICE_APP, serviceAppOf, serviceKey, type ServiceKey } from './service.js';
import { authorizeAddress, requestTokens, REDIRECT_URI, signIn, type Org } from './sign-in.js';
import { BEARER_APP, DPOP_APP } from './test-org.js';
import { trusted } from './trusted-origin.js';

/** Good requests, in which one thing is then broken. */
export const KINDS = [
  'API call',
  'token by assertion',
  'token by refresh token',
  'token by code',
  'introspect',
  'revoke',
  'authorize by GET',
  'authorize by POST',
  'create app',
  'update app',
  'add key',
  'grant scope',
  'add trusted origin',
  'replace trusted origin',
] as const;

/** What is broken, and how. */
export interface Mutation {
  kind: (typeof KINDS)[number];
  /** Of a request that has several: its proof or its assertion, rather than its form or body. */
  jwt: boolean;
  /** Which member, parameter or character; taken modulo how many there are. */
  at: number;
  how: 'replace' | 'remove' | 'twice' | 'add' | 'cut' | 'corrupt';
  value: unknown;
  /** Whether a JWT is signed after it was broken. */
  sign: boolean;
}

/** A value that nobody expects there: of another type, too large, too deep, of no language. */
const value = fc.oneof(
  fc.constantFrom<unknown>(null, true, 0, -1, 1.5, 1e308, '', ' ', '\u0000', '\ud800', '💥'.repeat(40), 'a'.repeat(5000), 'a'.repeat(70_000), [], {}, [[]], '__proto__', 'constructor', '../..', '%ff', '"; drop', 'http://evil.example/', 'eyJ.eyJ.x'), // prettier-ignore
  fc.constantFrom(3, 50, 5000).map((depth) => ({ raw: '['.repeat(depth) + ']'.repeat(depth) })),
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.double(),
  fc.jsonValue({ maxDepth: 3 }),
);

export const mutation: fc.Arbitrary<Mutation> = fc.record({
  kind: fc.constantFrom(...KINDS),
  jwt: fc.boolean(),
  at: fc.nat(),
  how: fc.constantFrom('replace', 'remove', 'twice', 'add', 'cut', 'corrupt'),
  value,
  sign: fc.boolean(),
});

const MANAGE = ['okta.apps.manage', 'okta.appGrants.manage', 'okta.trustedOrigins.manage'];

/** Keys and tokens of people and apps whose requests are good. */
export interface Sender {
  org: Org;
  key: ProofKey;
  service: ServiceKey;
  accessToken: string;
  refreshToken: string;
  nonce: string;
  superAdmin: string;
  /** An app to be changed. */
  appId: string;
}

/** What the seed must have for {@link openSender}. */
export function seedFor(service: Pick<ServiceKey, 'jwk'>): (seed: Seed) => void {
  return (seed) => {
    serviceAppOf(seed).jwks.keys = [service.jwk];
    const app = seed.apps.find(({ client_id: id }) => id === BEARER_APP)!;
    app.granted_scopes.push(...MANAGE);
    seed.trustedOrigins = [trusted('http://localhost:4201', 'CORS')];
  };
}

/** A key that signs fast. */
export const fastKey = (): Promise<ServiceKey> => serviceKey('ES256');

/** Signs in, and makes an app to be changed. */
export async function openSender(org: Org, service: ServiceKey): Promise<Sender> {
  const key = await generateProofKey();
  const { accessToken } = await signIn(org, { key });
  // Of a sign-in of its own: whatever becomes of it, the access token stays good.
  const { refreshToken } = await signIn(org, { key });
  const scopes = ['openid', ...MANAGE];
  const { accessToken: superAdmin } = await signIn(org, { clientId: BEARER_APP, scopes });
  const form = { grant_type: 'refresh_token', client_id: DPOP_APP, refresh_token: refreshToken! };
  const renewed = await requestTokens(org, form, key);
  const nonce = renewed.headers.get('DPoP-Nonce')!;
  const made = await fetch(`${org.origin}/api/v1/apps`, {
    method: 'POST',
    headers: { 'Authorization': `Bearer ${superAdmin}`, 'Content-Type': 'application/json' },
    body: JSON.stringify(APP),
  });
  const { id: appId } = (await made.json()) as { id: string };
  const { refresh_token: successor } = (await renewed.json()) as { refresh_token: string };
  return { org, key, service, accessToken, refreshToken: successor, nonce, superAdmin, appId };
}

const APP = {
  name: 'oidc_client',
  label: 'An app',
  signOnMode: 'OPENID_CONNECT',
  credentials: { oauthClient: { token_endpoint_auth_method: 'private_key_jwt' } },
  settings: { oauthClient: { application_type: 'service', dpop_bound_access_tokens: true, jwks: { keys: [] } } },
};

const ORIGIN = { name: 'An origin', origin: 'http://localhost:4202', scopes: [{ type: 'CORS' }, { type: 'REDIRECT' }] };

/** Sends the request that a mutation stands for; without one, the good request of that kind. */
export async function send(sender: Sender, kind: Mutation['kind'], mutation?: Mutation): Promise<Response> {
  const { org, key, service, accessToken, nonce, superAdmin, appId } = sender;
  const iat = org.now?.() ?? Math.floor(Date.now() / 1000);
  const inJwt = mutation?.jwt ? mutation : undefined;
  const inBody = mutation?.jwt ? undefined : mutation;
  const proof = (htm: string, path: string, claims: object, broken = inJwt): Promise<string> =>
    jwt(
      key.privateKey,
      { typ: 'dpop+jwt', alg: 'ES256', jwk: key.jwk },
      { htm, htu: org.origin + path, iat, jti: crypto.randomUUID(), ...claims },
      broken,
    );
  const post = (path: string, body: string, headers: Record<string, string>, method = 'POST'): Promise<Response> =>
    fetch(org.origin + path, { method, body, headers, redirect: 'manual' });
  const form = { 'Content-Type': 'application/x-www-form-urlencoded' };
  const postToken = async (members: Record<string, string>, broken = inJwt): Promise<Response> =>
    post('/oauth2/v1/token', mutateForm(members, inBody), {
      ...form,
      DPoP: await proof('POST', '/oauth2/v1/token', { nonce }, broken),
    });
  /** What was made is deleted: there may be only so many. */
  const remove = async (path: string, made: Response): Promise<void> => {
    if (!made.ok) return;
    const { id } = (await made.clone().json()) as { id: string };
    const answer = await fetch(`${org.origin}${path}/${id}`, { method: 'DELETE', headers: asAdmin });
    // 404: another request has replaced all keys of the app.
    if (![204, 404].includes(answer.status)) throw new Error(`DELETE ${path}: ${answer.status}`);
  };
  const asAdmin = { 'Authorization': `Bearer ${superAdmin}`, 'Content-Type': 'application/json' };

  switch (kind) {
    case 'API call': {
      const ath = createHash('sha256').update(accessToken).digest('base64url');
      const DPoP = await proof('GET', '/api/v1/users', { ath }, mutation);
      return fetch(`${org.origin}/api/v1/users?limit=1`, { headers: { Authorization: `DPoP ${accessToken}`, DPoP } });
    }
    case 'token by assertion': {
      // Every second broken JWT is the assertion, the others are the proof.
      const inAssertion = inJwt && inJwt.at % 2 === 0 ? inJwt : undefined;
      const assertion = await jwt(
        service.privateKey,
        { alg: 'ES256' },
        { iss: SERVICE_APP, sub: SERVICE_APP, aud: `${org.origin}/oauth2/v1/token`, iat, exp: iat + 300, jti: crypto.randomUUID() }, // prettier-ignore
        inAssertion,
      );
      return postToken(
        {
          grant_type: 'client_credentials',
          scope: 'okta.users.read',
          client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
          client_assertion: assertion,
        },
        inAssertion ? undefined : inJwt,
      );
    }
    case 'token by refresh token': {
      const refresh = { grant_type: 'refresh_token', client_id: DPOP_APP, refresh_token: sender.refreshToken };
      const answer = await postToken(refresh);
      if (answer.ok) ({ refresh_token: sender.refreshToken } = (await answer.clone().json()) as typeof refresh);
      return answer;
    }
    case 'token by code':
      return postToken({
        grant_type: 'authorization_code',
        client_id: DPOP_APP,
        redirect_uri: REDIRECT_URI,
        code: 'no-such-code',
        code_verifier: 'v'.repeat(43),
      });
    case 'introspect':
      return post('/oauth2/v1/introspect', mutateForm({ client_id: DPOP_APP, token: accessToken }, mutation), form);
    case 'revoke':
      return post('/oauth2/v1/revoke', mutateForm({ client_id: DPOP_APP, token: 'any' }, mutation), form);
    case 'authorize by GET':
    case 'authorize by POST': {
      const { searchParams, pathname } = new URL(authorizeAddress(org, { verifier: 'v'.repeat(43) }));
      const parameters = mutateForm(Object.fromEntries(searchParams), mutation);
      if (kind === 'authorize by POST') return post(pathname, parameters, form);
      return fetch(`${org.origin}${pathname}?${parameters.slice(0, 10_000)}`, { redirect: 'manual' });
    }
    case 'create app': {
      const answer = await post('/api/v1/apps?activate=false', mutateJson(APP, mutation), asAdmin);
      await remove('/api/v1/apps', answer);
      return answer;
    }
    case 'update app':
      return post(`/api/v1/apps/${appId}`, mutateJson(APP, mutation), asAdmin, 'PUT');
    case 'add key': {
      const jwk = { ...key.jwk, kid: crypto.randomUUID(), use: 'sig' };
      const path = `/api/v1/apps/${appId}/credentials/jwks`;
      const answer = await post(path, mutateJson(jwk, mutation), asAdmin);
      await remove(path, answer);
      return answer;
    }
    case 'grant scope': {
      const grant = { scopeId: 'okta.users.read', issuer: org.origin };
      return post(`/api/v1/apps/${appId}/grants`, mutateJson(grant, mutation), asAdmin);
    }
    case 'add trusted origin': {
      const answer = await post('/api/v1/trustedOrigins', mutateJson(ORIGIN, mutation), asAdmin);
      await remove('/api/v1/trustedOrigins', answer);
      return answer;
    }
    case 'replace trusted origin': {
      const { id } = trusted('http://localhost:4201', 'CORS');
      const seeded = { ...ORIGIN, name: 'A seeded one', origin: 'http://localhost:4203' };
      return post(`/api/v1/trustedOrigins/${id}`, mutateJson(seeded, mutation), asAdmin, 'PUT');
    }
  }
}

/** A JWT in which one thing is broken: a member of its header or claims, or the text itself. */
async function jwt(key: CryptoKey, header: object, claims: object, broken?: Mutation): Promise<string> {
  const { at = 0, how, sign = true } = broken ?? {};
  const isText = how === 'cut' || how === 'corrupt';
  const parts = [JSON.stringify(header), JSON.stringify(claims)];
  const good = parts.map((part) => base64url.encode(part)).join('.');
  if (broken && !isText) parts[at % 2] = mutateJson(at % 2 === 0 ? header : claims, { ...broken, at: at >> 1 });
  const input = parts.map((part) => base64url.encode(part)).join('.');
  const algorithm = { name: 'ECDSA', hash: 'SHA-256' };
  const bytes = await crypto.subtle.sign(algorithm, key, new TextEncoder().encode(sign ? input : good));
  const text = `${input}.${base64url.encode(new Uint8Array(bytes))}`;
  // What is too large for a header never reaches the org: Node refuses it.
  return (isText ? mutateText(text, broken!) : text).slice(0, 12_000);
}

function mutateText(text: string, { at, how, value: wrong }: Mutation): string {
  const index = at % text.length;
  if (how === 'cut') return text.slice(0, index) || '-';
  return text.slice(0, index) + encodeURIComponent(textOf(wrong)).slice(0, 100) + text.slice(index + 1);
}

function mutateForm(members: Record<string, string>, broken?: Mutation): string {
  const list = Object.entries(members);
  if (!broken) return String(new URLSearchParams(list));
  const { at, how, value: wrong } = broken;
  const index = at % list.length;
  const [name] = list[index]!;
  if (how === 'cut' || how === 'corrupt') return mutateText(String(new URLSearchParams(list)), broken);
  if (how === 'remove') list.splice(index, 1);
  else if (how === 'replace') list[index] = [name, textOf(wrong)];
  else list.push([how === 'twice' ? name : textOf(wrong).slice(0, 1000), textOf(wrong)]);
  return String(new URLSearchParams(list));
}

/** An object as JSON, in which a member at any depth is broken; or the text itself is. */
function mutateJson(object: object, broken?: Mutation): string {
  const text = JSON.stringify(object);
  if (!broken) return text;
  const { at, how, value: wrong } = broken;
  if (how === 'cut' || how === 'corrupt') return mutateText(text, broken);
  const members = [...text.matchAll(/"\w+":/g)];
  const member = members[at % members.length]!;
  const end = member.index + member[0].length;
  const json = jsonOf(wrong);
  if (how === 'add') return `{${JSON.stringify(textOf(wrong).slice(0, 1000))}:${json},${text.slice(1)}`;
  if (how === 'twice') return `${text.slice(0, member.index)}${member[0]}${json},${text.slice(member.index)}`;
  // The value that stood there stays under a name that means nothing.
  const rest = `"was":${text.slice(end)}`;
  return text.slice(0, member.index) + (how === 'replace' ? `${member[0]}${json},` : '') + rest;
}

function jsonOf(value: unknown): string {
  if (typeof value === 'object' && value !== null && 'raw' in value && typeof value.raw === 'string') return value.raw;
  return JSON.stringify(value);
}

function textOf(value: unknown): string {
  return (typeof value === 'string' ? value : jsonOf(value)).replaceAll(/\p{Surrogate}/gu, '\ufffd');
}
