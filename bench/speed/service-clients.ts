import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { JwtHeader } from 'jsonwebtoken';

/** What a client needs. The keys are files, as in Okta's tutorial. */
export interface ClientSettings {
  orgUrl: string;
  clientId: string;
  /** PEM, PKCS#8. */
  clientKey: string;
  /** PEM, PKCS#8. */
  proofKey: string;
  /** The public half of `proofKey`, a JWK. */
  proofJwk: string;
}

/** Makes a client. @returns a function that lists the users */
export type OpenClient = (settings: ClientSettings) => Promise<() => Promise<unknown>>;

const PATH = '/api/v1/users';
const SCOPE = 'okta.users.read';

/** The clients that are compared, each loaded when it is needed: loading is a part of the time to the first result. */
export const CLIENTS = {
  /** The client of this repository. */
  service: async (): Promise<OpenClient> => {
    const { createServiceClient, readSigningKey } = await import('../../service/index.js');
    return async ({ orgUrl, clientId, clientKey, proofKey }) => {
      const client = createServiceClient({
        orgUrl,
        clientId,
        scopes: [SCOPE],
        clientKey: await readSigningKey(await readFile(clientKey)),
        proofKey: await readSigningKey(await readFile(proofKey)),
      });
      return async () => (await client.call('GET', PATH)).body;
    };
  },

  /** openid-client as its documentation uses it, without retries, limits, and checks of what comes back. */
  openidClient: async (): Promise<OpenClient> => {
    const openid = await import('openid-client');
    const { readSigningKey } = await import('../../service/index.js');
    return async ({ orgUrl, clientId, clientKey, proofKey }) => {
      const authentication = await readSigningKey(await readFile(clientKey));
      const proofs = await readSigningKey(await readFile(proofKey));
      const endpoint = `${orgUrl}/oauth2/v1/token`;
      const configuration = new openid.Configuration(
        { issuer: orgUrl, token_endpoint: endpoint },
        clientId,
        undefined,
        openid.PrivateKeyJwt(authentication.privateKey, {
          [openid.modifyAssertion]: (_header, claims) => void (claims['aud'] = endpoint),
        }),
      );
      // eslint-disable-next-line @typescript-eslint/no-deprecated -- deprecated as a warning; nothing leaves the machine
      openid.allowInsecureRequests(configuration);
      const DPoP = openid.getDPoPHandle(configuration, proofs);
      const request = (): Promise<string> =>
        openid.clientCredentialsGrant(configuration, { scope: SCOPE }, { DPoP }).then((token) => token.access_token);
      const token = await request().catch(request); // the first answer is a nonce
      const url = new URL(orgUrl + PATH);
      return async () => {
        const response = await openid.fetchProtectedResource(configuration, token, url, 'GET', null, undefined, {
          DPoP,
        });
        return response.json() as Promise<unknown>;
      };
    };
  },

  /** What the program of Okta's tutorial does: it reads its key files and signs by RS256 for each request. */
  tutorial: async (): Promise<OpenClient> => {
    const { default: jwt } = await import('jsonwebtoken');
    const { createHash, randomBytes } = await import('node:crypto');
    return async ({ orgUrl, clientId, clientKey, proofKey, proofJwk }) => {
      const endpoint = `${orgUrl}/oauth2/v1/token`;
      const assertion = (): string =>
        jwt.sign({}, readFileSync(clientKey), {
          algorithm: 'RS256',
          expiresIn: '5m',
          audience: endpoint,
          issuer: clientId,
          subject: clientId,
          jwtid: randomBytes(16).toString('hex'),
        });
      const proof = (htm: string, htu: string, claims: object): string =>
        jwt.sign({ htm, htu, jti: randomBytes(16).toString('hex'), ...claims }, readFileSync(proofKey), {
          algorithm: 'RS256',
          expiresIn: '5m',
          header: {
            alg: 'RS256',
            typ: 'dpop+jwt',
            jwk: JSON.parse(readFileSync(proofJwk, 'utf8')) as object,
          } as JwtHeader,
        });
      const requestToken = (claims: object): Promise<Response> =>
        fetch(endpoint, {
          method: 'POST',
          headers: { DPoP: proof('POST', endpoint, claims) },
          body: new URLSearchParams({
            grant_type: 'client_credentials',
            scope: SCOPE,
            client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
            client_assertion: assertion(),
          }),
        });
      const challenge = await requestToken({});
      await challenge.text();
      const response = await requestToken({ nonce: challenge.headers.get('DPoP-Nonce') });
      const { access_token: token } = (await response.json()) as { access_token: string };
      const url = orgUrl + PATH;
      return async () => {
        const ath = createHash('sha256').update(token).digest('base64url');
        const headers = { Authorization: `DPoP ${token}`, DPoP: proof('GET', url, { ath }) };
        return (await fetch(url, { headers })).json() as Promise<unknown>;
      };
    };
  },

  /** The request alone, without a token and a proof. */
  request: async (): Promise<OpenClient> => {
    return async ({ orgUrl }) => {
      return async () => (await fetch(orgUrl + PATH)).json() as Promise<unknown>;
    };
  },
} satisfies Record<string, () => Promise<OpenClient>>;
