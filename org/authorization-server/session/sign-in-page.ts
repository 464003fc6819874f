import { html, page, type Html } from '../../pages/page.js';
import type { User } from '../../model/user.js';

/** The content of the sign-in page. */
export interface SignInPage {
  /** The address that the form is sent to. */
  action: string;
  /** Label of the app that the user signs in to. */
  app: string;
  /** The practice accounts. Their passwords are not secret. */
  accounts: (User & { password: string })[];
  username?: string | undefined;
  password?: string | undefined;
  /** Whether username or password were wrong. */
  failed?: boolean;
}

const ROLES = { SUPER_ADMIN: 'Super admin', READ_ONLY_ADMIN: 'Read-only admin' } as const;

/** The sign-in page as a document. */
export function signInPage({ action, app, accounts, username, password, failed }: SignInPage): string {
  const invalid = failed ? html`aria-invalid="true" aria-describedby="alert"` : undefined;
  const focus = html`autofocus`;
  return page({
    title: failed ? 'Unable to sign in' : 'Sign in',
    body: html`<main class="card">
      <p class="org"><img src="/assets/icon.svg" alt="" width="24" height="24" /> Practice org</p>
      <h1>Sign in</h1>
      <p class="muted">to ${app}</p>
      ${failed ? html`<p class="alert" id="alert" role="alert">Unable to sign in</p>` : undefined}
      <form method="post" action="${action}">
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
          ${username ? undefined : focus}
        />
        <label for="password">Password</label>
        <input
          id="password"
          name="password"
          type="password"
          value="${password}"
          autocomplete="current-password"
          required
          ${invalid}
          ${username && !password ? focus : undefined}
        />
        <button type="submit" ${password ? focus : undefined}>Sign in</button>
        <button type="submit" name="cancel" value="true" class="quiet" formnovalidate>Cancel</button>
      </form>
      <section class="accounts" aria-labelledby="accounts">
        <h2 id="accounts">Accounts to practise with</h2>
        <ul class="plain">
          ${accounts.map((account) => accountItem(action, account))}
        </ul>
      </section>
    </main>`,
  });
}

function accountItem(action: string, { profile, role, password }: User & { password: string }): Html {
  return html`<li class="account">
    <div>
      <p>${profile.firstName} ${profile.lastName}</p>
      <p class="muted">${role ? ROLES[role] : 'No admin role'}</p>
      <p class="muted"><code>${profile.login}</code><br /><code>${password}</code></p>
    </div>
    <a
      href="${action}${action.includes('?') ? '&' : '?'}account=${encodeURIComponent(profile.login)}"
      aria-label="Fill in ${profile.login}"
      >Fill in</a
    >
  </li>`;
}
