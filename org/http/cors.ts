import type Koa from 'koa';
import type { App } from '../model/app.js';
import type { Directory } from '../model/directory.js';
import type { TrustedOrigins } from '../model/trusted-origins.js';
import { TOKEN_PATH } from './paths.js';

const ALLOWED_METHODS = 'GET, HEAD, POST, PUT, DELETE, OPTIONS';
const ALLOWED_HEADERS = 'Accept, Authorization, Content-Type, DPoP, X-Okta-User-Agent-Extended';
const EXPOSED_HEADERS = [
  'Date',
  'DPoP-Nonce',
  'Link',
  'WWW-Authenticate',
  'X-Okta-Edge-Log', // listed as Okta lists it; only Okta's edge sends it
  'X-Okta-Request-Id',
  'X-Rate-Limit-Limit',
  'X-Rate-Limit-Remaining',
  'X-Rate-Limit-Reset',
].join(', ');

/** How long a browser may cache the answer to a preflight, in seconds. */
const PREFLIGHT_MAX_AGE = 600;

/** What the rules depend on. */
export interface CorsContext {
  origin: string;
  directory: Directory;
  trustedOrigins: TrustedOrigins;
}

/** The pages of other origins that may read answers, for some paths. */
interface Rule {
  path: RegExp;
  allows: (origin: string) => boolean;
  /** Whether requests with the org's cookies are allowed. */
  credentials?: boolean;
}

/** The first rule for a path applies. Without one, no page of another origin may read the answer. */
function rulesOf({ origin: own, directory, trustedOrigins }: CorsContext): readonly Rule[] {
  return [
    // The Sessions API authenticates by cookie.
    { path: /^\/api\/v1\/sessions(\/|$)/, allows: (from) => trustedOrigins.trusts(from, 'CORS'), credentials: true },
    // The token endpoint itself checks that the page belongs to the client.
    {
      path: new RegExp(`^${TOKEN_PATH}$`),
      allows: (from) => from === own || directory.apps().some((app) => isOriginOf(app, from)),
    },
    // These need no authentication, or require a token, which no browser sends by itself (docs/okta-facts.md, section 5.6).
    {
      path: /^\/(api\/v1\/|\.well-known\/|oauth2\/v1\/(keys|userinfo|revoke|introspect|interact)$|oauth2\/v1\/clients\/)/,
      allows: () => true,
    },
  ];
}

/** Cross-origin access for the whole org, including preflights. */
export function cors(context: CorsContext): Koa.Middleware {
  const rules = rulesOf(context);
  return async (ctx, next): Promise<void> => {
    ctx.vary('Origin');
    const origin = ctx.get('Origin');
    if (origin === '') {
      await next();
      return;
    }
    const rule = rules.find(({ path }) => path.test(ctx.path));
    const isAllowed = rule?.allows(origin) ?? false;
    const share = (): void => {
      if (!isAllowed || ctx.headerSent) return;
      ctx.set({ 'Access-Control-Allow-Origin': origin, 'Access-Control-Expose-Headers': EXPOSED_HEADERS });
      if (rule?.credentials) ctx.set('Access-Control-Allow-Credentials', 'true');
    };
    share();
    if (ctx.method === 'OPTIONS' && ctx.get('Access-Control-Request-Method') !== '') {
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
    // Again, since oidc-provider exposes other headers; but not if an endpoint withdrew the permission.
    if (ctx.res.hasHeader('Access-Control-Allow-Origin')) share();
  };
}

/** Whether pages of an origin belong to an app: it is the origin of one of its redirect URIs. */
export function isOriginOf(app: App | undefined, origin: string): boolean {
  return app?.redirect_uris.some((uri) => new URL(uri).origin === origin) ?? false;
}

/**
 * Whether a form was sent from a page of the org itself. `SameSite` cookies cannot tell, since other ports of localhost are
 * the same site. Scripts cannot set these two headers.
 *
 * @param origin the org's address
 */
export function isSameOrigin(ctx: Koa.ParameterizedContext, origin: string): boolean {
  const { origin: from = origin, 'sec-fetch-site': site = 'same-origin' } = ctx.headers;
  return from === origin && site === 'same-origin';
}
