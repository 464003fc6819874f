import { createHmac } from 'node:crypto';
import type { Provider } from 'oidc-provider';
import type { OrgContext } from '../../context.js';
import { FormError, readForm } from '../../http/body.js';
import { isSameOrigin } from '../../http/cors.js';
import { PAGE_POLICY } from '../../pages/page.js';
import { isSameSecret } from '../../model/app-credentials.js';
import type { AdminContext } from '../context.js';
import { LOGIN_PATH, SIGN_OUT_PATH } from '../paths.js';
import { refusedPage } from '../ui/error-pages.js';
import { show } from '../ui/layout.js';
import { noRolePage, readOnlyPage, showSendAgain } from './refusals.js';

type AdminMiddleware = (ctx: AdminContext, next: () => Promise<void>) => Promise<void>;

/**
 * Lets users with a session at the org and an admin role into the console. A POST must come from a page of the console,
 * carry the token of this session, and be sent by a user whose role allows changes.
 */
export function onlyAdmins({ origin, directory, state, switches }: OrgContext, provider: Provider): AdminMiddleware {
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
