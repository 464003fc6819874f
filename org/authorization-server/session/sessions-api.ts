import Router from '@koa/router';
import type { Context, Middleware } from 'koa';
import type { Provider } from 'oidc-provider';
import { derivedId, formatTimestamp, ORG_ID } from '../../model/fields.js';
import { isSameOrigin } from '../../http/cors.js';
import { allowOnly, OktaError } from '../../http/errors.js';
import { json, noContent, noStore } from '../../http/response.js';
import { SESSION_PATH } from '../../http/paths.js';
import { fullName, type User } from '../../model/user.js';
import type { OrgContext } from '../../context.js';
import { endSession, keepSession, type Session } from './session.js';

const REFRESH_PATH = `${SESSION_PATH}/lifecycle/refresh`;

/** A session with its user. */
interface UserSession {
  session: Session;
  user: User;
}

/**
 * The part of Okta's Sessions API that uses the cookie of the org's session. okta-auth-js calls it for `session.exists()`,
 * `get()`, `refresh()` and `close()`. A page of another origin must be a Trusted Origin with CORS: to read the answer
 * (`http/cors.ts`), and to change the session.
 */
export function sessionsApi({ origin, directory, trustedOrigins }: OrgContext, provider: Provider): Middleware {
  const router = new Router({ sensitive: true, strict: true });
  router
    .all([SESSION_PATH, REFRESH_PATH], noStore)
    .get(SESSION_PATH, async (ctx) => {
      json(ctx, sessionJson(origin, await sessionOf(ctx)));
    })
    .delete(SESSION_PATH, onlyTrustedOrigins, async (ctx) => {
      const { session, user } = await sessionOf(ctx);
      await endSession(ctx, session, { userId: user.id });
      noContent(ctx);
    })
    .post(REFRESH_PATH, onlyTrustedOrigins, async (ctx) => {
      const current = await sessionOf(ctx);
      await keepSession(ctx, current.session);
      json(ctx, sessionJson(origin, current));
    })
    .all(SESSION_PATH, allowOnly('GET', 'HEAD', 'DELETE'))
    .all(REFRESH_PATH, allowOnly('POST'));
  return router.routes() as Middleware;

  /** Against cross-site request forgery: the browser sends the cookie with requests from other ports of localhost. */
  async function onlyTrustedOrigins(ctx: Context, next: () => Promise<void>): Promise<void> {
    if (!isSameOrigin(ctx, origin) && !trustedOrigins.trusts(ctx.get('Origin'), 'CORS')) {
      throw new OktaError('E0000006', '', ['The origin of this request is not a Trusted Origin with CORS.']);
    }
    await next();
  }

  /** @throws OktaError `E0000007` without a session, or when its user is no longer active */
  async function sessionOf(ctx: Context): Promise<UserSession> {
    const session = await provider.Session.get(ctx);
    const user = session.accountId === undefined ? undefined : directory.user(session.accountId);
    if (user?.status !== 'ACTIVE') throw new OktaError('E0000007', 'me (Session)');
    return { session, user };
  }
}

/** A session, members in the order of Okta's Sessions API. Its id is not the value of the cookie. */
function sessionJson(origin: string, { session, user }: UserSession): Record<string, unknown> {
  const signedIn = formatTimestamp(session.loginTs ?? session.iat);
  return {
    id: derivedId('102', session.uid),
    userId: user.id,
    login: user.profile.login,
    createdAt: signedIn,
    expiresAt: formatTimestamp(session.exp),
    status: 'ACTIVE',
    lastPasswordVerification: signedIn,
    lastFactorVerification: null,
    amr: session.amr ?? ['pwd'],
    idp: { id: ORG_ID, type: 'OKTA' },
    mfaActive: false,
    _links: {
      self: { href: `${origin}${SESSION_PATH}`, hints: { allow: ['GET', 'DELETE'] } },
      refresh: { href: `${origin}${REFRESH_PATH}`, hints: { allow: ['POST'] } },
      user: { name: fullName(user), href: `${origin}/api/v1/users/me`, hints: { allow: ['GET'] } },
    },
  };
}
