import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { importJWK, SignJWT, UnsecuredJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AccessTokens, type AccessTokenClaims } from './access-tokens.js';
import { revokeGrant } from './grants.js';
import { readSeed } from '../model/seed.js';
import type { App } from '../model/app.js';
import type { User } from '../model/user.js';
import { State } from '../state/state.js';

const ORIGIN = 'http://localhost:4280';
const TYP = 'application/okta-internal-at+jwt';

let folder: string;
let state: State;
let tokens: AccessTokens;
let now = 1_000_000;
let app: App;
let user: User;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tokens-'));
  state = await State.open(join(folder, 'state.json'), () => now);
  tokens = new AccessTokens(ORIGIN, state, () => now);
  const seed = readSeed(join(import.meta.dirname, '../seed.json'));
  app = seed.apps[0]!;
  user = seed.users[0]!;
});

afterAll(async () => {
  await state.close();
  rmSync(folder, { recursive: true });
});

const issue = (grantId?: string): Promise<string> => tokens.issue({ app, user, scopes: ['openid'], grantId });

const claimsOf = async (token: string): Promise<AccessTokenClaims> => (await tokens.verify(token))!;

test('a token of a service app names the app as its subject, and no user', async () => {
  const claims = await claimsOf(await tokens.issue({ app, scopes: ['okta.users.read'] }));
  expect(Object.keys(claims).join(' ')).toBe('ver jti iss aud sub iat exp cid scp');
  expect(claims.sub).toBe(app.client_id);
});

describe('verify takes no token', () => {
  const claims = {
    ver: 1,
    iss: ORIGIN,
    aud: ORIGIN,
    jti: 'AT.x',
    sub: 'ada',
    cid: '0oa',
    iat: 1,
    exp: 2,
    scp: ['openid'],
  };
  const sign = async (key: 'idTokenKey' | 'accessTokenKey', typ: string, changes: object = {}): Promise<string> =>
    new SignJWT({ ...claims, ...changes })
      .setProtectedHeader({ alg: 'RS256', typ })
      .sign(await importJWK(state.secrets[key], 'RS256'));

  test('but one that the org signed as an access token for itself', async () => {
    expect(await tokens.verify(await sign('accessTokenKey', TYP))).toMatchObject(claims);
  });

  test.each<[string, () => Promise<string>]>([
    ['of the key of ID tokens', () => sign('idTokenKey', TYP)],
    ['of another type', () => sign('accessTokenKey', 'JWT')],
    ...[{ exp: '2' }, { scp: undefined }, { scp: 'openid' }, { cid: undefined }, { cnf: 'x' }].map(
      (changes): [string, () => Promise<string>] => [
        `with ${JSON.stringify(changes)}`,
        () => sign('accessTokenKey', TYP, changes),
      ],
    ),
    ['without a signature', async () => new UnsecuredJWT(claims).encode()],
    ['that was changed', async () => (await issue()).replace(/\.[^.]+\./, `.${btoa(JSON.stringify(claims))}.`)],
    ['that is none', async () => 'nonsense'],
    ['that is empty', async () => ''],
  ])('%s', async (_, make) => {
    expect(await tokens.verify(await make())).toBeUndefined();
  });
});

describe('revocation', () => {
  test('is of one token', async () => {
    const [one, other] = await Promise.all([issue().then(claimsOf), issue().then(claimsOf)]);
    tokens.revoke(one);
    expect(tokens.isRevoked(one)).toBe(true);
    expect(tokens.isRevoked(other)).toBe(false);
  });

  test('of a grant is of all its tokens', async () => {
    const [one, other] = await Promise.all([issue('grant-1').then(claimsOf), issue('grant-2').then(claimsOf)]);
    revokeGrant(state, 'grant-1');
    expect(tokens.isRevoked(one)).toBe(true);
    expect(tokens.isRevoked(other)).toBe(false);
  });

  test('is not what happens to a token that expires', async () => {
    const claims = await claimsOf(await issue());
    now += 3600;
    expect(tokens.isRevoked(claims)).toBe(false);
  });
});
