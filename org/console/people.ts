import Router from '@koa/router';
import type { OrgContext } from '../context.js';
import { fullName, ROLE_NAMES, type User } from '../model/user.js';
import { html, type Html } from '../pages/page.js';
import type { AdminContext, AdminState, Area } from './context.js';
import { PEOPLE_PATH } from './paths.js';
import { badge, facts, muted, time, type Content, type Tone } from './ui/elements.js';
import { withItem } from './ui/error-pages.js';
import { buttonForm } from './ui/form.js';
import { backLink, seeOther, show } from './ui/layout.js';
import { list, type List } from './ui/list.js';
import { panel } from './ui/panel.js';

export const people: Area = {
  link: [PEOPLE_PATH, 'People'],
  notices: { 'sessions-ended': 'The sessions of this person were ended.' },
  routes: ({ directory, state }: OrgContext) => {
    const find = (id: string): User | undefined => directory.user(id);
    return new Router<AdminState>()
      .get(PEOPLE_PATH, (ctx: AdminContext) => showUsers(ctx, directory.users()))
      .get(`${PEOPLE_PATH}/:id`, withItem('person', find, showUser))
      .post(
        `${PEOPLE_PATH}/:id/end-sessions`,
        withItem('person', find, (ctx, { id }) => {
          state.deleteWhere(({ accountId }) => accountId === id, ['Session']);
          seeOther(ctx, `${PEOPLE_PATH}/${id}`, 'sessions-ended');
        }),
      );
  },
};

/** What every list of users has in common. */
export const USER_LIST = {
  columns: { Name: userLink, Login: ({ profile }: User): string => profile.login, Status: userStatus },
  search: {
    label: 'Search people',
    hint: 'Name, login or email',
    in: (user: User) => [fullName(user), user.profile.login, user.profile.email],
  },
  noMatch: 'No people match this search.',
  pageSize: 25,
} satisfies Partial<List<User>>;

const TONES: Partial<Record<User['status'], Tone>> = {
  ACTIVE: 'good',
  LOCKED_OUT: 'stopped',
  SUSPENDED: 'stopped',
  DEPROVISIONED: 'off',
};

function userStatus({ status }: User): Html {
  const words = status.replace('_', ' ').toLowerCase();
  return badge(words.charAt(0).toUpperCase() + words.slice(1), TONES[status]);
}

function userLink(user: User): Html {
  return html`<a href="${PEOPLE_PATH}/${user.id}">${fullName(user)}</a>`;
}

function roleName({ role }: User): Content {
  return role ? ROLE_NAMES[role] : muted('none');
}

function showUsers(ctx: AdminContext, users: readonly User[]): void {
  show(ctx, {
    title: 'People',
    body: list(ctx, {
      ...USER_LIST,
      caption: 'People',
      items: users,
      columns: { ...USER_LIST.columns, 'Role': roleName, 'Last login': ({ lastLogin }) => time(lastLogin) },
      empty: 'This org has no people.',
      count: (found) => (found === 1 ? '1 person' : `${found} people`),
    }),
  });
}

function showUser(ctx: AdminContext, user: User): void {
  const { profile } = user;
  show(ctx, {
    title: fullName(user),
    above: backLink(PEOPLE_PATH, 'People'),
    beside: html`<p class="badges">${userStatus(user)}</p>`,
    body: html`${panel({
      id: 'profile',
      heading: 'Profile',
      body: facts(
        ['Login', profile.login],
        ['First name', profile.firstName],
        ['Last name', profile.lastName],
        ['Primary email', profile.email],
        ['Secondary email', profile.secondEmail ?? muted('none')],
        ['Mobile phone', profile.mobilePhone ?? muted('none')],
      ),
    })}
    ${panel({
      id: 'account',
      heading: 'Account',
      body: facts(
        ['User ID', html`<code>${user.id}</code>`],
        ['Admin role', roleName(user)],
        ['Last login', time(user.lastLogin)],
        ['Created', time(user.created)],
        ['Activated', time(user.activated)],
        ['Password changed', time(user.passwordChanged)],
      ),
    })}
    ${
      ctx.state.admin.mayChange
        ? panel({
            id: 'sessions',
            heading: 'Sessions',
            body: html`<ul class="action-list">
              <li>
                <p>
                  Signs this person out of this org in every browser. Tokens that applications already have stay valid.
                </p>
                ${buttonForm(ctx, {
                  action: `${PEOPLE_PATH}/${user.id}/end-sessions`,
                  submit: 'End sessions',
                  danger: true,
                })}
              </li>
            </ul>`,
          })
        : undefined
    }`,
  });
}
