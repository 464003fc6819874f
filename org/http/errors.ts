import { randomBytes } from 'node:crypto';
import type Koa from 'koa';
import { SettingsError } from '../model/settings-error.js';
import { json } from './response.js';

/** Okta's error codes that the org uses, with status and summary (docs/okta-facts.md, section 5.4). */
const CATALOGUE = {
  E0000001: [400, 'Api validation failed: {0}'],
  E0000003: [400, 'The request body was not well-formed.'],
  E0000005: [403, 'Invalid session'],
  E0000006: [403, 'You do not have permission to perform the requested action'],
  E0000007: [404, 'Not found: Resource not found: {0}'],
  E0000008: [404, 'The requested path was not found'],
  E0000009: [500, 'Internal Server Error'],
  E0000010: [503, 'Service is in read only mode'],
  E0000011: [401, 'Invalid token provided'],
  E0000021: [400, 'Bad request.  Accept and/or Content-Type headers likely do not match supported values.'],
  E0000022: [405, 'The endpoint does not support the provided HTTP method'],
  E0000029: [400, 'Invalid paging request.'],
  E0000031: [400, 'Invalid search criteria.'],
  E0000047: [429, 'API call exceeded rate limit due to too many requests.'],
  E0000056: [403, 'Delete application forbidden.'],
  E0000090: [409, 'Duplicate role assignment exception.'],
} as const satisfies Record<string, readonly [status: number, summary: string]>;

export type OktaErrorCode = keyof typeof CATALOGUE;

/** Thrown by a handler to answer with one of Okta's JSON errors. */
export class OktaError extends Error {
  override readonly name = 'OktaError';

  /**
   * @param code from Okta's catalogue
   * @param subject replaces `{0}` in the summary
   * @param causes one sentence each
   */
  constructor(
    readonly code: OktaErrorCode,
    subject = '',
    readonly causes: readonly string[] = [],
  ) {
    super(CATALOGUE[code][1].replace('{0}', () => subject));
  }
}

/** Thrown by a handler of an OAuth endpoint to answer with the JSON of RFC 6749 section 5.2. */
export class OAuthError extends Error {
  override readonly name = 'OAuthError';

  /**
   * @param error the error code
   * @param description a sentence
   * @param challenge the value of `WWW-Authenticate`, if the answer has one
   */
  constructor(
    readonly status: 400 | 401 | 413,
    readonly error: string,
    description: string,
    readonly challenge?: string,
  ) {
    super(description);
  }
}

/** Answers errors in Okta's JSON envelope. An unexpected error becomes a 500 without details, which go to stderr. */
export function errors(): Koa.Middleware {
  return async (ctx, next) => {
    try {
      await next();
    } catch (error) {
      if (error instanceof OktaError) answer(ctx, error);
      else if (error instanceof OAuthError) answerOAuth(ctx, error);
      else if (error instanceof SettingsError) answer(ctx, invalid(error));
      else if (isClientError(error)) {
        answer(ctx, new OktaError('E0000001', 'request', [error.message]));
        ctx.status = error.status;
      } else {
        print(`${ctx.method} ${ctx.path}: `, error);
        answer(ctx, new OktaError('E0000009'));
      }
    }
  };
}

/**
 * The last handler of a path: refuses all methods that no handler before it accepted.
 *
 * @param methods those that the path has
 */
export function allowOnly(...methods: string[]): Koa.Middleware {
  return (ctx) => {
    ctx.set('Allow', methods.join(', '));
    throw new OktaError('E0000022');
  };
}

/** Error codes of Node for a connection that the client closed, or on which it sent something other than HTTP. */
const CONNECTION_ERROR = /^(HPE_|ECONNRESET$|ECONNABORTED$|EPIPE$|ERR_HTTP_REQUEST_TIMEOUT$|ERR_STREAM_)/;

/** Prints an uncaught error to stderr, unless it only says that a connection broke. */
export function reportError(error: NodeJS.ErrnoException): void {
  if (!CONNECTION_ERROR.test(error.code ?? '')) print('', error);
}

/** Prints an error with its stack, without anything as long as a token, a proof or a key. */
function print(prefix: string, error: unknown): void {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  console.error((prefix + text).replaceAll(/[\w-]{40,}/g, '…'));
}

function invalid({ problems }: SettingsError): OktaError {
  const causes = problems.map(([field, message]) => `${field}: ${message}`);
  return new OktaError('E0000001', problems[0]![0].replace(/\[.*/, ''), causes);
}

function answerOAuth(ctx: Koa.Context, { status, error, message, challenge }: OAuthError): void {
  ctx.status = status;
  if (challenge !== undefined) ctx.set('WWW-Authenticate', challenge);
  json(ctx, { error, error_description: message });
}

function answer(ctx: Koa.Context, { code, message, causes }: OktaError): void {
  ctx.status = CATALOGUE[code][0];
  json(ctx, {
    errorCode: code,
    errorSummary: message,
    errorLink: code,
    errorId: `oae${randomBytes(16).toString('base64url')}`,
    errorCauses: causes.map((errorSummary) => ({ errorSummary })),
  });
}

/** Whether a library threw an error that the client caused and may see (the convention of `http-errors`). */
function isClientError(error: unknown): error is Error & { status: number } {
  if (!(error instanceof Error)) return false;
  const { status, expose } = error as { status?: unknown; expose?: unknown };
  return expose === true && typeof status === 'number' && status >= 400 && status < 500;
}
