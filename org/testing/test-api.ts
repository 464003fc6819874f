import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { connect } from 'node:net';
import { calculateJwkThumbprint, importJWK, SignJWT, type JWK, type JWTPayload } from 'jose';
import { makeProof } from '../../dpop/make-proof.js';
import { generateProofKey, type ProofKey } from '../../dpop/proof-key.js';
import type { AccessTokenClaims } from '../tokens/access-tokens.js';
import { ADA, smallSeed, SPA } from './small-seed.js';
import { startTestOrg } from './test-org.js';

/** A request, by the path at the org under test. */
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

/** A real org with a small seed, a clock that only the test moves, and access tokens with any claims. */
export interface TestApi {
  origin: string;
  /** The org's clock, in seconds since the epoch. */
  clock: { now: number };
  key: ProofKey;
  jkt: string;
  /** An access token of Ada for the SPA, bound to `key`. `undefined` leaves a claim out. */
  token: (changes?: Partial<Record<keyof AccessTokenClaims, unknown>>) => Promise<string>;
  /** A good proof for a GET with this token. */
  proof: (accessToken: string, path: string, claims?: object, header?: object, by?: ProofKey) => Promise<string>;
  send: (request: Sent) => Promise<Answer>;
  /** A GET with a token bound to `key`, and a good proof. */
  get: (path: string, accessToken?: string) => Promise<Answer>;
  /** What the System Log has on the request of this answer. */
  loggedFor: (answer: Answer) => Promise<LoggedEvent>;
  /** Sends bytes as they are; resolves to the status. */
  sendRaw: (bytes: Buffer) => Promise<number>;
  close: () => Promise<void>;
}

/** The parts of an event of `/api/v1/logs` that tests look at. */
export interface LoggedEvent {
  transaction: { id: string };
  actor: { alternateId: string };
  debugContext: { debugData: { dpopChecks: string } };
}

export const SCOPES = ['openid', 'profile', 'email', 'okta.users.read', 'okta.users.read.self', 'okta.apps.read'];

/** The `jti`s of tokens that are not revoked. Each token takes the next one. */
const JTIS = Array.from({ length: 500 }, (_, index) => `AT.${index}`);

export async function startTestApi(): Promise<TestApi> {
  const clock = { now: Math.floor(Date.now() / 1000) };
  let signingKey: JWK = {};
  const org = await startTestOrg({
    clock,
    seed: smallSeed,
    state: (state) => {
      for (const jti of JTIS) state.set('AccessToken', jti, { clientId: SPA.client_id, userId: ADA.id });
      signingKey = state.secrets.accessTokenKey;
    },
  });
  const { origin, port } = org;
  const privateKey = await importJWK(signingKey, 'RS256');
  const key = await generateProofKey();
  const jkt = await calculateJwkThumbprint(key.jwk);
  const unused = JTIS.values();

  const api: TestApi = {
    origin,
    clock,
    key,
    jkt,
    token: (changes = {}) =>
      new SignJWT({
        ver: 1,
        jti: unused.next().value!,
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
        .setProtectedHeader({ alg: 'RS256', typ: 'application/okta-internal-at+jwt' })
        .sign(privateKey),
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
    loggedFor: async ({ headers }) => {
      const { body } = await api.get('/api/v1/logs?limit=1000', await api.token({ scp: ['okta.logs.read'] }));
      const events = JSON.parse(body) as LoggedEvent[];
      return events.find(({ transaction }) => transaction.id === headers['x-okta-request-id'])!;
    },
    sendRaw: (bytes) =>
      new Promise((resolve, reject) => {
        const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
        socket.on('error', reject).once('data', (data) => {
          resolve(Number(/^HTTP\/1\.1 (\d+)/.exec(data.toString('latin1'))?.[1]));
          socket.destroy();
        });
      }),
    close: () => org.close(),
  };
  return api;
}

/** An `ath` without the code under test. */
async function sha256(text: string): Promise<string> {
  return Buffer.from(await crypto.subtle.digest('SHA-256', Buffer.from(text))).toString('base64url');
}
