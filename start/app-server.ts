import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import sirv from 'sirv';
import { CliError } from '../cli/cli-error.js';
import { portTaken } from '../cli/ports.js';
import { listenOnLoopback } from '../org/http/loopback.js';
import { issuerOf } from './app-config.js';
import { answerAttack, ATTACK_PATH } from './attack-endpoint.js';
import { forwardToOrg, PRACTICE_PATH } from './practice-proxy.js';
import { securityHeaders } from './security-headers.js';

export interface AppServer {
  origin: string;
  close(): Promise<void>;
}

export interface AppServerOptions {
  /** A build of the app. */
  directory: string;
  /** 0 for any free one. */
  port: number;
  /** The text to answer for `/okta.config.json`; read at every request. Left out: the file in `directory`. */
  config?: () => string;
}

/**
 * Serves a build of the app at `http://localhost:{port}`, every route that is no file with index.html, and with the
 * headers that a production server should send. Nothing is cached, so that a rebuild or an edited config shows at once. If
 * the app uses a local org, `/practice/*` is forwarded there, and `/attack/*` is for its attack lab.
 *
 * @throws CliError when the port is taken or not allowed
 */
export async function startAppServer({ directory, port, config }: AppServerOptions): Promise<AppServer> {
  const configText = config ?? (() => readFileSync(join(directory, 'okta.config.json'), 'utf8'));
  const files = sirv(directory, { dev: true, single: true });

  let origin = '';
  const handle = (request: IncomingMessage, response: ServerResponse): void => {
    const text = attempt(configText);
    for (const [name, value] of Object.entries(securityHeaders(text ?? ''))) response.setHeader(name, value);
    const orgOrigin = localOrg(text ?? '');
    if (orgOrigin !== undefined && PRACTICE_PATH.test(request.url ?? '')) {
      forwardToOrg(request, response, { appOrigin: origin, orgOrigin });
    } else if (orgOrigin !== undefined && ATTACK_PATH.test(request.url ?? '')) {
      void answerAttack(request, response, { appOrigin: origin, orgOrigin });
    } else if (request.method !== 'GET' && request.method !== 'HEAD') {
      end(response.setHeader('Allow', 'GET, HEAD'), 405, 'Only GET and HEAD are allowed.');
    } else if (config && text !== undefined && request.url?.split('?')[0] === '/okta.config.json') {
      end(response, 200, text, 'application/json');
    } else {
      // Files this small are sent whole: sirv throws on some ranges.
      delete request.headers.range;
      files(request, response, () => end(response, 404, 'There is no such file.'));
    }
  };

  try {
    const listening = await listenOnLoopback(handle, port);
    origin = new URL(`http://localhost:${listening.port}`).origin;
    return { origin, close: () => listening.close() };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ERR_PORT_TAKEN') throw portTaken('APP_PORT', port);
    if (code !== 'EACCES') throw error;
    throw new CliError('ERR_PORT_DENIED', `Port ${port} is not open to this user. Choose another by APP_PORT.`);
  }
}

function end(response: ServerResponse, status: number, text: string, type = 'text/plain'): void {
  response
    .writeHead(status, { 'Content-Type': `${type}; charset=utf-8`, 'Cache-Control': 'no-store' })
    .end(response.req.method === 'HEAD' ? undefined : text);
}

/** The address of the org in a config, if it is on this machine. */
function localOrg(configText: string): string | undefined {
  const issuer = issuerOf(configText);
  return typeof issuer === 'string' && /^http:\/\/localhost:\d+$/.test(issuer) ? issuer : undefined;
}

/** A config that cannot be read is the app's to explain, not the server's to fail on. */
function attempt(read: () => string): string | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
