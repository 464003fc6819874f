import type { OrgContext } from '../../context.js';
import { html, type Html } from '../../pages/page.js';
import type { User } from '../../model/user.js';
import { ROLE_NAMES, type AdminContext } from '../session/admin.js';
import { badge, type Tone } from '../ui/badge.js';
import { show } from '../ui/layout.js';
import { cut, nothing, pager, parameter, search } from '../ui/list.js';
import { PEOPLE_PATH } from '../paths.js';
import { table } from '../ui/table.js';
import { time } from '../ui/time.js';

/** People on a page. */
const PAGE_SIZE = 25;

const TONES: Partial<Record<User['status'], Tone>> = {
  ACTIVE: 'good',
  LOCKED_OUT: 'bad',
  SUSPENDED: 'bad',
  DEPROVISIONED: 'bad',
};

/** A status as a word. */
export function userStatus({ status }: User): Html {
  const words = status.replace('_', ' ').toLowerCase();
  return badge(words.charAt(0).toUpperCase() + words.slice(1), TONES[status]);
}

/** A person's name, which leads to their page. */
export function personLink({ id, profile }: User): Html {
  return html`<a href="${PEOPLE_PATH}/${id}">${profile.firstName} ${profile.lastName}</a>`;
}

/** All people. */
export function people({ directory }: OrgContext): (ctx: AdminContext) => void {
  return (ctx) => {
    const q = parameter(ctx, 'q').toLowerCase();
    const page = cut(
      ctx,
      directory.users().filter((user) => matches(user, q)),
      PAGE_SIZE,
    );
    show(ctx, {
      title: 'People',
      body: html`${search(ctx, { label: 'Search people', hint: 'By name, login or email' })}
        <p class="muted">${page.total === 1 ? '1 person' : `${page.total} people`}</p>
        ${
          page.total === 0
            ? nothing('Nobody matches.', PEOPLE_PATH)
            : table({
                caption: 'People',
                columns: ['Name', 'Login', 'Status', 'Role', 'Last login'],
                rows: page.items.map((user) => [
                  personLink(user),
                  user.profile.login,
                  userStatus(user),
                  user.role ? ROLE_NAMES[user.role] : html`<span class="muted">none</span>`,
                  time(user.lastLogin),
                ]),
              })
        }
        ${pager(ctx, page)}`,
    });
  };
}

/** Whether a name, login or email has a text in it, which is in lower case. */
export function matches({ profile }: User, q: string): boolean {
  const { firstName, lastName, login, email } = profile;
  return [`${firstName} ${lastName}`, login, email].some((text) => text.toLowerCase().includes(q));
}
