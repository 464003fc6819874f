import type { HttpErrorResponse } from '@angular/common/http';
import { readChallenge } from './challenge';

/** The facts in an error, whoever threw it. */
export interface OktaError {
  /** HTTP status; 0 when there was no answer, undefined when the error has nothing to do with HTTP. */
  status?: number;
  code?: string;
  description?: string;
  /** The scope that a challenge asks for. */
  scope?: string;
  /** A header of the answer; null when it has none, or when the page may not read it (CORS). */
  header: (name: string) => string | null;
}

/**
 * Reads what Okta said: from `WWW-Authenticate` first (its API sends proof errors with an empty body), else from the
 * JSON body, which comes in two forms (`error`, `error_description` and `errorCode`, `errorSummary`).
 *
 * @param error an HttpErrorResponse, or one of okta-auth-js' AuthApiError, OAuthError, WWWAuthError, AuthSdkError
 * @param body the body of the answer, where it had to be waited for
 */
export function readOktaError(error: unknown, body?: unknown): OktaError {
  if (isHttpError(error)) {
    const challenge = readChallenge(error.headers.get('WWW-Authenticate'));
    const header = (name: string): string | null => error.headers.get(name);
    return { status: error.status, header, ...oktaErrorOf(challenge, parsed(body ?? error.error)) };
  }
  if (typeof error !== 'object' || error === null) return { description: String(error), header: () => null };

  const { resp, xhr, meta, name, message } = error as AuthJsError;
  const response = resp ?? xhr;
  const challenge = readChallenge(response?.headers?.['www-authenticate'] ?? meta?.wwwAuthHeader);
  const header = (name: string): string | null => response?.headers?.[name.toLowerCase()] ?? null;
  // okta-auth-js leaves out an `error` without `error_description`, which is optional (RFC 6749 section 5.2).
  const said = oktaErrorOf(challenge, response?.responseJSON ?? error);
  const facts: OktaError = { ...(message !== undefined && { description: message }), header, ...said };
  if (response) return { ...facts, status: response.status };
  // A challenge with the DPoP scheme becomes a WWWAuthError without its response; the code tells the status
  // (RFC 6750 section 3.1).
  if (name === 'WWWAuthError') return { ...facts, status: STATUS_OF[facts.code ?? ''] ?? 400 };
  // okta-auth-js wraps what fetch throws when there was no answer into an AuthApiError without a response.
  const isUnanswered = name === 'TimeoutError' || (name === 'AuthApiError' && !facts.code);
  // It does the same with an answer that it cannot parse, of which the browser quotes the beginning.
  if (isUnanswered && message?.includes('JSON')) return { status: 200, header };
  return isUnanswered ? { ...facts, status: 0 } : facts;
}

/** By its name: with its class, the words for errors, which are loaded late, would hold all of HttpClient. */
export function isHttpError(error: unknown): error is HttpErrorResponse {
  return (error as HttpErrorResponse | null | undefined)?.name === 'HttpErrorResponse';
}

const STATUS_OF: Record<string, number> = { invalid_token: 401, insufficient_scope: 403 };

interface AuthJsResponse {
  status: number;
  headers?: Record<string, string>;
  responseJSON?: object;
}

interface AuthJsError {
  name?: string;
  message?: string;
  resp?: AuthJsResponse | null;
  xhr?: AuthJsResponse;
  meta?: { wwwAuthHeader?: string };
}

/** The JSON in an answer to a request for text or bytes. */
function parsed(body: unknown): unknown {
  const text = body instanceof ArrayBuffer ? new TextDecoder().decode(body) : body;
  if (typeof text !== 'string') return text;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function oktaErrorOf(challenge: ReturnType<typeof readChallenge>, body: unknown): Omit<OktaError, 'header'> {
  const said = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  const code = challenge?.error ?? said['error'] ?? said['errorCode'];
  // okta-auth-js gives its own errors the code INTERNAL, which tells nobody anything.
  const description = challenge?.error_description ?? said['error_description'] ?? said['errorSummary'];
  return {
    ...(typeof code === 'string' && code !== 'INTERNAL' && { code }),
    ...(typeof description === 'string' && description && { description }),
    ...(challenge?.scope && { scope: challenge.scope }),
  };
}

/**
 * Whether an error says that the key pair of the tokens is no longer in this browser. okta-auth-js 8.0.1 says so with this
 * text alone (oidc/dpop.ts, `findKeyPair`).
 */
export function isKeyGone(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('Unable to locate dpop key pair');
}
