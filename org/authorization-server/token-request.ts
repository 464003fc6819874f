import { errors, type TokenEndpointGrantContext } from 'oidc-provider';
import type { App } from '../seed.js';
import type { AuthorizationServerContext } from './context.js';
import { FOREIGN_PAGE } from './token-errors.js';

/**
 * The app that a token request comes from; the client is authenticated.
 *
 * @throws OIDCProviderError when the request comes from a page that is not the app's
 */
export function appOfRequest(ctx: TokenEndpointGrantContext, context: AuthorizationServerContext): App {
  const app = context.directory.app(ctx.oidc.client.clientId)!;
  const origin = ctx.get('Origin');
  if (origin !== '' && !isOriginOf(app, origin)) {
    ctx.remove('Access-Control-Allow-Origin');
    throw new errors.CustomOIDCProviderError('invalid_request', FOREIGN_PAGE);
  }
  return app;
}

/** Whether pages of an origin are the app's: it is that of a redirect URI. */
export function isOriginOf(app: App | undefined, origin: string): boolean {
  return app?.redirect_uris.some((uri) => new URL(uri).origin === origin) ?? false;
}

/** @throws OIDCProviderError when the parameter is missing */
export function requireParameter(ctx: TokenEndpointGrantContext, name: string): string {
  const value = ctx.oidc.params[name];
  if (typeof value === 'string') return value;
  throw new errors.CustomOIDCProviderError('invalid_request', `The required parameter '${name}' is missing.`);
}
