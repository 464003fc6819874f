import type Koa from 'koa';
import { AUTHORIZE_PATH, SIGN_IN_PATH } from '../http/paths.js';
import type { RequestState } from './request-state.js';
import type { LogEntry, Outcome } from './system-log.js';

/** The most characters that are kept of a text that a client may make as long as it likes. */
const MAX_LENGTH = 300;

/** How a request ended. */
export function outcomeOf(ctx: Koa.Context): LogEntry['outcome'] {
  const { signIn, explanation, notAuthorized } = ctx.state as RequestState;
  if (signIn && !signIn.user) return { result: 'FAILURE', reason: 'INVALID_CREDENTIALS' };
  const body = jsonBody(ctx);
  const challenge = header(ctx, 'WWW-Authenticate');
  const parameter = (name: string): string | undefined => new RegExp(`${name}="([^"]*)"`).exec(challenge)?.[1];
  const code = body['error'] ?? parameter('error');
  const reason =
    explanation ?? notAuthorized ?? body['error_description'] ?? body['errorSummary'] ?? parameter('error_description');
  return { result: resultOf(ctx, code), ...(typeof reason === 'string' && { reason: reason.slice(0, MAX_LENGTH) }) };
}

function resultOf(ctx: Koa.Context, code: unknown): Outcome {
  if (code === 'use_dpop_nonce') return 'CHALLENGE';
  if (ctx.status === 403 || ctx.status === 429) return 'DENY';
  const { notAuthorized } = ctx.state as RequestState;
  return ctx.status >= 400 || notAuthorized !== undefined ? 'FAILURE' : 'SUCCESS';
}

export function requestOf(ctx: Koa.Context): LogEntry['request'] {
  const userAgent = ctx.get('User-Agent').slice(0, MAX_LENGTH);
  const ipAddress = ctx.req.socket.remoteAddress;
  return {
    id: header(ctx, 'x-okta-request-id'),
    method: ctx.method,
    path: pathOf(ctx),
    status: ctx.status,
    ...(userAgent !== '' && { userAgent }),
    ...(ipAddress !== undefined && { ipAddress }),
  };
}

/** The JSON of the answer, whether it is set as an object or as text; empty for any other answer. */
export function jsonBody(ctx: Koa.Context): Record<string, unknown> {
  const { body } = ctx;
  if (typeof body === 'string' && ctx.response.is('json')) return JSON.parse(body) as Record<string, unknown>;
  return typeof body === 'object' && body !== null && !Buffer.isBuffer(body) ? (body as Record<string, unknown>) : {};
}

/** A header of the answer; empty when there is none (Koa returns undefined, whatever its types say). */
function header(ctx: Koa.Context, name: string): string {
  return String(ctx.res.getHeader(name) ?? '');
}

/** Without the id of a sign-in attempt, which is also in its cookie. */
function pathOf({ path }: Koa.Context): string {
  const endpoint = [SIGN_IN_PATH, AUTHORIZE_PATH].find((prefix) => path.startsWith(`${prefix}/`));
  return endpoint ?? path.slice(0, MAX_LENGTH);
}
