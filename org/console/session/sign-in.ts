import type { Context, Middleware } from 'koa';
import type { Provider } from 'oidc-provider';
import type { AuthorizationServerContext } from '../../authorization-server/context.js';
import { keepSession } from '../../authorization-server/session/session.js';
import { signInForm } from '../../authorization-server/session/sign-in-form.js';
import { ADMIN_PATH, LOGIN_PATH } from '../paths.js';

/**
 * Signs a person in to the org without an app. The session is the one that apps find, too: who signed in to an app is
 * signed in here, and the other way round.
 */
export function signIn(context: AuthorizationServerContext, provider: Provider): Middleware {
  const { origin, directory } = context;
  const form = signInForm(context, {
    page: async (ctx) => ({
      action: `${LOGIN_PATH}?fromURI=${encodeURIComponent(targetOf(ctx, origin))}`,
      app: 'the Admin Console',
    }),

    cancel: (ctx) => goTo(ctx, '/'),

    async signIn(ctx, user) {
      // A new one each time: whoever planted the old cookie must not be signed in with it.
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

/** Where the person wanted to go: a page of the console, and nothing else. */
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
