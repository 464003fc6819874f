import Router from '@koa/router';
import type { OrgContext } from '../../context.js';
import { assignUser, unassignUser } from '../../model/assign-user.js';
import { assignmentOf, isAssigned } from '../../model/assignments.js';
import type { BrowserApp } from '../../model/app.js';
import { fullName, type User } from '../../model/user.js';
import { html, type Html } from '../../pages/page.js';
import type { AdminContext, AdminState, Area } from '../context.js';
import { appPath, APPS_PATH } from '../paths.js';
import { USER_LIST } from '../people.js';
import { facts, time } from '../ui/elements.js';
import { refusedPage } from '../ui/error-pages.js';
import { attempt, buttonForm, postedValues } from '../ui/form.js';
import { backLink, seeOther, show } from '../ui/layout.js';
import { list } from '../ui/list.js';
import { editLink, editPath, formPanel, isEditing, panel } from '../ui/panel.js';
import { showApp, withBrowserApp } from './app.js';
import { ACCESS_NAMES, accessChoice, accessSettings } from './controlled-access.js';

/** The Assignments tab of a single-page app, and the page to assign people. */
export const assignments: Area = {
  notices: {
    'created-for-nobody': 'The application was created. Nobody can sign in to it yet.',
    'access-saved': 'Saved. The tokens of people who can no longer sign in were revoked.',
    'assigned': 'The person was assigned.',
    'unassigned': 'The assignment was removed. This person can still sign in, because everyone can.',
    'access-removed': 'The assignment was removed, and this person’s tokens for the application were revoked.',
  },
  routes: assignmentRoutes,
};

function assignmentRoutes(context: OrgContext): Router<AdminState> {
  const { directory, appChanges } = context;
  const path = `${APPS_PATH}/:id/assignments`;
  return new Router<AdminState>()
    .get(
      path,
      withBrowserApp(context, (ctx, app) => showAssignments(ctx, app, directory.users())),
    )
    .post(
      path,
      withBrowserApp(context, (ctx, app) => {
        appChanges.update(ctx, app, accessSettings(app.type, postedValues(ctx)));
        seeOther(ctx, appPath(app, 'assignments'), 'access-saved');
      }),
    )
    .post(
      `${path}/remove`,
      withBrowserApp(context, (ctx, app) => {
        const id = ctx.state.form.get('user') ?? '';
        // Nothing to do if another admin has removed it already.
        const changed = assignmentOf(app, id) ? unassignUser(appChanges, ctx, app, id) : app;
        seeOther(ctx, appPath(app, 'assignments'), isAssigned(changed, id) ? 'unassigned' : 'access-removed');
      }),
    )
    .get(
      `${path}/add`,
      withBrowserApp(context, (ctx, app) => showUnassigned(ctx, app, directory.users())),
    )
    .post(
      `${path}/add`,
      withBrowserApp(context, (ctx, app) => {
        const id = ctx.state.form.get('user');
        const user = directory.users().find((other) => other.id === id);
        if (!user) {
          show(ctx, refusedPage('There is no such person. Nothing was changed.', 400));
          return;
        }
        const { errors } = attempt(() => assignmentOf(app, user.id) ?? assignUser(appChanges, ctx, app, user));
        if (errors) show(ctx, refusedPage(`${Object.values(errors).join(' ')} Nothing was changed.`, 400));
        else seeOther(ctx, `${appPath(app, 'assignments')}/add`, 'assigned');
      }),
    );
}

function showAssignments(ctx: AdminContext, app: BrowserApp, users: readonly User[]): void {
  const path = appPath(app, 'assignments');
  const { mayChange } = ctx.state.admin;
  const { implicit_assignment: isForEveryone } = app;
  const access = isForEveryone ? 'everyone' : 'assigned';
  const title = { id: 'access', heading: 'Who can sign in' };
  const body = html`${
    isEditing(ctx)
      ? formPanel(ctx, { ...title, action: path, fields: accessChoice({ access }, true), cancel: path })
      : panel({
          ...title,
          beside: editLink(ctx, editPath(path), 'Edit', title.heading),
          body: facts(['Controlled access', ACCESS_NAMES[access]]),
        })
  }
  ${panel({
    id: 'assigned',
    heading: 'Assigned people',
    beside: editLink(ctx, `${path}/add`, 'Assign to people'),
    body: html`<div class="text">
        <p>
          ${
            isForEveryone
              ? 'Everyone can sign in, whether or not they are assigned.'
              : 'Only these people can sign in. Removing a person also revokes their tokens for this application.'
          }
        </p>
      </div>
      ${list(ctx, {
        ...USER_LIST,
        caption: 'Assigned people',
        items: users.filter(({ id }) => assignmentOf(app, id)),
        columns: {
          ...USER_LIST.columns,
          Assigned: ({ id }) => time(assignmentOf(app, id)!.created),
          ...(mayChange && { Change: (user: User) => userButton(ctx, `${path}/remove`, 'Remove', user) }),
        },
        search: { ...USER_LIST.search, label: 'Search assigned people' },
        empty: 'Nobody is assigned.',
      })}`,
  })}`;
  showApp(ctx, app, 'assignments', body);
}

/** "Assign to people": who is not assigned yet, each with a button. */
function showUnassigned(ctx: AdminContext, app: BrowserApp, users: readonly User[]): void {
  const path = appPath(app, 'assignments');
  show(ctx, {
    title: `Assign ${app.label} to people`,
    above: backLink(path, app.label),
    body: html`${list(ctx, {
        ...USER_LIST,
        caption: 'People who are not assigned',
        items: users.filter(({ id, status }) => status !== 'DEPROVISIONED' && !assignmentOf(app, id)),
        columns: {
          ...USER_LIST.columns,
          ...(ctx.state.admin.mayChange && { Change: (user: User) => userButton(ctx, `${path}/add`, 'Assign', user) }),
        },
        empty: 'Everyone is assigned.',
        noMatch: 'No unassigned people match this search.',
      })}
      <p class="after"><a class="button lead" href="${path}">Done</a></p>`,
  });
}

function userButton(ctx: AdminContext, action: string, verb: string, user: User): Html {
  return buttonForm(ctx, {
    action,
    hidden: { user: user.id },
    submit: html`${verb} <span class="hidden">${fullName(user)}</span>`,
  })!;
}
