import { createHmac } from 'node:crypto';
import type { Provider } from 'oidc-provider';
import type { AuthorizationServerContext } from '../../authorization-server/context.js';
import { FormError, readForm } from '../../http/body.js';
import { isSameOrigin } from '../../http/cors.js';
import { PAGE_POLICY } from '../../pages/page.js';
import { isSameSecret } from '../../model/same-secret.js';
import type { AdminContext } from './admin.js';
import { show } from '../ui/layout.js';
import { LOGIN_PATH, SIGN_OUT_PATH } from '../paths.js';
import { readOnlyPage, noRolePage, refusedPage } from '../ui/refusal-pages.js';
import { showSendAgain } from '../ui/send-again.js';

type AdminMiddleware = (ctx: AdminContext, next: () => Promise<void>) => Promise<void>;

/**
 * Who gets into the console: a person with a session of the org and an admin role. What changes something comes from
 * the console's own pages only, with the token of this very session, and from somebody whose role allows it.
 */
export function onlyAdmins(
  { origin, directory, state, switches }: AuthorizationServerContext,
  provider: Provider,
): AdminMiddleware {
  return async (ctx, next) => {
    ctx.set({ 'Content-Security-Policy': PAGE_POLICY, 'Cache-Control': 'no-store' });
    ctx.state.switches = switches.settings;
    const isPost = ctx.method === 'POST';
    const session = await provider.Session.get(ctx);
    const user = session.accountId === undefined ? undefined : directory.user(session.accountId);
    const isSignedIn = user?.status === 'ACTIVE';
    if (isSignedIn) {
      ctx.state.admin = {
        user,
        role: user.role,
        mayChange: user.role === 'SUPER_ADMIN',
        formToken: createHmac('sha256', state.secrets.cookieKey)
          .update(`admin form ${session.uid}`)
          .digest('base64url'),
      };
    }

    if (isPost) {
      if (!isSameOrigin(ctx, origin)) {
        show(ctx, refusedPage('This form was not sent from the Admin Console. Nothing was changed.', 403));
        return;
      }
      try {
        ctx.state.form = await readForm(ctx);
      } catch (error) {
        if (!(error instanceof FormError)) throw error;
        show(ctx, refusedPage(`${error.message} Nothing was changed.`, error.status));
        return;
      }
    }
    if (!isSignedIn) {
      if (isPost) {
        showSendAgain(ctx);
      } else {
        ctx.status = 303;
        ctx.redirect(`${LOGIN_PATH}?fromURI=${encodeURIComponent(ctx.url)}`);
      }
      return;
    }
    const { admin, form } = ctx.state;
    if (isPost && !isSameSecret(admin.formToken, form.get('token') ?? '')) {
      showSendAgain(ctx);
      return;
    }
    if (isPost && ctx.path === SIGN_OUT_PATH) {
      await next();
    } else if (admin.role === null) {
      show(ctx, noRolePage(admin));
    } else if (isPost && !admin.mayChange) {
      show(ctx, readOnlyPage);
    } else {
      await next();
    }
  };
}
