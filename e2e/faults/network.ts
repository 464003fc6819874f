import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { listenOnLoopback } from '../../org/http/loopback.js';
import type { Exchange } from '../wire.js';

/** What happens to a request on its way. `org` hands it on, after which the org answers it. */
export type Fault = (request: IncomingMessage, response: ServerResponse, org: () => void) => void;

/** Requests to a path, or to what a pattern finds; `times` is how many of them the fault meets. */
interface Place {
  path: string | RegExp;
  fault: Fault;
  times: number;
}

/**
 * What lies between the browsers and a server, as the server sees it: it records every request, and where it was told
 * to, it fails. So a fault is the same in every browser, and the record is none of theirs.
 */
export class Network {
  readonly exchanges: Exchange[] = [];
  /**
   * Whether connections are used again. Off, since of a connection that was used before and ends without an answer
   * Chromium repeats the request by itself, as it was: what the app does would not be seen.
   */
  keepAlive = false;
  #faults: Place[] = [];

  /** @param origin of the server; asked for when the first request arrives */
  constructor(private readonly origin: () => string) {}

  /** A fault for requests from now on; the newest that fits is the one that acts. Preflights are spared. */
  fail(path: string | RegExp, fault: Fault, times = Infinity): void {
    this.#faults.unshift({ path, fault, times });
  }

  /** No faults any more. */
  mend(): void {
    this.#faults = [];
    this.keepAlive = false;
  }

  /** What went to a path, or everything. Preflights are left out. */
  to(path?: string): Exchange[] {
    return this.exchanges.filter(
      ({ method, url }) => method !== 'OPTIONS' && (path === undefined || url.pathname === path),
    );
  }

  /** Forgets what was recorded. */
  clear(): void {
    this.exchanges.length = 0;
  }

  /** The server, behind this network. */
  around(server: RequestListener): RequestListener {
    return (request, response) => {
      if (!this.keepAlive) response.shouldKeepAlive = false;
      const exchange = record(request, response, this.origin());
      this.exchanges.push(exchange);
      const found = request.method === 'OPTIONS' ? undefined : this.#faultAt(exchange.url.pathname);
      const handOn = (): void => server(request, response);
      if (!found) {
        handOn();
        return;
      }
      found.times -= 1;
      found.fault(request, response, handOn);
    };
  }

  #faultAt(pathname: string): Place | undefined {
    return this.#faults.find(
      ({ path, times }) => times > 0 && (typeof path === 'string' ? path === pathname : path.test(pathname)),
    );
  }
}

/** Without what is the same as an earlier one, down to the proof. */
export function withoutRepeated(exchanges: Exchange[]): Exchange[] {
  const proofs = exchanges.map(({ requestHeaders }) => requestHeaders['dpop']);
  return exchanges.filter((_exchange, index) => !proofs[index] || proofs.indexOf(proofs[index]) === index);
}

function record(request: IncomingMessage, response: ServerResponse, origin: string): Exchange {
  const sent: Buffer[] = [];
  const answered: Buffer[] = [];
  const exchange: Exchange = {
    method: request.method!,
    url: new URL(request.url!, origin),
    requestHeaders: request.headers as Record<string, string>,
    body: null,
    status: 0,
    responseHeaders: {},
  };
  // Listening for data would take it from the server behind: what is emitted anyway is copied instead.
  const emit = request.emit.bind(request) as (...given: unknown[]) => boolean;
  request.emit = (...given: [unknown, ...unknown[]]) => {
    if (given[0] === 'data') {
      sent.push(given[1] as Buffer);
      exchange.body = Buffer.concat(sent).toString();
    }
    return emit(...given);
  };
  const end = response.end.bind(response) as (...given: unknown[]) => ServerResponse;
  response.end = (...given: unknown[]) => {
    if (typeof given[0] === 'string' || Buffer.isBuffer(given[0])) answered.push(Buffer.from(given[0]));
    return end(...given);
  };
  response.once('close', () => {
    if (!response.headersSent) return;
    exchange.status = response.statusCode;
    exchange.responseHeaders = Object.fromEntries(
      Object.entries(response.getHeaders()).map(([name, value]) => [name, String(value)]),
    );
    if (exchange.url.pathname === '/oauth2/v1/token') exchange.json = parsed(Buffer.concat(answered).toString());
  });
  return exchange;
}

function parsed(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return {};
  }
}

/** Another origin, which takes whatever reaches it and lets any page read its answers. */
export interface Elsewhere {
  origin: string;
  network: Network;
  close(): Promise<void>;
}

/** Starts one. Its answers carry a nonce, too, which must not be used at the org. */
export async function openElsewhere(): Promise<Elsewhere> {
  let origin = 'http://localhost';
  const network = new Network(() => origin);
  const answer: RequestListener = (request, response) => {
    response.writeHead(request.method === 'OPTIONS' ? 204 : 200, {
      'Content-Type': 'application/json',
      'Access-Control-Allow-Origin': '*',
      'Access-Control-Allow-Headers': 'authorization, dpop, content-type',
      'Access-Control-Expose-Headers': 'DPoP-Nonce',
      'DPoP-Nonce': 'nonce-of-elsewhere',
    });
    response.end(request.method === 'OPTIONS' ? undefined : '[]');
  };
  const listening = await listenOnLoopback(network.around(answer), 0);
  origin = `http://localhost:${listening.port}`;
  return { origin, network, close: () => listening.close() };
}
