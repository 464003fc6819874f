import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { decodeJwt } from 'jose';
import { answerParent } from './answer-parent.js';

// An org that verifies nothing, so that what is measured is the client: it asks for a nonce at the token endpoint, and
// answers every call with the same ten users.

const NONCE = 'a-nonce-of-the-authorization-server';

const users = JSON.stringify(
  Array.from({ length: 10 }, (_, index) => ({
    id: `00u1bench0000000000${index}`,
    status: 'ACTIVE',
    created: '2026-01-02T03:04:05.000Z',
    lastLogin: null,
    profile: { firstName: 'Ada', lastName: 'Lovelace', login: `user${index}@example.com`, email: 'ada@example.com' },
  })),
);
const token = JSON.stringify({
  token_type: 'DPoP',
  expires_in: 3600,
  access_token: 'x'.repeat(900), // as long as an access token of Okta
  scope: 'okta.users.read',
});

const server = createServer((request, response) => {
  request.resume().on('end', () => {
    const proof = String(request.headers['dpop']);
    const send = (status: number, body: string, headers: Record<string, string> = {}): void =>
      void response.writeHead(status, { 'Content-Type': 'application/json', ...headers }).end(body);
    if (request.url !== '/oauth2/v1/token') {
      send(200, users, {
        'X-Rate-Limit-Limit': '100000',
        'X-Rate-Limit-Remaining': '99999',
        'X-Rate-Limit-Reset': '0',
      });
    } else if (decodeJwt(proof)['nonce'] === NONCE) {
      send(200, token);
    } else {
      send(400, '{"error":"use_dpop_nonce"}', { 'DPoP-Nonce': NONCE });
    }
  });
});
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

answerParent({ origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }, async () => {
  server.close();
  server.closeAllConnections();
});
