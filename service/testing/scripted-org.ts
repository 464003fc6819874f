import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { decodeJwt, type JWTPayload } from 'jose';

/** A request that the org received. */
export interface ReceivedRequest {
  method: string;
  /** Path and query. */
  url: string;
  headers: IncomingMessage['headers'];
  body: string;
  proof: JWTPayload | undefined;
  assertion: JWTPayload | undefined;
}

/** A response. `cut` closes the connection within the body; a status of 0 closes it before the response. */
export interface ScriptedResponse {
  status?: number;
  headers?: Record<string, string | string[]>;
  body?: unknown;
  cut?: boolean;
}

/** An org whose responses a test chooses. It records the requests. */
export interface ScriptedOrg {
  origin: string;
  received: ReceivedRequest[];
  /** The requests to the token endpoint. */
  tokenRequests: () => ReceivedRequest[];
  /** All other requests. */
  calls: () => ReceivedRequest[];
  close: () => Promise<void>;
}

/** Chooses the response. `number` counts the requests to the token endpoint, or all others, from 1. */
export type Script = (request: ReceivedRequest, number: number) => ScriptedResponse | undefined;

/** Starts a scripted org. The default responses are a token of the requested type, and `[]`. */
export async function startScriptedOrg(
  script: { token?: Script; api?: Script; tls?: { key: string; cert: string } } = {},
): Promise<ScriptedOrg> {
  const received: ReceivedRequest[] = [];
  const isToken = ({ url }: ReceivedRequest): boolean => url === '/oauth2/v1/token';
  const listener = (req: IncomingMessage, res: ServerResponse): void => void respond(req, res);
  const server = script.tls ? createTlsServer(script.tls, listener) : createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `${script.tls ? 'https' : 'http'}://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    tokenRequests: () => received.filter(isToken),
    calls: () => received.filter((request) => !isToken(request)),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };

  async function respond(req: IncomingMessage, res: ServerResponse): Promise<void> {
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
    const number = received.filter((other) => isToken(other) === isToken(request)).length;
    const response = isToken(request)
      ? (script.token?.(request, number) ?? { body: tokenBody(request, number) })
      : (script.api?.(request, number) ?? { body: [] });
    send(res, response);
  }
}

/** A successful response of the token endpoint. */
export function tokenBody({ proof }: ReceivedRequest, number = 1): Record<string, unknown> {
  const type = proof ? 'DPoP' : 'Bearer';
  return { token_type: type, expires_in: 3600, access_token: `token-${number}`, scope: 'okta.users.read' };
}

function send(res: ServerResponse, { status = 200, headers = {}, body = '', cut = false }: ScriptedResponse): void {
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
