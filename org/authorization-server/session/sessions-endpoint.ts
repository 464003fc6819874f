import type { Context, Middleware } from 'koa';
import type { Provider } from 'oidc-provider';
import { json, OktaError } from '../../http/errors.js';
import { isSameOrigin } from '../../http/same-origin.js';
import { derivedId, ORG_ID } from '../../model/id.js';
import type { User } from '../../model/user.js';
import type { OrgContext } from '../../context.js';
import { SESSION_PATH } from '../../http/paths.js';
import { endSession, keepSession, type Session } from './session.js';

const REFRESH_PATH = `${SESSION_PATH}/lifecycle/refresh`;

/** A session, and whose it is. */
interface Current {
  session: Session;
  user: User;
}

/**
 * Okta's Sessions API, as far as it stands on the cookie of the org's session: `GET` and `DELETE` of
 * `/api/v1/sessions/me`, and `POST` of its `lifecycle/refresh`. okta-auth-js calls it for `session.exists()`, `get()`
 * and `close()`. A page of another origin has to be trusted for CORS: to read the answer (`org/http/cors.ts`), and to
 * change anything.
 */
export function sessionsEndpoint(context: OrgContext, provider: Provider): Middleware {
  const { origin, directory, trustedOrigins } = context;

  return async (ctx, next) => {
    const methods = METHODS[ctx.path];
    if (!methods) {
      await next();
      return;
    }
    ctx.set({ 'Cache-Control': 'no-cache, no-store', 'Pragma': 'no-cache', 'Expires': '0' });
    if (!methods.includes(ctx.method)) {
      ctx.set('Allow', methods.join(', '));
      throw new OktaError('E0000022');
    }
    const isRead = ctx.method === 'GET' || ctx.method === 'HEAD';
    // Other ports of localhost are the same site: the cookie comes along from there, whatever its SameSite.
    if (!isRead && !isSameOrigin(ctx, origin) && !trustedOrigins.trusts(ctx.get('Origin'), 'CORS')) {
      throw new OktaError('E0000006', '', ['The origin of this request is not a Trusted Origin with CORS.']);
    }
    const current = await currentOf(ctx);
    if (ctx.method === 'DELETE') {
      await endSession(ctx, current.session, { userId: current.user.id });
      ctx.body = null;
      ctx.status = 204;
      return;
    }
    if (!isRead) await keepSession(ctx, current.session);
    json(ctx, sessionJson(origin, current));
  };

  /** A session whose user may no longer sign in is none. */
  async function currentOf(ctx: Context): Promise<Current> {
    const session = await provider.Session.get(ctx);
    const user = session.accountId === undefined ? undefined : directory.user(session.accountId);
    if (user?.status !== 'ACTIVE') throw new OktaError('E0000007', 'me (Session)');
    return { session, user };
  }
}

const METHODS: Record<string, string[] | undefined> = {
  [SESSION_PATH]: ['GET', 'HEAD', 'DELETE'],
  [REFRESH_PATH]: ['POST'],
};

/** A session, members in the order of Okta's Sessions API. Its id is not what stands in the cookie. */
function sessionJson(origin: string, { session, user }: Current): Record<string, unknown> {
  const signedIn = instant(session.loginTs ?? session.iat);
  const { firstName, lastName, login } = user.profile;
  return {
    id: derivedId('102', session.uid),
    userId: user.id,
    login,
    createdAt: signedIn,
    expiresAt: instant(session.exp),
    status: 'ACTIVE',
    lastPasswordVerification: signedIn,
    lastFactorVerification: null,
    amr: session.amr ?? ['pwd'],
    idp: { id: ORG_ID, type: 'OKTA' },
    mfaActive: false,
    _links: {
      self: { href: `${origin}${SESSION_PATH}`, hints: { allow: ['GET', 'DELETE'] } },
      refresh: { href: `${origin}${REFRESH_PATH}`, hints: { allow: ['POST'] } },
      user: { name: `${firstName} ${lastName}`, href: `${origin}/api/v1/users/me`, hints: { allow: ['GET'] } },
    },
  };
}

/** @param seconds since the epoch */
function instant(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}
