import type { Context, Middleware } from 'koa';
import { errors } from 'oidc-provider';
import { FormError, readForm } from '../../http/body.js';
import { isSameOrigin } from '../../http/cors.js';
import type { User } from '../../model/user.js';
import { PAGE_POLICY } from '../../pages/page.js';
import type { OrgContext } from '../../context.js';
import { EXPIRED, showError } from '../error-page.js';
import { signInPage, type SignInPage } from './sign-in-page.js';

/** What differs between signing in to an app and signing in to the org itself. */
export interface SignInTarget {
  /** What the page shows, with the policy that it needs if {@link PAGE_POLICY} is not enough. */
  page: (ctx: Context) => Promise<Pick<SignInPage, 'action' | 'app' | 'username'> & { policy?: string }>;
  /** Answers when the user cancels. */
  cancel: (ctx: Context) => void | Promise<void>;
  /** Answers when login and password are right. */
  signIn: (ctx: Context, user: User) => Promise<void>;
}

/** Shows the sign-in page on GET, and handles its form on POST. */
export function signInForm(context: OrgContext, target: SignInTarget): Middleware {
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

  async function show(ctx: Context, failed?: { username: string }): Promise<void> {
    const { policy = PAGE_POLICY, ...page } = await target.page(ctx);
    const account = directory.accounts().find(({ profile }) => profile.login === ctx.query['account']);
    ctx.type = 'html';
    ctx.set('Cache-Control', 'no-store');
    ctx.set('Content-Security-Policy', policy);
    ctx.body = signInPage({
      ...page,
      accounts: directory.accounts(),
      ...(account && { username: account.profile.login, password: account.password }),
      ...(failed && { username: failed.username, password: undefined, failed: true }),
    });
  }

  async function submit(ctx: Context): Promise<void> {
    // A page of another origin must not be able to sign users in.
    if (!isSameOrigin(ctx, origin)) {
      showError(ctx, 403, { description: 'This form was not sent from the sign-in page.' });
      return;
    }
    const form = await readForm(ctx);
    if (form.has('cancel')) return target.cancel(ctx);
    const username = form.get('username') ?? '';
    const user = directory.authenticate(username, form.get('password') ?? '');
    ctx.state['signIn'] = { user, login: username }; // for the System Log
    if (!user) {
      ctx.status = 400;
      return show(ctx, { username });
    }
    await target.signIn(ctx, user);
    directory.recordSignIn(user.id, context.now());
  }
}
