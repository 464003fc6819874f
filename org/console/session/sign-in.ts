import type { Context, Middleware } from 'koa';
import type { Provider } from 'oidc-provider';
import type { OrgContext } from '../../context.js';
import { keepSession } from '../../authorization-server/session/session.js';
import { signInForm } from '../../authorization-server/session/sign-in-form.js';
import { ADMIN_PATH, LOGIN_PATH } from '../paths.js';

/**
 * The sign-in page of the org itself. Its session is also the one that apps use: signing in to an app signs in here, and
 * vice versa.
 */
export function signIn(context: OrgContext, provider: Provider): Middleware {
  const { origin, directory } = context;
  const form = signInForm(context, {
    page: async (ctx) => ({
      action: `${LOGIN_PATH}?fromURI=${encodeURIComponent(targetOf(ctx, origin))}`,
      app: 'the Admin Console',
    }),

    cancel: (ctx) => goTo(ctx, '/'),

    async signIn(ctx, user) {
      // A new session each time, against session fixation: the old cookie may have been planted.
      await (await provider.Session.get(ctx)).destroy();
      const session = new provider.Session();
      session.loginAccount({ accountId: user.id, amr: ['pwd'], loginTs: context.now() });
      await keepSession(ctx, session);
      goTo(ctx, targetOf(ctx, origin));
    },
  });

  return async (ctx, next) => {
    if (ctx.method !== 'POST' && (await isSignedIn(ctx))) goTo(ctx, targetOf(ctx, origin));
    else await form(ctx, next);
  };

  async function isSignedIn(ctx: Context): Promise<boolean> {
    const { accountId } = await provider.Session.get(ctx);
    return accountId !== undefined && directory.user(accountId)?.status === 'ACTIVE';
  }
}

/** The page of the console in `fromURI`. Anything else leads to the dashboard, against open redirects. */
function targetOf(ctx: Context, origin: string): string {
  const { fromURI } = ctx.query;
  if (typeof fromURI !== 'string' || !URL.canParse(fromURI, origin)) return ADMIN_PATH;
  const { origin: to, pathname, search } = new URL(fromURI, origin);
  return to === origin && (pathname === ADMIN_PATH || pathname.startsWith(`${ADMIN_PATH}/`))
    ? pathname + search
    : ADMIN_PATH;
}

function goTo(ctx: Context, path: string): void {
  ctx.set('Cache-Control', 'no-store');
  ctx.status = 303;
  ctx.redirect(path);
}
