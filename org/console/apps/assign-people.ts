import { SettingsError } from '../../model/settings-error.js';
import { assignmentOf } from '../../model/assignments.js';
import type { OrgContext } from '../../context.js';
import { html } from '../../pages/page.js';
import type { AdminContext } from '../session/admin.js';
import { browserApp, deed, PAGE_SIZE } from './app-assignments.js';
import { appPath, wayBack } from './app-layout.js';
import { seeOther, show } from '../ui/layout.js';
import { cut, nothing, pager, parameter, search } from '../ui/list.js';
import { matches, personLink, userStatus } from '../people/people.js';
import { refusedPage } from '../ui/refusal-pages.js';
import { table } from '../ui/table.js';

/** "Assign to people": those who are not assigned to a single-page app, each with a button that does it. */
export function showAssign({ directory }: OrgContext): (ctx: AdminContext) => void {
  return (ctx) => {
    const app = browserApp(ctx, directory);
    if (!app) return;
    const [tab, path] = [appPath(app, 'assignments'), `${appPath(app, 'assignments')}/add`];
    const q = parameter(ctx, 'q').toLowerCase();
    const { mayChange } = ctx.state.admin;
    const others = directory
      .users()
      .filter((user) => user.status !== 'DEPROVISIONED' && assignmentOf(app, user.id) === undefined);
    const page = cut(
      ctx,
      others.filter((user) => matches(user, q)),
      PAGE_SIZE,
    );
    show(ctx, {
      title: `Assign ${app.label} to people`,
      above: wayBack(tab, app.label),
      body: html`${search(ctx, { label: 'Search people', hint: 'By name, login or email' })}
        ${
          page.total === 0
            ? others.length === 0
              ? html`<p class="empty">Everybody is assigned.</p>`
              : nothing('Nobody matches who is not assigned.', path)
            : table({
                caption: 'People who are not assigned',
                columns: ['Name', 'Login', 'Status', ...(mayChange ? ['Change'] : [])],
                rows: page.items.map((user) => [
                  personLink(user),
                  user.profile.login,
                  userStatus(user),
                  ...(mayChange ? [deed(ctx, path, 'Assign', user)] : []),
                ]),
              })
        }
        ${pager(ctx, page)}
        <p><a href="${tab}">Done</a></p>`,
    });
  };
}

/** Assigns one person. */
export function assign({ directory, appChanges }: OrgContext): (ctx: AdminContext) => void {
  return (ctx) => {
    const app = browserApp(ctx, directory);
    if (!app) return;
    const id = ctx.state.form.get('user');
    const user = directory.users().find((other) => other.id === id);
    if (!user) {
      show(ctx, refusedPage('There is no such person. Nothing was changed.', 400));
      return;
    }
    try {
      if (!assignmentOf(app, user.id)) appChanges.assignUser(ctx, app, user);
    } catch (error) {
      if (!(error instanceof SettingsError)) throw error;
      show(ctx, refusedPage(`${error.problems[0]![1]} Nothing was changed.`, 400));
      return;
    }
    seeOther(ctx, `${appPath(app, 'assignments')}/add`, 'assigned');
  };
}
