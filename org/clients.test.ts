import { createHash } from 'node:crypto';
import { exportPKCS8 } from 'jose';
import { Client as OktaClient, type User } from '@okta/okta-sdk-nodejs';
import * as client from 'openid-client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TestBrowser } from './testing/browser.js';
import { SERVICE_APP, serviceAppOf, serviceKey, type ServiceKey } from './testing/service.js';
import { REDIRECT_URI } from './testing/sign-in.js';
import { DPOP_APP, PEOPLE, startTestOrg, type TestOrg } from './testing/test-org.js';

/** Clients that others wrote, as they are: what they do at Okta, they must be able to do here. */
let org: TestOrg;
let key: ServiceKey;

beforeAll(async () => {
  key = await serviceKey();
  org = await startTestOrg({ seed: (seed) => (serviceAppOf(seed).jwks.keys = [key.jwk]) });
});

afterAll(() => org.close());

/** openid-client refuses http:// unless it is told that this is a practice org. */
const discover = (clientId: string, authentication: client.ClientAuth): Promise<client.Configuration> =>
  client.discovery(new URL(org.origin), clientId, undefined, authentication, {
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- marked so to be noticed, not to go away
    execute: [client.allowInsecureRequests],
  });

describe('openid-client', () => {
  test('signs in, refreshes, reads userinfo and the API, each with DPoP', async () => {
    const config = await discover(DPOP_APP, client.None());
    const DPoP = client.getDPoPHandle(config, await client.randomDPoPKeyPair());
    const pkceCodeVerifier = client.randomPKCECodeVerifier();
    const [expectedState, expectedNonce] = [client.randomState(), client.randomNonce()];
    const address = client.buildAuthorizationUrl(config, {
      redirect_uri: REDIRECT_URI,
      scope: 'openid profile email offline_access okta.users.read okta.apps.read',
      code_challenge: createHash('sha256').update(pkceCodeVerifier).digest('base64url'),
      code_challenge_method: 'S256',
      state: expectedState,
      nonce: expectedNonce,
    });
    const callback = await signInAs('ada@example.com', address);

    const checks = { pkceCodeVerifier, expectedState, expectedNonce, idTokenExpected: true };
    const tokens = await client.authorizationCodeGrant(config, callback, checks, undefined, { DPoP });
    expect(tokens.token_type).toBe('dpop');

    const refreshed = await client.refreshTokenGrant(config, tokens.refresh_token!, undefined, { DPoP });
    expect(refreshed.token_type).toBe('dpop');
    expect(refreshed.refresh_token).not.toBe(tokens.refresh_token);

    const { sub } = tokens.claims()!;
    const userinfo = await client.fetchUserInfo(config, refreshed.access_token, sub, { DPoP });
    expect(userinfo).toMatchObject({ sub, name: 'Ada Lovelace', email: 'ada@example.com' });

    expect(await read(config, refreshed.access_token, '/api/v1/users?limit=3', DPoP)).toHaveLength(3);
    await client.tokenRevocation(config, refreshed.access_token);
    await expect(read(config, refreshed.access_token, '/api/v1/users', DPoP)).rejects.toThrow();
  });

  test('gets a token for a service app with private_key_jwt, and reads the API', async () => {
    // By itself it names the issuer as audience (RFC 7523bis); Okta asks for the address of the endpoint.
    const audience = `${org.origin}/oauth2/v1/token`;
    const authentication = client.PrivateKeyJwt(key.privateKey, {
      [client.modifyAssertion]: (_header, payload) => void (payload['aud'] = audience),
    });
    const config = await discover(SERVICE_APP, authentication);
    const DPoP = client.getDPoPHandle(config, await client.randomDPoPKeyPair());
    const parameters = { scope: 'okta.users.read okta.apps.read' };
    const tokens = await client.clientCredentialsGrant(config, parameters, { DPoP });
    expect(tokens).toMatchObject({ token_type: 'dpop', expires_in: 3600, ...parameters });
    expect(tokens.refresh_token).toBeUndefined();
    expect(await read(config, tokens.access_token, '/api/v1/apps', DPoP)).toHaveLength(4);
  });

  /** A request to the API; `ath`, `htu` and all the rest are openid-client's. */
  async function read(
    config: client.Configuration,
    token: string,
    path: string,
    DPoP: client.DPoPHandle,
  ): Promise<unknown> {
    const address = new URL(path, org.origin);
    const response = await client.fetchProtectedResource(config, token, address, 'GET', undefined, undefined, { DPoP });
    return response.json();
  }

  async function signInAs(person: keyof typeof PEOPLE, address: URL): Promise<URL> {
    const browser = new TestBrowser(org.origin);
    const { response } = await browser.follow(await browser.open(address.href));
    const form = { username: person, password: PEOPLE[person] };
    const { leftFor } = await browser.follow(await browser.open(new URL(response.url).pathname, form));
    return leftFor!;
  }
});

describe('okta-sdk-nodejs', () => {
  /** Its own client with its own defaults: a service app's private key, DPoP if the org asks for it. */
  const okta = async (privateKey: string | object): Promise<OktaClient> =>
    new OktaClient({
      orgUrl: org.origin,
      authorizationMode: 'PrivateKey',
      clientId: SERVICE_APP,
      scopes: ['okta.users.read', 'okta.apps.read'],
      privateKey: privateKey as string,
      keyId: '',
    });

  test.each(['PEM', 'JWK'])('lists users and apps with its private key as %s', async (format) => {
    const pem = await exportPKCS8(key.privateKey);
    const service = await okta(format === 'PEM' ? pem : { ...key.privateJwk });

    const users: User[] = [];
    for await (const user of await service.userApi.listUsers({ limit: 20 })) users.push(user!);
    expect(users.length).toBeGreaterThan(50);

    const apps: (string | undefined)[] = [];
    for await (const app of await service.applicationApi.listApplications()) apps.push(app?.id);
    expect(apps).toContain(SERVICE_APP);

    const ada = users.find(({ profile }) => profile?.login === 'ada@example.com')!;
    expect((await service.userApi.getUser({ userId: ada.id! })).profile?.firstName).toBe('Ada');
    // Its htu has the path percent-encoded, Okta's has it decoded: the SDK's own bug, here as there (okta-sdk-nodejs #521).
    await expect(service.userApi.getUser({ userId: 'ada@example.com' })).rejects.toMatchObject({ status: 400 });
  });
});
