import type { Provider } from 'oidc-provider';
import { endSession } from '../../authorization-server/session/session.js';
import type { AdminContext } from './admin.js';
import { LOGIN_PATH } from '../paths.js';

/** Ends the org's session; tokens that apps hold stay good, as at Okta. */
export function signOut(provider: Provider): (ctx: AdminContext) => Promise<void> {
  return async (ctx) => {
    await endSession(ctx, await provider.Session.get(ctx), { userId: ctx.state.admin.user.id });
    ctx.status = 303;
    ctx.redirect(LOGIN_PATH);
  };
}
