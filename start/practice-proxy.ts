import { request as requestOf, type IncomingMessage, type ServerResponse } from 'node:http';
import { answer, isForOwnPages } from './own-pages.js';

/** The part of the local org's paths that Okta does not have. */
export const PRACTICE_PATH = /^\/practice\//;

/**
 * Forwards a request for `/practice/*` to the local org, so that pages of the app can use it on their own origin. The org
 * takes only requests of its own pages, so `Origin` becomes the org's.
 *
 * @param appOrigin the address of the app
 * @param orgOrigin the address of the local org
 */
export function forwardToOrg(
  request: IncomingMessage,
  response: ServerResponse,
  { appOrigin, orgOrigin }: { appOrigin: string; orgOrigin: string },
): void {
  if (!isForOwnPages(request, response, appOrigin)) return;
  const { origin, ...headers } = request.headers;
  const forwarded = requestOf(
    new URL(request.url!, orgOrigin),
    {
      method: request.method,
      headers: { ...headers, host: new URL(orgOrigin).host, ...(origin !== undefined && { origin: orgOrigin }) },
    },
    (received) => {
      response.writeHead(received.statusCode!, received.headers);
      received.pipe(response);
    },
  );
  forwarded.on('error', () => {
    if (response.headersSent) response.destroy();
    else answer(response, 502, `The local org at ${orgOrigin} does not answer.`);
  });
  request.pipe(forwarded);
}
