import type { Context, Middleware } from 'koa';
import { errors } from 'oidc-provider';
import { FormError, readForm } from '../../http/body.js';
import { isSameOrigin } from '../../http/cors.js';
import { fullName, ROLE_NAMES, type User } from '../../model/user.js';
import { html, page, PAGE_POLICY, type Html } from '../../pages/page.js';
import type { OrgContext } from '../../context.js';
import { expired, showError } from '../error-page.js';

/** What differs between signing in to an app and signing in to the org itself. */
export interface SignInTarget {
  /** What the page shows, with the policy that it needs if {@link PAGE_POLICY} is not enough. */
  page: (ctx: Context) => Promise<Pick<SignInPage, 'action' | 'app' | 'hint' | 'username'> & { policy?: string }>;
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
      if (error instanceof errors.SessionNotFound) showError(ctx, 400, expired(context));
      else if (error instanceof FormError) showError(ctx, error.status, { description: error.message });
      else throw error;
    }
  };

  async function show(ctx: Context, failed?: { username: string }): Promise<void> {
    const { policy = PAGE_POLICY, ...page } = await target.page(ctx);
    ctx.type = 'html';
    ctx.set('Cache-Control', 'no-store');
    ctx.set('Content-Security-Policy', policy);
    ctx.body = signInPage({
      ...page,
      accounts: directory.accounts(),
      ...(failed && { username: failed.username, failed: true }),
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

/** The content of the sign-in page. */
interface SignInPage {
  /** The address that the form is sent to. */
  action: string;
  /** Label of the app that the user signs in to. */
  app: string;
  /** A sentence below the heading. */
  hint?: string;
  /** The practice accounts. Their passwords are not secret. */
  accounts: (User & { password: string })[];
  username?: string | undefined;
  /** Whether username or password were wrong. */
  failed?: boolean;
}

/** The sign-in page as a document. */
function signInPage({ action, app, hint, accounts, username, failed }: SignInPage): string {
  const invalid = failed ? html`aria-invalid="true" aria-describedby="alert"` : undefined;
  const focus = html`autofocus`;
  return page({
    title: failed ? 'Unable to sign in' : 'Sign in',
    body: html`<main class="card">
      <p class="org"><img src="/assets/icon.svg" alt="" width="24" height="24" /> Practice org</p>
      <h1>Sign in to ${app}</h1>
      ${hint === undefined ? undefined : html`<p class="muted">${hint}</p>`}
      ${failed ? html`<p class="alert" id="alert" role="alert">Unable to sign in</p>` : undefined}
      <section class="accounts" aria-labelledby="accounts">
        <h2 id="accounts">Accounts to practise with</h2>
        <ul class="plain">
          ${accounts.map((account, index) => accountItem(action, account, index === 0 && !username))}
        </ul>
      </section>
      <form method="post" action="${action}">
        <h2>Or with a password</h2>
        <label for="username">Username</label>
        <input
          id="username"
          name="username"
          type="text"
          value="${username}"
          autocomplete="username"
          autocapitalize="none"
          spellcheck="false"
          required
          ${invalid}
          ${accounts.length === 0 && !username ? focus : undefined}
        />
        <label for="password">Password</label>
        <input
          id="password"
          name="password"
          type="password"
          autocomplete="current-password"
          required
          ${invalid}
          ${username ? focus : undefined}
        />
        <button type="submit">Sign in</button>
        <button type="submit" name="cancel" value="true" class="quiet" formnovalidate>Cancel</button>
      </form>
    </main>`,
  });
}

/** An account, and a form that signs in with it. */
function accountItem(action: string, account: User & { password: string }, focus: boolean): Html {
  const { profile, role, password } = account;
  return html`<li class="account">
    <div>
      <p>${fullName(account)}</p>
      <p class="muted">${role ? ROLE_NAMES[role] : 'No admin role'}</p>
      <p class="muted"><code>${profile.login}</code><br /><code>${password}</code></p>
    </div>
    <form method="post" action="${action}">
      <input type="hidden" name="username" value="${profile.login}" />
      <input type="hidden" name="password" value="${password}" />
      <button type="submit" aria-label="Sign in as ${fullName(account)}" ${focus ? html`autofocus` : undefined}>
        Sign in
      </button>
    </form>
  </li>`;
}
