import type { Context, Middleware } from 'koa';
import { errors, type Provider } from 'oidc-provider';
import { FormError, readForm } from '../../http/form.js';
import { isSameOrigin } from '../../http/same-origin.js';
import { PAGE_POLICY } from '../../pages/page.js';
import type { OrgContext } from '../../context.js';
import { EXPIRED, showError } from '../error-page.js';
import { SIGN_IN_PATH } from '../../http/paths.js';
import { readCredentials } from '../token/read-credentials.js';
import { signInPage, type SignInPage } from './sign-in-page.js';

/**
 * The sign-in page and what comes of its form. Both work only with the cookie that oidc-provider set for this attempt.
 */
export function signIn(context: OrgContext, provider: Provider): Middleware {
  const { origin, directory } = context;

  return async (ctx) => {
    try {
      await (ctx.method === 'POST' ? submit(ctx) : show(ctx));
    } catch (error) {
      if (error instanceof errors.SessionNotFound) showError(ctx, 400, EXPIRED);
      else if (error instanceof FormError) showError(ctx, error.status, { description: error.message });
      else throw error;
    }
  };

  async function show(ctx: Context, filledIn: Partial<SignInPage> = {}): Promise<void> {
    const { params, uid } = await provider.interactionDetails(ctx.req, ctx.res);
    const app = directory.app(String(params['client_id']));
    const account = directory.accounts().find(({ profile }) => profile.login === ctx.query['account']);
    ctx.type = 'html';
    ctx.set('Cache-Control', 'no-store');
    // The form's answer leads on to the app, and browsers hold `form-action` against that redirect, too.
    const appOrigin = new URL(String(params['redirect_uri'])).origin;
    ctx.set('Content-Security-Policy', PAGE_POLICY.replace("form-action 'self'", `form-action 'self' ${appOrigin}`));
    ctx.body = signInPage({
      action: `${SIGN_IN_PATH}/${uid}`,
      app: app?.label ?? 'an app',
      accounts: directory.accounts(),
      username: account?.profile.login ?? (params['login_hint'] as string | undefined),
      password: account?.password,
      ...filledIn,
    });
  }

  async function submit(ctx: Context): Promise<void> {
    // A form elsewhere must not sign anybody in.
    if (!isSameOrigin(ctx, origin)) {
      showError(ctx, 403, { description: 'This form was not sent from the sign-in page.' });
      return;
    }
    const form = await readForm(ctx);
    if (form.has('cancel')) {
      return resume(ctx, {
        error: 'access_denied',
        error_description: 'The resource owner or authorization server denied the request.',
      });
    }
    const { username, user } = readCredentials(ctx, form, directory);
    if (!user) return show(ctx, { username, password: undefined, failed: true });
    await resume(ctx, { login: { accountId: user.id, amr: ['pwd'], ts: context.now() } });
    directory.recordSignIn(user.id, context.now());
  }

  async function resume(ctx: Context, result: Parameters<Provider['interactionResult']>[2]): Promise<void> {
    const to = await provider.interactionResult(ctx.req, ctx.res, result, { mergeWithLastSubmission: false });
    ctx.status = 303;
    ctx.redirect(to);
  }
}
