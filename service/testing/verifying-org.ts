import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  calculateJwkThumbprint,
  decodeProtectedHeader,
  EmbeddedJWK,
  exportJWK,
  generateKeyPair,
  importJWK,
  jwtVerify,
  SignJWT,
  type JWK,
} from 'jose';
import * as oauth from 'oauth4webapi';
import { allowInsecureRequests } from 'oauth4webapi';

/** An org that verifies every request. */
export interface VerifyingOrg {
  origin: string;
  /** The `jti`s of valid assertions. */
  assertions: Set<string>;
  /** The `jti`s of valid proofs. */
  proofs: Set<string>;
  /** What was wrong with other requests. */
  faults: string[];
  /** The number of requests. */
  requests: () => number;
  close: () => Promise<void>;
}

/** The pages of the list of users. */
const PAGES = 5;

/**
 * Starts an org that shares no code with this repository: jose verifies assertions, oauth4webapi verifies the proofs and
 * tokens of API calls. Token endpoint and API require a nonce, and reject a `jti` that was used before.
 *
 * @param jwk the client's public key
 */
export async function startVerifyingOrg(clientId: string, jwk: JWK): Promise<VerifyingOrg> {
  const signing = await generateKeyPair('RS256');
  const publicKey = { ...(await exportJWK(signing.publicKey)), kid: 'org', alg: 'RS256', use: 'sig' };
  const clientKey = await importJWK(jwk, jwk.kty === 'RSA' ? 'RS256' : 'ES256');
  const nonces = { as: 'nonce-of-the-authorization-server', rs: 'nonce-of-the-resource-server' };
  const assertions = new Set<string>();
  const proofs = new Set<string>();
  const faults: string[] = [];
  let requests = 0;

  const server = createServer((req, res) => {
    requests++;
    void respond(req, res).catch((error: unknown) => {
      faults.push(`${req.method} ${req.url}: ${(error as Error).message}`);
      res.writeHead(400).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const as: oauth.AuthorizationServer = {
    issuer: origin,
    jwks_uri: `${origin}/keys`,
    dpop_signing_alg_values_supported: ['ES256', 'RS256'],
  };
  return {
    origin,
    assertions,
    proofs,
    faults,
    requests: () => requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };

  async function respond(req: IncomingMessage, res: ServerResponse): Promise<void> {
    let body = '';
    for await (const chunk of req as AsyncIterable<Buffer>) body += chunk.toString();
    if (req.url === '/oauth2/v1/token') await token(req, res, new URLSearchParams(body));
    else await api(req, res);
  }

  async function token(req: IncomingMessage, res: ServerResponse, form: URLSearchParams): Promise<void> {
    const endpoint = `${origin}/oauth2/v1/token`;
    const assertion = await jwtVerify(form.get('client_assertion')!, clientKey, {
      issuer: clientId,
      subject: clientId,
      audience: endpoint,
      maxTokenAge: 60,
      requiredClaims: ['jti', 'exp', 'iat'],
    });
    addJti(assertions, assertion.payload.jti!);
    if (form.get('grant_type') !== 'client_credentials') throw new Error('unexpected grant_type');

    const compact = single(req.headers['dpop']);
    const proof = await jwtVerify(compact, EmbeddedJWK, {
      typ: 'dpop+jwt',
      maxTokenAge: 60,
      algorithms: ['ES256', 'RS256'],
    });
    addJti(proofs, proof.payload.jti!);
    const { htm, htu, nonce } = proof.payload;
    if (htm !== 'POST' || htu !== endpoint) throw new Error(`htm ${String(htm)}, htu ${String(htu)}`);
    const proofJwk = decodeProtectedHeader(compact).jwk as JWK;
    if ('d' in proofJwk) throw new Error('the proof contains a private key');
    if (nonce !== nonces.as) {
      json(res, 400, { error: 'use_dpop_nonce' }, { 'DPoP-Nonce': nonces.as });
      return;
    }
    const accessToken = await new SignJWT({ client_id: clientId, cnf: { jkt: await calculateJwkThumbprint(proofJwk) } })
      .setProtectedHeader({ alg: 'RS256', typ: 'at+jwt', kid: 'org' })
      .setIssuer(origin)
      .setSubject(clientId)
      .setAudience(origin)
      .setIssuedAt()
      .setJti(crypto.randomUUID())
      .setExpirationTime('1h')
      .sign(signing.privateKey);
    json(res, 200, { token_type: 'DPoP', expires_in: 3600, access_token: accessToken, scope: form.get('scope') });
  }

  async function api(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const request = new Request(origin + req.url!, {
      method: req.method!,
      headers: { authorization: single(req.headers.authorization), dpop: single(req.headers['dpop']) },
    });
    await oauth.validateJwtAccessToken(as, request, origin, {
      requireDPoP: true,
      [allowInsecureRequests]: true,
      [oauth.customFetch]: () => Promise.resolve(Response.json({ keys: [publicKey] })),
    });
    const { payload } = await jwtVerify(single(req.headers['dpop']), EmbeddedJWK);
    addJti(proofs, payload.jti!);
    if (payload['nonce'] !== nonces.rs) {
      res.writeHead(401, { 'WWW-Authenticate': 'DPoP error="use_dpop_nonce"', 'DPoP-Nonce': nonces.rs }).end();
      return;
    }
    const page = Number(new URL(request.url).searchParams.get('after') ?? 0) + 1;
    const link: Record<string, string> =
      page < PAGES ? { Link: `<${origin}/api/v1/users?after=${page}>; rel="next"` } : {};
    json(
      res,
      200,
      [{ id: `u${page}`, status: 'ACTIVE', created: '', lastLogin: null, profile: { login: `u${page}` } }],
      link,
    );
  }
}

function addJti(seen: Set<string>, jti: string): void {
  if (seen.has(jti)) throw new Error('a jti was used twice');
  seen.add(jti);
}

function single(header: string | string[] | undefined): string {
  if (typeof header !== 'string') throw new Error('a header is missing or repeated');
  return header;
}

function json(res: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void {
  res.writeHead(status, { 'Content-Type': 'application/json', ...headers }).end(JSON.stringify(body));
}
