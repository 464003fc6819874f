import { html, type Html } from '../../pages/page.js';
import type { Admin, AdminContext } from '../context.js';
import { ADMIN_PATH } from '../paths.js';
import { show, type ConsolePage } from '../ui/layout.js';

/** For a user without an admin role. */
export function noRolePage({ user }: Admin): ConsolePage {
  return {
    title: 'You have no admin role',
    status: 403,
    body: html`<p class="alert" role="alert">
        The Admin Console is for administrators of this org. <strong>${user.profile.login}</strong> has no admin role.
      </p>
      <p>Sign out and sign in with an account that has one. The sign-in page shows the role of each account.</p>`,
  };
}

/** For a form that a read-only admin sent. */
export const readOnlyPage: ConsolePage = {
  title: 'You can’t change anything',
  status: 403,
  body: html`<p class="alert" role="alert">
      Your role is Read-only Administrator: you can view everything, but not change it. Nothing was changed.
    </p>
    <p><a href="${ADMIN_PATH}">Back to the dashboard</a></p>`,
};

/**
 * Answers a form that came without the token of the current session, which may have ended while somebody was typing.
 * The page keeps what was entered. Nothing is changed before the user has seen it and sends it again.
 */
export function showSendAgain(ctx: AdminContext): void {
  const { admin, form } = ctx.state as Partial<AdminContext['state']> & Pick<AdminContext['state'], 'form'>;
  const entered = [...form].filter(([name]) => name !== 'token');
  show(ctx, {
    title: 'Nothing was changed yet',
    status: admin ? 409 : 401,
    body: html`<p class="alert" role="alert">
        ${admin ? 'This form was opened in an earlier session.' : 'Your session ended before you sent this form.'} This
        page keeps what you entered.
      </p>
      ${
        admin
          ? undefined
          : html`<p>
              <a href="${ADMIN_PATH}" target="_blank" rel="noopener">Sign in (opens a new tab)</a>, then come back and
              send the form again.
            </p>`
      }
      <form method="post" action="${ctx.path}">
        <input type="hidden" name="token" value="${admin?.formToken}" />
        ${entered.map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`)}
        <div class="panel editing">
          ${enteredList(entered.filter(([name, value]) => value !== '' && !name.startsWith('was.')))}
          <div class="foot"><button type="submit">Send again</button></div>
        </div>
      </form>`,
  });
}

function enteredList(entered: [string, string][]): Html | undefined {
  if (entered.length === 0) return undefined;
  return html`<div class="head"><h2>What will be sent</h2></div>
    <dl class="facts">
      ${entered.map(
        ([name, value]) =>
          html`<div>
            <dt>${name}</dt>
            <dd class="entered">${value}</dd>
          </div>`,
      )}
    </dl>`;
}
