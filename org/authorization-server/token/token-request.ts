import type { Context } from 'koa';
import { OAuthError } from '../../http/errors.js';
import type { App } from '../../model/app.js';

/** A token request whose client is known. */
export interface TokenRequest {
  ctx: Context;
  /** The parameters, each once. */
  form: URLSearchParams;
  /** Which app asks. */
  app: App;
}

/** Whether pages of an origin are the app's: it is that of a redirect URI. */
export function isOriginOf(app: App | undefined, origin: string): boolean {
  return app?.redirect_uris.some((uri) => new URL(uri).origin === origin) ?? false;
}

/** @throws OAuthError when the parameter is missing */
export function requireParameter({ form }: TokenRequest, name: string): string {
  const value = form.get(name);
  if (value) return value;
  throw new OAuthError(400, 'invalid_request', `The required parameter '${name}' is missing.`);
}

/** The scopes that a request asks for, each once; undefined when it names none. */
export function askedScopes({ form }: TokenRequest): string[] | undefined {
  const scopes = [...new Set((form.get('scope') ?? '').split(' ').filter(Boolean))];
  // Only these characters make up a scope (RFC 6749 section 3.3).
  if (scopes.some((scope) => !/^[\x21\x23-\x5b\x5d-\x7e]+$/.test(scope))) {
    throw new OAuthError(
      400,
      'invalid_scope',
      'The requested scope is invalid, unknown, malformed, or exceeds the scope granted by the resource owner.',
    );
  }
  return scopes.length > 0 ? scopes : undefined;
}
