import { assignmentOf, isAssigned } from '../../model/assignments.js';
import type { BrowserApp } from '../../model/app.js';
import type { Directory } from '../../model/directory.js';
import type { OrgContext } from '../../context.js';
import { html, type Html } from '../../pages/page.js';
import type { User } from '../../model/user.js';
import type { AdminContext } from '../session/admin.js';
import { appPath, showApp } from './app-layout.js';
import { accessChoice, accessIn } from './controlled-access.js';
import { form } from '../ui/form.js';
import { seeOther, show } from '../ui/layout.js';
import { cut, nothing, pager, parameter, search } from '../ui/list.js';
import { matches, personLink, userStatus } from '../people/people.js';
import { notFoundPage } from '../ui/refusal-pages.js';
import { table } from '../ui/table.js';
import { time } from '../ui/time.js';

/** People on a page. */
export const PAGE_SIZE = 25;

/** The tab with the people who may sign in to a single-page app. */
export function showAssignments({ directory }: OrgContext): (ctx: AdminContext) => void {
  return (ctx) => {
    const app = browserApp(ctx, directory);
    if (!app) return;
    showApp(
      ctx,
      app,
      'assignments',
      html`<section class="panel" aria-labelledby="access">
          <h2 id="access">Who may sign in</h2>
          ${form(ctx, {
            action: appPath(app, 'assignments'),
            fields: accessChoice(app.implicit_assignment),
            submit: 'Save',
          })}
        </section>
        <section class="panel" aria-labelledby="assigned">
          <h2 id="assigned">Assigned people</h2>
          <p>
            ${
              app.implicit_assignment
                ? 'Everyone may sign in, whether or not they are assigned here.'
                : 'Only these people may sign in. When one is removed, the tokens that the application holds for them end.'
            }
          </p>
          ${
            ctx.state.admin.mayChange
              ? html`<p><a class="button" href="${appPath(app, 'assignments')}/add">Assign to people</a></p>`
              : undefined
          }
          ${list(ctx, app, directory.users())}
        </section>`,
    );
  };
}

function list(ctx: AdminContext, app: BrowserApp, users: readonly User[]): Html {
  if (app.assignments.length === 0) return html`<p class="empty">Nobody is assigned.</p>`;
  const q = parameter(ctx, 'q').toLowerCase();
  const page = cut(
    ctx,
    users.filter((user) => assignmentOf(app, user.id) !== undefined && matches(user, q)),
    PAGE_SIZE,
  );
  const { mayChange } = ctx.state.admin;
  return html`${search(ctx, { label: 'Search assigned people', hint: 'By name, login or email' })}
  ${
    page.total === 0
      ? nothing('Nobody matches.', appPath(app, 'assignments'))
      : table({
          caption: 'Assigned people',
          columns: ['Name', 'Login', 'Status', 'Assigned', ...(mayChange ? ['Change'] : [])],
          rows: page.items.map((user) => [
            personLink(user),
            user.profile.login,
            userStatus(user),
            time(assignmentOf(app, user.id)!.created),
            ...(mayChange ? [deed(ctx, `${appPath(app, 'assignments')}/remove`, 'Remove', user)] : []),
          ]),
        })
  }
  ${pager(ctx, page)}`;
}

/** A button that does something with one person. */
export function deed(ctx: AdminContext, action: string, verb: string, { id, profile }: User): Html {
  return form(ctx, {
    action,
    fields: html`<input type="hidden" name="user" value="${id}" />`,
    submit: html`${verb} <span class="hidden">${profile.firstName} ${profile.lastName}</span>`,
  });
}

/** Takes who may sign in. */
export function saveAccess({ directory, appChanges }: OrgContext): (ctx: AdminContext) => void {
  return (ctx) => {
    const app = browserApp(ctx, directory);
    if (!app) return;
    appChanges.update(ctx, app, accessIn(ctx.state.form));
    seeOther(ctx, appPath(app, 'assignments'), 'access-saved');
  };
}

/** Takes an assignment away. */
export function unassign({ directory, appChanges }: OrgContext): (ctx: AdminContext) => void {
  return (ctx) => {
    const app = browserApp(ctx, directory);
    if (!app) return;
    const id = ctx.state.form.get('user') ?? '';
    // Somebody else may have been quicker: then there is nothing left to do.
    const changed = assignmentOf(app, id) ? appChanges.unassignUser(ctx, app, id) : app;
    seeOther(ctx, appPath(app, 'assignments'), isAssigned(changed, id) ? 'unassigned' : 'shut-out');
  };
}

/** The single-page app of the address; without one, the answer is that there is none. */
export function browserApp(ctx: AdminContext, directory: Directory): BrowserApp | undefined {
  const app = directory.app(ctx.params['id']!);
  if (app?.type === 'browser') return app;
  show(ctx, notFoundPage('single-page application'));
  return undefined;
}
