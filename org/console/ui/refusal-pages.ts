import { html } from '../../pages/page.js';
import type { Admin } from '../session/admin.js';
import type { ConsolePage } from './layout.js';
import { ADMIN_PATH } from '../paths.js';

/** For a person who is signed in, but is no admin. */
export function noRolePage({ user }: Admin): ConsolePage {
  return {
    title: 'You have no admin role',
    status: 403,
    body: html`<p class="alert" role="alert">
        The Admin Console is for administrators of this org, and <strong>${user.profile.login}</strong> has no admin
        role.
      </p>
      <p>Sign out, and sign in as somebody who has one; the sign-in page says who that is.</p>`,
  };
}

/** For a read-only admin who sent a form all the same. */
export const readOnlyPage: ConsolePage = {
  title: 'You may look, not change',
  status: 403,
  body: html`<p class="alert" role="alert">
      Your role is Read-only Administrator: you may look at everything and change nothing. Nothing was changed.
    </p>
    <p><a href="${ADMIN_PATH}">Back to the dashboard</a></p>`,
};

/** For a form that cannot be taken. */
export function refusedPage(reason: string, status: number): ConsolePage {
  return {
    title: 'This form was refused',
    status,
    body: html`<p class="alert" role="alert">${reason}</p>
      <p><a href="${ADMIN_PATH}">Go to the dashboard</a>, and fill in the form there.</p>`,
  };
}

/** For an address at which there is nothing. */
export function notFoundPage(what = 'page'): ConsolePage {
  return {
    title: 'Not found',
    status: 404,
    body: html`<p>There is no such ${what} in this org. It may have been there before; the org may have been reset.</p>
      <p><a href="${ADMIN_PATH}">Back to the dashboard</a></p>`,
  };
}

/** For an address that is there, but not for this method. */
export const wrongMethodPage: ConsolePage = {
  title: 'This address takes forms only',
  status: 405,
  body: html`<p>Nothing is to be seen here: a form of the console is sent to this address.</p>
    <p><a href="${ADMIN_PATH}">Back to the dashboard</a></p>`,
};
