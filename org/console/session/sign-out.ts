import Router from '@koa/router';
import { endSession } from '../../authorization-server/session/session.js';
import type { AdminState, Area } from '../context.js';
import { LOGIN_PATH, SIGN_OUT_PATH } from '../paths.js';

/** Ends the session at the org. Tokens that apps hold stay valid, as at Okta. */
export const signOut: Area = {
  routes: (_context, provider) =>
    new Router<AdminState>().post(SIGN_OUT_PATH, async (ctx) => {
      await endSession(ctx, await provider.Session.get(ctx), { userId: ctx.state.admin.user.id });
      ctx.status = 303;
      ctx.redirect(LOGIN_PATH);
    }),
};
