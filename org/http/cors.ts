import type Koa from 'koa';
import type { Directory } from '../model/directory.js';
import type { TrustedOrigins } from '../model/trusted-origins.js';

const TOKEN_PATH = '/oauth2/v1/token';

/** What stands on the cookie of the org's session. */
const WITH_SESSION = /^\/api\/v1\/sessions(\/|$)/;

/** What carries its own authentication, or needs none: any page may call it (docs/okta-facts.md, section 5.6). */
const OPEN_TO_ALL =
  /^\/(api\/v1\/|\.well-known\/|oauth2\/v1\/(keys|userinfo|revoke|introspect)$|oauth2\/v1\/clients\/)/;

const ALLOWED_METHODS = 'GET, HEAD, POST, PUT, DELETE, OPTIONS';
const ALLOWED_HEADERS = 'Accept, Authorization, Content-Type, DPoP, X-Okta-User-Agent-Extended';
const EXPOSED_HEADERS = [
  'Date',
  'DPoP-Nonce',
  'Link',
  'WWW-Authenticate',
  'X-Okta-Edge-Log', // which only Okta's edge writes; listed as Okta lists it
  'X-Okta-Request-Id',
  'X-Rate-Limit-Limit',
  'X-Rate-Limit-Remaining',
  'X-Rate-Limit-Reset',
].join(', ');

/** How long a browser may remember the answer to a preflight, in seconds. */
const PREFLIGHT_MAX_AGE = 600;

/** What decides which origins may call what. */
export interface CorsContext {
  /** The org's own. */
  origin: string;
  directory: Directory;
  trustedOrigins: TrustedOrigins;
}

/**
 * Cross-origin access for the whole org, preflights included. Everything that stands on a token of its own is open to
 * any origin; `/token` to the origins of registered redirect URIs (whether the page is that of the very app, the
 * endpoint itself looks); the API that stands on the org's session, with its cookie, to Trusted Origins; the pages
 * that do, to none.
 */
export function cors(context: CorsContext): Koa.Middleware {
  return async (ctx, next): Promise<void> => {
    ctx.vary('Origin');
    const origin = ctx.get('Origin');
    if (origin === '') {
      await next();
      return;
    }
    const isPreflight = ctx.method === 'OPTIONS' && ctx.get('Access-Control-Request-Method') !== '';
    const withSession = WITH_SESSION.test(ctx.path);
    const isAllowed = withSession ? context.trustedOrigins.trusts(origin, 'CORS') : isOpen(context, ctx.path, origin);
    const share = (): void => {
      if (!isAllowed || ctx.headerSent) return;
      ctx.set({ 'Access-Control-Allow-Origin': origin, 'Access-Control-Expose-Headers': EXPOSED_HEADERS });
      if (withSession) ctx.set('Access-Control-Allow-Credentials', 'true');
    };
    share();
    if (isPreflight) {
      if (isAllowed) {
        ctx.set({
          'Access-Control-Allow-Methods': ALLOWED_METHODS,
          'Access-Control-Allow-Headers': ALLOWED_HEADERS,
          'Access-Control-Max-Age': String(PREFLIGHT_MAX_AGE),
        });
      }
      ctx.status = 204;
      return;
    }
    await next();
    // Once more, since oidc-provider has a list of its own; but what an endpoint took back stays so.
    if (ctx.res.hasHeader('Access-Control-Allow-Origin')) share();
  };
}

/** Whether a page of this origin may call what needs no session. */
function isOpen(context: CorsContext, path: string, origin: string): boolean {
  return OPEN_TO_ALL.test(path) || (path === TOKEN_PATH && mayGetTokens(context, origin));
}

function mayGetTokens({ origin: own, directory }: CorsContext, origin: string): boolean {
  return (
    origin === own || directory.apps().some((app) => app.redirect_uris.some((uri) => new URL(uri).origin === origin))
  );
}
