import type { Context } from 'koa';
import { OAuthError } from '../../http/errors.js';
import type { App } from '../../model/app.js';

/** A token request after client authentication. */
export interface TokenRequest {
  ctx: Context;
  /** The parameters, each once. */
  form: URLSearchParams;
  /** The client. */
  app: App;
}

/** @throws OAuthError when the parameter is missing */
export function requireParameter({ form }: TokenRequest, name: string): string {
  const value = form.get(name);
  if (value) return value;
  throw new OAuthError(400, 'invalid_request', `The required parameter '${name}' is missing.`);
}

/** The requested scopes without duplicates; undefined when the request names none. */
export function requestedScopes({ form }: TokenRequest): string[] | undefined {
  const scopes = [...new Set((form.get('scope') ?? '').split(' ').filter(Boolean))];
  // The characters of a scope (RFC 6749 section 3.3).
  if (scopes.some((scope) => !/^[\x21\x23-\x5b\x5d-\x7e]+$/.test(scope))) {
    throw new OAuthError(
      400,
      'invalid_scope',
      'The requested scope is invalid, unknown, malformed, or exceeds the scope granted by the resource owner.',
    );
  }
  return scopes.length > 0 ? scopes : undefined;
}
