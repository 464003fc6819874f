import { request as http, type IncomingHttpHeaders, type RequestOptions } from 'node:http';
import { request as https } from 'node:https';
import type { AttackRequest } from '../dpop/attacks/change.js';

/** An answer, as far as a report needs it. */
export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  /** At most {@link MAX_BODY} characters. */
  body: string;
}

const MAX_BODY = 2000;

/** The longest time for an answer. Milliseconds. */
const TIMEOUT = 15_000;

/**
 * Sends a request exactly as it is: `fetch` would change `Host`, join repeated headers and resolve dot segments.
 *
 * @throws the error of the connection, such as ECONNREFUSED
 */
export function send({ method, origin, target, headers }: AttackRequest, signal: AbortSignal): Promise<Answer> {
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
      let body = '';
      response.setEncoding('utf8').on('data', (text: string) => {
        if (body.length < MAX_BODY) body += text;
      });
      response.on('end', () => {
        resolve({ status: response.statusCode!, headers: response.headers, body: body.slice(0, MAX_BODY) });
      });
      response.on('error', reject);
    });
    request.on('timeout', () => request.destroy(new Error(`No answer within ${TIMEOUT / 1000} seconds.`)));
    request.on('error', reject);
    request.end();
  });
}
