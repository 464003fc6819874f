import { request as requestOf, type IncomingMessage, type ServerResponse } from 'node:http';

/** The part of the local org's paths that Okta does not have. */
export const PRACTICE_PATH = /^\/practice\//;

/**
 * Forwards a request for `/practice/*` to the local org, so that pages of the app can use it on their own origin. The org
 * refuses pages of other origins by `Origin` and `Sec-Fetch-Site`; for the app's own pages `Origin` becomes the org's. A
 * request for another host comes from a page that reaches this machine by DNS rebinding, and is refused here.
 *
 * @param appOrigin the address of the app
 * @param orgOrigin the address of the local org
 */
export function forwardToOrg(
  request: IncomingMessage,
  response: ServerResponse,
  { appOrigin, orgOrigin }: { appOrigin: string; orgOrigin: string },
): void {
  const { origin, ...headers } = request.headers;
  if (headers.host !== new URL(appOrigin).host) {
    end(response, 421, `This is for pages of ${appOrigin} only.`);
    return;
  }
  const from = origin === appOrigin ? orgOrigin : origin;
  const forwarded = requestOf(
    new URL(request.url!, orgOrigin),
    {
      method: request.method,
      headers: { ...headers, host: new URL(orgOrigin).host, ...(from !== undefined && { origin: from }) },
    },
    (answer) => {
      response.writeHead(answer.statusCode!, answer.headers);
      answer.pipe(response);
    },
  );
  forwarded.on('error', () => {
    if (response.headersSent) response.destroy();
    else end(response, 502, `The local org at ${orgOrigin} does not answer.`);
  });
  request.pipe(forwarded);
}

function end(response: ServerResponse, status: number, text: string): void {
  response
    .writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store' })
    .end(`${text}\n`);
}
