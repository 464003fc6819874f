import type { Context, Middleware } from 'koa';
import type { Provider } from 'oidc-provider';
import type { OrgContext } from '../../context.js';
import { showError } from '../../authorization-server/error-page.js';
import { readCredentials } from '../../authorization-server/token/read-credentials.js';
import { keepSession } from '../../authorization-server/session/session.js';
import { signInPage, type SignInPage } from '../../authorization-server/authorize/sign-in-page.js';
import { FormError, readForm } from '../../http/form.js';
import { isSameOrigin } from '../../http/same-origin.js';
import { PAGE_POLICY } from '../../pages/page.js';
import { ADMIN_PATH, LOGIN_PATH } from '../paths.js';

/**
 * The sign-in page of the org itself. Its session is also the one that apps use: signing in to an app signs in here, and
 * vice versa.
 */
export function signIn(context: OrgContext, provider: Provider): Middleware {
  const { origin, directory } = context;

  return async (ctx) => {
    try {
      await (ctx.method === 'POST' ? submit(ctx) : show(ctx));
    } catch (error) {
      if (!(error instanceof FormError)) throw error;
      showError(ctx, error.status, { description: error.message });
    }
  };

  async function show(ctx: Context, filledIn: Partial<SignInPage> = {}): Promise<void> {
    const target = targetOf(ctx, origin);
    const { accountId } = await provider.Session.get(ctx);
    if (!filledIn.failed && accountId !== undefined && directory.user(accountId)?.status === 'ACTIVE') {
      goTo(ctx, target);
      return;
    }
    const account = directory.accounts().find(({ profile }) => profile.login === ctx.query['account']);
    ctx.type = 'html';
    ctx.set('Cache-Control', 'no-store');
    ctx.set('Content-Security-Policy', PAGE_POLICY);
    ctx.body = signInPage({
      action: `${LOGIN_PATH}?fromURI=${encodeURIComponent(target)}`,
      app: 'the Admin Console',
      accounts: directory.accounts(),
      username: account?.profile.login,
      password: account?.password,
      ...filledIn,
    });
  }

  async function submit(ctx: Context): Promise<void> {
    if (!isSameOrigin(ctx, origin)) {
      showError(ctx, 403, { description: 'This form was not sent from the sign-in page.' });
      return;
    }
    const form = await readForm(ctx);
    if (form.has('cancel')) {
      goTo(ctx, '/');
      return;
    }
    const { username, user } = readCredentials(ctx, form, directory);
    if (!user) return show(ctx, { username, password: undefined, failed: true });
    // A new one each time: whoever planted the old cookie must not be signed in with it.
    await (await provider.Session.get(ctx)).destroy();
    const session = new provider.Session();
    session.loginAccount({ accountId: user.id, amr: ['pwd'], loginTs: context.now() });
    await keepSession(ctx, session);
    directory.recordSignIn(user.id, context.now());
    goTo(ctx, targetOf(ctx, origin));
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
