import { request as http, type RequestOptions } from 'node:http';
import { request as https } from 'node:https';
import type { Answer } from '../dpop/attacks/answer.js';
import type { AttackRequest } from '../dpop/attacks/change.js';

/** How much of a body is kept. Characters. */
const MAX_BODY = 2000;

/** The longest time for an answer. Milliseconds. */
const TIMEOUT = 15_000;

/**
 * Sends a request exactly as it is: `fetch` would change `Host`, join repeated headers and resolve dot segments.
 *
 * @returns undefined when the server closed the connection in the place of an answer, or before all of a long request was
 *   sent
 * @throws other errors of the connection, such as ECONNREFUSED
 */
export function send(
  { method, origin, target, headers, body }: AttackRequest,
  signal: AbortSignal,
): Promise<Answer | undefined> {
  const { protocol, hostname, port } = new URL(origin);
  const options: RequestOptions = {
    method,
    hostname: hostname.replace(/^\[|\]$/g, ''),
    port,
    path: target,
    headers: headers.flat(),
    setHost: false,
    agent: false,
    timeout: TIMEOUT,
    signal,
  };
  return new Promise((resolve, reject) => {
    const request = (protocol === 'https:' ? https : http)(options, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (more: string) => {
        if (text.length < MAX_BODY) text += more;
      });
      response.on('end', () => {
        resolve({ status: response.statusCode!, headers: response.headers, body: text.slice(0, MAX_BODY) });
      });
      response.on('error', reject);
    });
    request.on('timeout', () => request.destroy(new Error(`No answer within ${TIMEOUT / 1000} seconds.`)));
    request.on('error', (error: NodeJS.ErrnoException) => {
      if (['ECONNRESET', 'EPIPE'].includes(error.code ?? '')) resolve(undefined);
      else reject(error);
    });
    request.end(body);
  });
}
