import { createServer, request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { calculateJwkThumbprint, compactVerify, generateKeyPair, SignJWT, type JWTPayload } from 'jose';
import Koa from 'koa';
import type { AccessTokenClaims, OrgContext } from '../../context.js';
import { makeProof } from '../../../dpop/make-proof.js';
import { generateProofKey, type ProofKey } from '../../../dpop/proof-key.js';
import { cors } from '../../http/cors.js';
import { errors } from '../../http/errors.js';
import { checkHost } from '../../http/host.js';
import { requestId } from '../../http/request-id.js';
import { ProofReplays } from '../../replays.js';
import type { AccessDecision } from '../access-decision.js';
import { AppChanges } from '../../apps/app-changes.js';
import { Switches } from '../../switches/switches.js';
import { SystemLog } from '../../system-log/system-log.js';
import { TrustedOrigins } from '../../trusted-origins.js';
import { resourceServer } from '../routes.js';
import { ADA, DIRECTORY, SPA } from './directory.js';

/** A request, by the path at the server under test. */
export interface Sent {
  method?: string;
  path: string;
  /** A list stands for several headers of one name. */
  headers?: Readonly<Record<string, string | string[] | undefined>>;
  body?: string;
}

export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  /** Each value on its own, where a header came more than once. */
  all: (name: string) => string[];
  body: string;
}

/** The resource server alone, at a port of its own, with tokens by a key of this test. */
export interface TestApi {
  origin: string;
  /** Seconds since the epoch; what the server takes for now. */
  clock: { now: number };
  key: ProofKey;
  jkt: string;
  /** What the guard made of the last request that it saw. */
  lastAccess: () => AccessDecision | undefined;
  revokedRefreshTokens: [token: string, clientId: string][];
  /** An access token of Ada for the SPA, bound to `key`; `undefined` leaves a claim out. */
  token: (changes?: Partial<Record<keyof AccessTokenClaims, unknown>>) => Promise<string>;
  /** A good proof for a GET with this token, made by jose. */
  proof: (accessToken: string, path: string, claims?: object, header?: object, by?: ProofKey) => Promise<string>;
  send: (request: Sent) => Promise<Answer>;
  /** A GET with a token bound to `key`, and a good proof. */
  get: (path: string, accessToken?: string) => Promise<Answer>;
  /** Sends bytes as they are; resolves to the status. */
  sendRaw: (bytes: Buffer) => Promise<number>;
  close: () => Promise<void>;
}

export const SCOPES = ['openid', 'profile', 'email', 'okta.users.read', 'okta.users.read.self', 'okta.apps.read'];

/** Keeps nothing. */
const NO_STATE = { get: () => undefined, values: () => [], set: () => undefined, delete: () => undefined };

export async function startApi(): Promise<TestApi> {
  const clock = { now: Math.floor(Date.now() / 1000) };
  const signing = await generateKeyPair('RS256');
  const key = await generateProofKey();
  const jkt = await calculateJwkThumbprint(key.jwk);
  const revoked = new Set<string>();
  const revokedRefreshTokens: [string, string][] = [];
  let access: AccessDecision | undefined;

  const app = new Koa();
  // Koa prints what goes wrong with a connection that a test cuts.
  app.silent = true;
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const origin = `http://localhost:${port}`;

  const context: OrgContext = {
    origin,
    now: () => clock.now,
    directory: DIRECTORY,
    appChanges: new AppChanges(DIRECTORY, () => clock.now),
    trustedOrigins: new TrustedOrigins([], NO_STATE, () => clock.now),
    accessTokens: {
      verify: (token) =>
        compactVerify(token, signing.publicKey).then(
          ({ payload }) => JSON.parse(new TextDecoder().decode(payload)) as AccessTokenClaims,
          () => undefined,
        ),
      isRevoked: ({ jti }) => revoked.has(jti),
      revoke: ({ jti }) => void revoked.add(jti),
    },
    refreshTokens: {
      revoke: async (...call) => void revokedRefreshTokens.push(call),
      inspect: () => undefined,
    },
    replays: new ProofReplays(() => clock.now),
    nonces: { current: () => 'a nonce', accepts: (nonce) => nonce === 'a nonce', rotate: () => undefined },
    log: new SystemLog(() => clock.now),
    switches: new Switches(),
  };
  app.use(checkHost(origin)).use(cors(context)).use(requestId(context)).use(errors());
  app.use(async (ctx, next) => {
    try {
      await next();
    } finally {
      access = ctx.state['access'] as AccessDecision | undefined;
    }
  });
  app.use(resourceServer(context));
  app.use((ctx) => {
    if (ctx.path === '/broken') throw new Error(`This is broken: ${'secret'.repeat(10)}`);
    ctx.body = 'next';
  });

  const handle = app.callback();
  server.on('request', (req, res) => void handle(req, res));

  const api: TestApi = {
    origin,
    clock,
    key,
    jkt,
    lastAccess: () => access,
    revokedRefreshTokens,
    token: (changes = {}) =>
      new SignJWT({
        ver: 1,
        jti: `AT.${crypto.randomUUID()}`,
        iss: origin,
        aud: origin,
        sub: ADA.profile.login,
        iat: clock.now,
        exp: clock.now + 3600,
        cnf: { jkt },
        cid: SPA.client_id,
        uid: ADA.id,
        scp: SCOPES,
        ...changes,
      } as JWTPayload)
        .setProtectedHeader({ alg: 'RS256' })
        .sign(signing.privateKey),
    proof: async (accessToken, path, claims, header, by = key) =>
      makeProof(
        by,
        { htm: 'GET', htu: origin + path, iat: clock.now, ath: await sha256(accessToken), ...claims },
        { header },
      ),
    send: ({ method = 'GET', path, headers = {}, body }) =>
      new Promise((resolve, reject) => {
        const all: NonNullable<Sent['headers']> = { Host: `localhost:${port}`, ...headers };
        const list = Object.entries(all).flatMap(([name, values]) =>
          [values ?? []].flat().flatMap((value) => [name, value]),
        );
        if (body !== undefined) list.push('Content-Length', String(Buffer.byteLength(body)));
        const request = httpRequest({ host: '127.0.0.1', port, method, path, headers: list, agent: false });
        request.on('error', reject).on('response', (response) => {
          const chunks: Buffer[] = [];
          response
            .on('data', (chunk: Buffer) => chunks.push(chunk))
            .on('end', () =>
              resolve({
                status: response.statusCode!,
                headers: response.headers,
                all: (name) => response.headersDistinct[name.toLowerCase()] ?? [],
                body: Buffer.concat(chunks).toString(),
              }),
            );
        });
        request.end(body);
      }),
    get: async (path, accessToken) => {
      const token = accessToken ?? (await api.token());
      const DPoP = await api.proof(token, decodeURIComponent(path.split('?')[0]!));
      return api.send({ path, headers: { Authorization: `DPoP ${token}`, DPoP } });
    },
    sendRaw: (bytes) =>
      new Promise((resolve, reject) => {
        const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
        socket.on('error', reject).once('data', (data) => {
          resolve(Number(/^HTTP\/1\.1 (\d+)/.exec(data.toString('latin1'))?.[1]));
          socket.destroy();
        });
      }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return api;
}

/** An `ath` without the code under test. */
async function sha256(text: string): Promise<string> {
  return Buffer.from(await crypto.subtle.digest('SHA-256', Buffer.from(text))).toString('base64url');
}
