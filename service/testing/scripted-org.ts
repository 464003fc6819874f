import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { decodeJwt, type JWTPayload } from 'jose';

/** A request as it came over the wire. */
export interface Received {
  method: string;
  /** Path and query. */
  url: string;
  headers: IncomingMessage['headers'];
  body: string;
  proof: JWTPayload | undefined;
  assertion: JWTPayload | undefined;
}

/** What is sent back. `cut` ends the connection in the middle of the body, or before the head with a status of 0. */
export interface Scripted {
  status?: number;
  headers?: Record<string, string | string[]>;
  body?: unknown;
  cut?: boolean;
}

/** A server that answers whatever a test wants, and remembers what it was asked. */
export interface ScriptedOrg {
  origin: string;
  received: Received[];
  /** Those to the token endpoint. */
  tokenRequests: () => Received[];
  /** All others. */
  calls: () => Received[];
  close: () => Promise<void>;
}

export type Script = (request: Received, number: number) => Scripted | undefined;

/** Starts one. What a script leaves open is answered as a plain org does: a token of the asked type, and `[]`. */
export async function startScriptedOrg(script: { token?: Script; api?: Script } = {}): Promise<ScriptedOrg> {
  const received: Received[] = [];
  const isToken = ({ url }: Received): boolean => url === '/oauth2/v1/token';
  const server = createServer((req, res) => void answer(req, res));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    tokenRequests: () => received.filter(isToken),
    calls: () => received.filter((request) => !isToken(request)),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };

  async function answer(req: IncomingMessage, res: ServerResponse): Promise<void> {
    let body = '';
    for await (const chunk of req as AsyncIterable<Buffer>) body += chunk.toString();
    const assertion = new URLSearchParams(body).get('client_assertion');
    const dpop = req.headers['dpop'];
    const request = {
      method: req.method!,
      url: req.url!,
      headers: req.headers,
      body,
      proof: typeof dpop === 'string' ? decodeJwt(dpop) : undefined,
      assertion: assertion === null ? undefined : decodeJwt(assertion),
    };
    received.push(request);
    const number = received.filter((one) => isToken(one) === isToken(request)).length;
    const scripted = isToken(request)
      ? (script.token?.(request, number) ?? { body: tokenBody(request, number) })
      : (script.api?.(request, number) ?? { body: [] });
    send(res, scripted);
  }
}

/** A good answer of the token endpoint. */
export function tokenBody({ proof }: Received, number = 1): Record<string, unknown> {
  const type = proof ? 'DPoP' : 'Bearer';
  return { token_type: type, expires_in: 3600, access_token: `token-${number}`, scope: 'okta.users.read' };
}

function send(res: ServerResponse, { status = 200, headers = {}, body = '', cut = false }: Scripted): void {
  if (status === 0) {
    res.socket?.destroy();
    return;
  }
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const type = typeof body === 'string' ? {} : { 'Content-Type': 'application/json' };
  res.writeHead(status, { ...type, ...headers, ...(cut && { 'Content-Length': text.length + 100 }) });
  if (cut) res.write(text, () => res.socket?.destroy());
  else res.end(text);
}
