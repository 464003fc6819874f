import type { Context } from 'koa';
import type { Provider } from 'oidc-provider';
import { COOKIE_ATTRIBUTES, SESSION_COOKIE, SESSION_LIFETIME } from '../provider.js';

/** A session of a person at the org, as oidc-provider keeps it. */
export type Session = Awaited<ReturnType<Provider['Session']['get']>>;

/** What of a request's context a session needs. */
type SessionContext = Pick<Context, 'cookies'> & { state: object };

/** Keeps a session for its whole lifetime from now on, in the state and in the browser. */
export async function keepSession(ctx: SessionContext, session: Session): Promise<void> {
  await session.save(SESSION_LIFETIME);
  const expires = new Date(Date.now() + SESSION_LIFETIME * 1000);
  ctx.cookies.set(SESSION_COOKIE, session.jti, { ...COOKIE_ATTRIBUTES, expires });
}

/**
 * Ends a session for good: a copy of its cookie is worth nothing, either. Tokens that apps hold stay good, as at Okta.
 *
 * @param traces whose it was, and the app that asked for it, for whoever keeps a log
 */
export async function endSession(
  ctx: SessionContext,
  session: Session,
  traces: { userId?: string; clientId?: string },
): Promise<void> {
  await session.destroy();
  Object.assign(ctx.state, { signOut: traces });
  ctx.cookies.set(SESSION_COOKIE, null, COOKIE_ATTRIBUTES);
}
