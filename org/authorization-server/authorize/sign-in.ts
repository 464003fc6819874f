import type { Context, Middleware } from 'koa';
import type { Provider } from 'oidc-provider';
import { SIGN_IN_PATH } from '../../http/paths.js';
import { PAGE_POLICY } from '../../pages/page.js';
import type { OrgContext } from '../../context.js';
import { signInForm } from '../session/sign-in-form.js';

/** Signing in to an app. Works only with the cookie that oidc-provider set for this authorization request. */
export function signIn(context: OrgContext, provider: Provider): Middleware {
  return signInForm(context, {
    async page(ctx) {
      const { params, uid } = await provider.interactionDetails(ctx.req, ctx.res);
      // The answer to the form redirects to the app, and browsers apply `form-action` to that redirect too.
      const appOrigin = new URL(String(params['redirect_uri'])).origin;
      return {
        action: `${SIGN_IN_PATH}/${uid}`,
        app: context.directory.app(String(params['client_id']))?.label ?? 'an app',
        hint: 'This page is the org’s. The app sees none of it, only the code that follows.',
        username: params['login_hint'] as string | undefined,
        policy: PAGE_POLICY.replace("form-action 'self'", `form-action 'self' ${appOrigin}`),
      };
    },

    cancel: (ctx) =>
      resume(ctx, {
        error: 'access_denied',
        error_description: 'The resource owner or authorization server denied the request.',
      }),

    signIn: (ctx, user) => resume(ctx, { login: { accountId: user.id, amr: ['pwd'], ts: context.now() } }),
  });

  async function resume(ctx: Context, result: Parameters<Provider['interactionResult']>[2]): Promise<void> {
    const to = await provider.interactionResult(ctx.req, ctx.res, result, { mergeWithLastSubmission: false });
    ctx.status = 303;
    ctx.redirect(to);
  }
}
