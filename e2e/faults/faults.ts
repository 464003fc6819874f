import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { decodeJwt } from 'jose';
import type { Fault } from './network.js';

/** Lets the page that asked read the answer, as the org does; without it there would be another fault (CORS). */
function readable(request: IncomingMessage): Record<string, string> {
  const origin = request.headers.origin;
  return {
    ...(origin && { 'Access-Control-Allow-Origin': origin }),
    'Access-Control-Expose-Headers': 'Date, DPoP-Nonce, Link, Retry-After, WWW-Authenticate, X-Rate-Limit-Reset',
  };
}

function answer(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  headers: Record<string, string> = {},
  body?: string,
): void {
  // One by one, since the record of the network does not see what only writeHead() is told.
  for (const [name, value] of Object.entries({ ...readable(request), ...headers })) response.setHeader(name, value);
  response.statusCode = status;
  response.end(body);
}

/** An answer of its own, in the place of the org's. */
export const answers =
  (status: number, headers: Record<string, string> = {}, body?: string): Fault =>
  (request, response) =>
    answer(request, response, status, headers, body);

/** A sign-in page of some proxy, with 200, where JSON was asked for. */
export const html: Fault = answers(
  200,
  { 'Content-Type': 'text/html' },
  '<!doctype html><title>Hotel</title><h1>Welcome to the hotel network</h1>',
);

/** A gateway that has lost what is behind it: a page of HTML with its status. */
export const gatewayError = (status: 500 | 502 | 503 | 504): Fault =>
  answers(status, { 'Content-Type': 'text/html' }, '<h1>Bad gateway</h1>');

export const redirect = (to: string, status: 302 | 307 | 308 = 307): Fault => answers(status, { Location: to });

/** The connection ends without an answer. */
export const hangUp: Fault = (request) => request.socket.destroy();

/** The org does what it was asked for, but the connection ends before its answer arrives. */
export const hangUpAfterwards: Fault = (request, response, org) => {
  response.writeHead = () => {
    request.socket.destroy();
    return response;
  };
  org();
};

/** The answer begins, and the connection ends in its middle. */
export const cutInTheMiddle: Fault = (request, response) => {
  response.writeHead(200, { ...readable(request), 'Content-Type': 'application/json', 'Content-Length': '5000' });
  response.write('[{"id":"00u1","status":"ACTIVE","profile":{"firstName":"Ad');
  setTimeout(() => request.socket.destroy(), 50);
};

/** The answer comes, milliseconds later. */
export const late =
  (milliseconds: number): Fault =>
  (_request, _response, org) =>
    void sleep(milliseconds).then(org);

/** The answer comes when the test says so. */
export function hold(): { fault: Fault; release: () => void } {
  let release = (): void => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  return { fault: (_request, _response, org) => void released.then(org), release };
}

/** The org's own answer, with headers put in the place of its own. */
export const withHeaders =
  (headers: Record<string, string>): Fault =>
  (_request, response, org) => {
    const writeHead = response.writeHead.bind(response) as (...given: unknown[]) => ServerResponse;
    response.writeHead = (...given: unknown[]) => {
      for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
      return writeHead(...given);
    };
    org();
  };

/** Asks for a nonce (RFC 9449 section 9). */
const askForNonce = (nonce: string): Fault =>
  answers(401, {
    'DPoP-Nonce': nonce,
    'WWW-Authenticate': 'DPoP error="use_dpop_nonce", error_description="Resource server requires nonce in DPoP proof"',
  });

/** A resource server that asks for a new nonce whatever it gets. */
export const neverContent: Fault = askForNonce('never-good-enough');

/**
 * A resource server with a nonce that changes with every answer (RFC 9449 section 8.2). It takes the newest ones.
 *
 * @param memory how many, @param once whether each is good for one request only
 */
export function nonceOnEveryAnswer({ memory = 1, once = true } = {}): Fault {
  let given: string[] = [];
  const next = (): string => {
    given = [...given, `nonce-${crypto.randomUUID()}`].slice(-memory);
    return given.at(-1)!;
  };
  return (request, response, org) => {
    const proof = request.headers['dpop'];
    const nonce = typeof proof === 'string' ? decodeJwt(proof)['nonce'] : undefined;
    if (!given.includes(String(nonce))) {
      askForNonce(next())(request, response, org);
      return;
    }
    if (once) given = given.filter((known) => known !== nonce);
    withHeaders({ 'DPoP-Nonce': next() })(request, response, org);
  };
}

/** What the org's token endpoint says of a refresh token that is no longer good. */
export const refuseRefresh: Fault = answers(
  400,
  { 'Content-Type': 'application/json' },
  JSON.stringify({ error: 'invalid_grant', error_description: 'The refresh token is invalid or expired.' }),
);
