import type { IncomingMessage, ServerResponse } from 'node:http';
import { isFromOtherOrigin } from '../org/http/other-origin.js';

/**
 * Refuses requests that are not for the app's own pages, or for programs on this machine. A request for another host comes
 * from a page that reaches this machine by DNS rebinding.
 *
 * @param appOrigin the address of the app
 * @returns whether the request may pass. If not, it is answered.
 */
export function isForOwnPages(request: IncomingMessage, response: ServerResponse, appOrigin: string): boolean {
  const isOwnHost = request.headers.host === new URL(appOrigin).host;
  if (isOwnHost && !isFromOtherOrigin(request.headers, appOrigin)) return true;
  answer(response, isOwnHost ? 403 : 421, `This is for pages of ${appOrigin} only.`);
  return false;
}

/** Answers with a line of text. */
export function answer(response: ServerResponse, status: number, text: string): void {
  response
    .writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store' })
    .end(`${text}\n`);
}
