import type { Provider } from 'oidc-provider';
import { COOKIE_ATTRIBUTES, SESSION_COOKIE } from '../authorization-server/provider.js';
import type { AdminContext } from './admin.js';
import { LOGIN_PATH } from './paths.js';

/** Ends the org's session; tokens that apps hold stay good, as at Okta. */
export function signOut(provider: Provider): (ctx: AdminContext) => Promise<void> {
  return async (ctx) => {
    await (await provider.Session.get(ctx)).destroy();
    Object.assign(ctx.state, { signOut: { userId: ctx.state.admin.user.id } }); // for whoever keeps a log
    ctx.cookies.set(SESSION_COOKIE, null, COOKIE_ATTRIBUTES);
    ctx.status = 303;
    ctx.redirect(LOGIN_PATH);
  };
}
