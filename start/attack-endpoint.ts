import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AttackRequest } from '../dpop/attacks/change.js';
import { runTokenAttacks, TOKEN_ATTACKS } from '../dpop/attacks/token-endpoint.js';
import { answer, isForOwnPages } from './own-pages.js';

/** What the attack lab of the app needs beside the org: the paths that the app's server answers itself. */
export const ATTACK_PATH = /^\/attack\//;

/** The largest request that a page may have sent, in bytes: a proof of 200 kB, encoded twice, with room. */
const MAX_BYTES = 1024 * 1024;

/** Milliseconds for one request, and for a sign-in. */
const TIMEOUT = 20_000;

interface Origins {
  appOrigin: string;
  /** The local org, the only server that is attacked. */
  orgOrigin: string;
}

/**
 * `/attack/v1/*`, for the attack lab, on the app's own origin and only where the app uses a local org:
 *
 * - `POST /attack/v1/send` sends a request to the org as it is. A page cannot set `Host`, repeat a header, or keep dot
 *   segments. The answer is `{ status, headers, body }`, or `null` when the org closed the connection.
 * - `POST /attack/v1/bearer-token` signs a user of the practice org in to its bearer app: `{ accessToken, login }`.
 * - `POST /attack/v1/authorization-server` tries the attacks on the org's authorization server, with a session of its own. It
 *   streams the results, one JSON object to a line, as `npm run attack -- --json` has them.
 * - `GET /attack/v1/guard` tells how the org's guard is set: `{ ignoredCheck, apiNonce }`; `{}` if the org does not answer.
 */
export async function answerAttack(
  request: IncomingMessage,
  response: ServerResponse,
  { appOrigin, orgOrigin }: Origins,
): Promise<void> {
  if (!isForOwnPages(request, response, appOrigin)) return;
  const [, method, path] = /^(\S+) \/attack\/v1\/(.*)$/.exec(`${request.method} ${request.url}`) ?? [];
  try {
    if (path === 'guard' && method === 'GET') {
      json(response, await guardOf(orgOrigin));
    } else if (path === 'send' && method === 'POST') {
      const attack = await readRequest(request);
      const { send } = await import('../attack/send.js');
      // Wherever `Host` and the target point to, the connection is one to the org.
      json(response, (await send({ ...attack, origin: orgOrigin }, AbortSignal.timeout(TIMEOUT))) ?? null);
    } else if (path === 'bearer-token' && method === 'POST') {
      const { login } = (await readJson(request)) as { login?: unknown };
      const { bearerTokenOf } = await import('../attack/practice-loot.js');
      json(response, await bearerTokenOf(String(login), orgOrigin, appOrigin));
    } else if (path === 'authorization-server' && method === 'POST') {
      await readJson(request);
      await attackAuthorizationServer(response, orgOrigin, appOrigin);
    } else {
      answer(response, 404, 'Expected GET guard, or POST send, bearer-token or authorization-server.');
    }
  } catch (error) {
    if (response.headersSent) response.destroy();
    else if (error instanceof BadRequestError) answer(response, error.status, error.message);
    else
      answer(response, 502, `The local org at ${orgOrigin} does not answer as expected: ${(error as Error).message}`);
  }
}

class BadRequestError extends Error {
  override readonly name = 'BadRequestError';

  constructor(
    readonly status: 400 | 413 | 415,
    message: string,
  ) {
    super(message);
  }
}

async function attackAuthorizationServer(response: ServerResponse, org: string, app: string): Promise<void> {
  const [{ practiceTokenServer }, { practiceOrg }, { toJson }] = await Promise.all([
    import('../attack/practice-token-server.js'),
    import('../attack/practice-org.js'),
    import('../attack/report.js'),
  ]);
  const signal = AbortSignal.timeout(3 * TIMEOUT);
  const server = await practiceTokenServer(org, app, signal);
  try {
    response.writeHead(200, { 'Content-Type': 'application/x-ndjson', 'Cache-Control': 'no-store' });
    for await (const result of runTokenAttacks(TOKEN_ATTACKS, server, practiceOrg(org, signal).checkThatStopped)) {
      response.write(`${JSON.stringify(toJson(result))}\n`);
    }
  } finally {
    await server.close();
  }
  response.end();
}

async function guardOf(orgOrigin: string): Promise<object> {
  try {
    const switches = await fetch(`${orgOrigin}/practice/v1/switches`, { signal: AbortSignal.timeout(TIMEOUT) });
    const { ignoredCheck, apiNonce } = (await switches.json()) as { ignoredCheck: string | null; apiNonce: boolean };
    return { ignoredCheck, apiNonce };
  } catch {
    return {};
  }
}

/** @throws BadRequestError */
async function readRequest(request: IncomingMessage): Promise<AttackRequest> {
  const { method, target, headers, body } = (await readJson(request)) as Partial<AttackRequest>;
  const isText = (value: unknown): value is string => typeof value === 'string';
  const isGood =
    isText(method) &&
    isText(target) &&
    Array.isArray(headers) &&
    headers.every((header: unknown) => Array.isArray(header) && header.length === 2 && header.every(isText)) &&
    (body === undefined || isText(body));
  if (!isGood) {
    throw new BadRequestError(400, 'Expected {"method", "target", "headers": [["name", "value"], …], "body"?}.');
  }
  return { method, target, headers, origin: '', ...(body !== undefined && { body }) };
}

/** @throws BadRequestError for another type than JSON, for a body that is no JSON object, and for one that is too long */
async function readJson(request: IncomingMessage): Promise<object> {
  // A page of another origin could send other types without asking first.
  if (!/^application\/json\s*(;|$)/i.test(request.headers['content-type'] ?? '')) {
    throw new BadRequestError(415, 'Expected the header "Content-Type: application/json".');
  }
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) {
    text += String(chunk);
    if (text.length > MAX_BYTES) throw new BadRequestError(413, `Expected at most ${MAX_BYTES} bytes.`);
  }
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value;
  } catch {
    // is told below
  }
  throw new BadRequestError(400, 'Expected a JSON object.');
}

function json(response: ServerResponse, value: object | null): void {
  response
    .writeHead(200, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' })
    .end(JSON.stringify(value));
}
