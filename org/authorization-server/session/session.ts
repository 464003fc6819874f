import type { Context } from 'koa';
import type { Provider } from 'oidc-provider';

/** The cookie of the org's session (Okta's name). */
export const SESSION_COOKIE = 'sid';

/** Lifetime of the org's session, in seconds. */
export const SESSION_LIFETIME = 24 * 60 * 60;

/**
 * Attributes of all cookies of the org. With `lax` the browser sends the session when an app redirects it here, and in a
 * hidden frame of an app on the same site.
 */
export const COOKIE_ATTRIBUTES = { httpOnly: true, sameSite: 'lax', signed: true } as const;

/** A user's session at the org, as oidc-provider stores it. */
export type Session = Awaited<ReturnType<Provider['Session']['get']>>;

/** The parts of a request's context that a session needs. */
type SessionContext = Pick<Context, 'cookies'> & { state: object };

/** Saves a session for its whole lifetime from now on, in the state and in the browser. */
export async function keepSession(ctx: SessionContext, session: Session): Promise<void> {
  await session.save(SESSION_LIFETIME);
  const expires = new Date(Date.now() + SESSION_LIFETIME * 1000);
  ctx.cookies.set(SESSION_COOKIE, session.jti, { ...COOKIE_ATTRIBUTES, expires });
}

/**
 * Ends a session. Copies of its cookie become invalid too. As at Okta, tokens of apps stay valid.
 *
 * @param signOut for the System Log: the user of the session, and the app that requested it
 */
export async function endSession(
  ctx: SessionContext,
  session: Session,
  signOut: { userId?: string; clientId?: string },
): Promise<void> {
  await session.destroy();
  Object.assign(ctx.state, { signOut });
  ctx.cookies.set(SESSION_COOKIE, null, COOKIE_ATTRIBUTES);
}
