import type { OrgContext } from '../../context.js';
import { html } from '../../pages/page.js';
import { ROLE_NAMES, type AdminContext } from '../session/admin.js';
import { wayBack } from '../apps/app-layout.js';
import { form } from '../ui/form.js';
import { seeOther, show } from '../ui/layout.js';
import { PEOPLE_PATH } from '../paths.js';
import { userStatus } from './people.js';
import { notFoundPage } from '../ui/refusal-pages.js';
import { time } from '../ui/time.js';

/** One person. */
export function person({ directory }: OrgContext): (ctx: AdminContext) => void {
  return (ctx) => {
    const user = directory.user(ctx.params['id']!);
    if (!user) {
      show(ctx, notFoundPage('person'));
      return;
    }
    const { profile } = user;
    const none = html`<span class="muted">none</span>`;
    show(ctx, {
      title: `${profile.firstName} ${profile.lastName}`,
      above: wayBack(PEOPLE_PATH, 'People'),
      beside: html`<p class="badges">${userStatus(user)}</p>`,
      body: html`<section class="panel" aria-labelledby="profile">
          <h2 id="profile">Profile</h2>
          <dl class="facts">
            <dt>Login</dt>
            <dd>${profile.login}</dd>
            <dt>First name</dt>
            <dd>${profile.firstName}</dd>
            <dt>Last name</dt>
            <dd>${profile.lastName}</dd>
            <dt>Primary email</dt>
            <dd>${profile.email}</dd>
            <dt>Secondary email</dt>
            <dd>${profile.secondEmail ?? none}</dd>
            <dt>Mobile phone</dt>
            <dd>${profile.mobilePhone ?? none}</dd>
          </dl>
        </section>
        <section class="panel" aria-labelledby="account">
          <h2 id="account">Account</h2>
          <dl class="facts">
            <dt>User ID</dt>
            <dd><code>${user.id}</code></dd>
            <dt>Admin role</dt>
            <dd>${user.role ? ROLE_NAMES[user.role] : none}</dd>
            <dt>Last login</dt>
            <dd>${time(user.lastLogin)}</dd>
            <dt>Created</dt>
            <dd>${time(user.created)}</dd>
            <dt>Activated</dt>
            <dd>${time(user.activated)}</dd>
            <dt>Password changed</dt>
            <dd>${time(user.passwordChanged)}</dd>
          </dl>
        </section>
        ${
          ctx.state.admin.mayChange
            ? html`<section class="panel" aria-labelledby="sessions">
                <h2 id="sessions">Sessions</h2>
                <p>Ends the person’s sessions at this org, in every browser. Tokens that apps hold stay good.</p>
                ${form(ctx, { action: `${PEOPLE_PATH}/${user.id}/end-sessions`, submit: 'End sessions', danger: true })}
              </section>`
            : undefined
        }`,
    });
  };
}

/** Ends all sessions of a person at the org. */
export function endSessions({ directory, state }: OrgContext): (ctx: AdminContext) => void {
  return (ctx) => {
    const user = directory.user(ctx.params['id']!);
    if (!user) {
      show(ctx, notFoundPage('person'));
      return;
    }
    state.deleteWhere((session) => session['accountId'] === user.id, ['Session']);
    seeOther(ctx, `${PEOPLE_PATH}/${user.id}`, 'sessions-ended');
  };
}
