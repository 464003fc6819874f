import { randomBytes } from 'node:crypto';
import type Koa from 'koa';
import { SettingsError } from '../model/settings-error.js';

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
  E0000090: [409, 'Duplicate role assignment exception.'],
  E0000047: [429, 'API call exceeded rate limit due to too many requests.'],
  E0000056: [403, 'Delete application forbidden.'],
} as const satisfies Record<string, readonly [status: number, summary: string]>;

export type OktaErrorCode = keyof typeof CATALOGUE;

/** What a handler throws to answer with one of Okta's JSON errors. */
export class OktaError extends Error {
  override readonly name = 'OktaError';

  /**
   * @param code of Okta's catalogue
   * @param subject what the summary is about, where it has a place for it
   * @param causes a sentence each
   */
  constructor(
    readonly code: OktaErrorCode,
    subject = '',
    readonly causes: readonly string[] = [],
  ) {
    super(CATALOGUE[code][1].replace('{0}', () => subject));
  }
}

/** What a handler of an OAuth endpoint throws to answer with the JSON of RFC 6749 section 5.2. */
export class OAuthError extends Error {
  override readonly name = 'OAuthError';

  /**
   * @param error the code
   * @param description a sentence
   * @param challenge the `WWW-Authenticate` that goes with it, if any
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

/**
 * Answers errors in Okta's JSON envelope. What nobody expected becomes a 500 without details; those go to stderr, less
 * anything that could be a token, a proof or a key.
 */
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
        const what = error instanceof Error ? (error.stack ?? error.message) : String(error);
        console.error(`${ctx.method} ${ctx.path}: ${what}`.replaceAll(/[\w-]{40,}/g, '…'));
        answer(ctx, new OktaError('E0000009'));
      }
    }
  };
}

function invalid({ problems }: SettingsError): OktaError {
  const causes = problems.map(([field, message]) => `${field}: ${message}`);
  return new OktaError('E0000001', problems[0]![0].replace(/\[.*/, ''), causes);
}

/** Answers with the JSON of OAuth's own endpoints. */
function answerOAuth(ctx: Koa.Context, { status, error, message, challenge }: OAuthError): void {
  ctx.status = status;
  if (challenge !== undefined) ctx.set('WWW-Authenticate', challenge);
  json(ctx, { error, error_description: message });
}

/** Answers with JSON under Okta's plain media type; Koa would add a charset. */
export function json(ctx: Koa.Context, body: unknown): void {
  ctx.set('Content-Type', 'application/json');
  ctx.body = JSON.stringify(body);
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

/** Whether a library threw what is the client's fault, to be told so (the convention of `http-errors`). */
function isClientError(error: unknown): error is Error & { status: number } {
  if (!(error instanceof Error)) return false;
  const { status, expose } = error as { status?: unknown; expose?: unknown };
  return expose === true && typeof status === 'number' && status >= 400 && status < 500;
}
