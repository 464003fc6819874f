import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, type JWK } from 'jose';
import type { Configuration } from 'oidc-provider';
import { withoutRuntimeWarning } from '../../org/load-org.js';
import { answerParent, settings } from './answer-parent.js';

// Plain oidc-provider: client credentials with private_key_jwt, DPoP with a nonce, and JWT access tokens, in memory.

export interface ProviderSettings {
  port?: number;
  clientId?: string;
  /** The public key of the client. */
  jwk?: JWK;
}

const { port = 0, clientId = 'client', jwk } = settings() as ProviderSettings;
const { Provider } = await withoutRuntimeWarning(() => import('oidc-provider'));
const signing = {
  ...(await exportJWK((await generateKeyPair('RS256', { extractable: true })).privateKey)),
  kid: 'key',
};
const nonceSecret = Buffer.alloc(32, 1);
const configuration: Configuration = {
  jwks: { keys: [signing] },
  clients: jwk
    ? [
        {
          client_id: clientId,
          grant_types: ['client_credentials'],
          redirect_uris: [],
          response_types: [],
          token_endpoint_auth_method: 'private_key_jwt',
          dpop_bound_access_tokens: true,
          jwks: { keys: [jwk] },
        } as never,
      ]
    : [],
  scopes: ['okta.users.read'],
  features: {
    devInteractions: { enabled: false },
    clientCredentials: { enabled: true },
    dPoP: { enabled: true, nonceSecret, requireNonce: () => true },
    resourceIndicators: {
      enabled: true,
      defaultResource: () => 'http://api.example',
      useGrantedResource: () => true,
      getResourceServerInfo: () => ({
        scope: 'okta.users.read',
        accessTokenFormat: 'jwt',
        jwt: { sign: { alg: 'RS256' } },
      }),
    },
  },
};

const server = createServer();
await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
const callback = new Provider(origin, configuration).callback();
server.on('request', (request, response) => void callback(request, response));

answerParent({ origin }, async () => {
  server.close();
  server.closeAllConnections();
});
