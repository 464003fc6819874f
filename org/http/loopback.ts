import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { portTaken } from '../../cli/ports.js';

/** A server that answers at `http://localhost:{port}`. */
export interface Listening {
  port: number;
  close(): Promise<void>;
}

/** Thrown by {@link listenOnLoopback} when another program uses the port. */
export class PortTakenError extends Error {
  readonly code = 'ERR_PORT_TAKEN';
  override readonly name = 'PortTakenError';

  constructor(port: number) {
    super(portTaken('ORG_PORT', port).message);
  }
}

/**
 * Listens on 127.0.0.1 and, if the machine has IPv6, on ::1, since `localhost` can mean either. Never on other addresses.
 *
 * @param port 0 for any free port
 * @throws PortTakenError, or the system's error for other reasons
 */
export async function listenOnLoopback(handler: RequestListener, port: number): Promise<Listening> {
  const first = await listen(handler, '127.0.0.1', port);
  const chosen = (first.address() as AddressInfo).port;
  const servers = [first];
  try {
    servers.push(await listen(handler, '::1', chosen));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'EADDRNOTAVAIL' && code !== 'EAFNOSUPPORT') {
      await close(first);
      if (code === 'ERR_PORT_TAKEN' && port === 0) return listenOnLoopback(handler, 0);
      throw error;
    }
  }
  return {
    port: chosen,
    close: async () => {
      await Promise.all(servers.map(close));
    },
  };
}

function listen(handler: RequestListener, host: string, port: number): Promise<Server> {
  // Milliseconds. Idle connections stay open longer than most clients keep them: if the org closed one just when a browser
  // reuses it, the browser would repeat the request with the same proof. Slow requests are looked for every second.
  const server = createServer(
    { requestTimeout: 15_000, headersTimeout: 10_000, connectionsCheckingInterval: 1000, keepAliveTimeout: 75_000 },
    handler,
  );
  // No header line is left out, so that a second `DPoP` header is seen wherever it is. Their size is limited anyway.
  server.maxHeadersCount = 0;
  return new Promise((resolve, reject) => {
    const fail = (error: NodeJS.ErrnoException): void =>
      reject(error.code === 'EADDRINUSE' ? new PortTakenError(port) : error);
    server.once('error', fail).listen({ host, port }, () => resolve(server.off('error', fail)));
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
