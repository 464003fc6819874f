import type { OrgContext } from '../../context.js';
import { ADMIN_ROLES, ROLE_NAMES, type AdminRole } from '../../model/user.js';
import { html, type Html } from '../../pages/page.js';
import type { Handler } from '../context.js';
import { appPath } from '../paths.js';
import { refusedPage } from '../ui/error-pages.js';
import { facts } from '../ui/elements.js';
import { choices, radio } from '../ui/form.js';
import { seeOther, show } from '../ui/layout.js';
import { editLink, editPath, formPanel, isEditing, panel } from '../ui/panel.js';
import { showApp, withServiceApp } from './app.js';

const ROLE_HINTS: Record<AdminRole, string> = {
  SUPER_ADMIN: 'Can read and change everything that its scopes allow.',
  READ_ONLY_ADMIN: 'Can read everything that its scopes allow.',
};

const NO_ROLE = 'No role';

const TEXT = html`<p>A service acts on its own behalf. It can only do what both its scopes and its role allow.</p>`;

/** The tab with the admin role of a service app: the role, or the form to change it. */
export function showRoles(context: OrgContext): Handler {
  return withServiceApp(context, (ctx, app) => {
    const path = appPath(app, 'roles');
    const title = { id: 'roles', heading: 'Admin roles' };
    if (!isEditing(ctx)) {
      const body = panel({
        ...title,
        beside: editLink(ctx, editPath(path), 'Edit assignments'),
        body: html`<div class="text">${TEXT}</div>
          ${facts(['Role', app.role ? ROLE_NAMES[app.role] : NO_ROLE])}`,
      });
      showApp(ctx, app, 'roles', body);
      return;
    }
    const content = { values: { role: app.role ?? 'none' } };
    const choice = (value: string, label: string, hint: string): Html =>
      radio(content, { name: 'role', value, label, hint, focus: true });
    showApp(
      ctx,
      app,
      'roles',
      formPanel(ctx, {
        ...title,
        action: path,
        submit: 'Save Changes',
        cancel: path,
        fields: html`${TEXT}
        ${choices(
          'Role',
          html`${choice('none', NO_ROLE, 'The Management API returns empty lists or refuses the request.')}
          ${ADMIN_ROLES.map((role) => choice(role, ROLE_NAMES[role], ROLE_HINTS[role]))}`,
        )}`,
      }),
    );
  });
}

export function saveRole(context: OrgContext): Handler {
  return withServiceApp(context, (ctx, app) => {
    const sent = ctx.state.form.get('role');
    const role = sent === 'none' ? null : ADMIN_ROLES.find((name) => name === sent);
    if (role === undefined) {
      show(ctx, refusedPage('There is no such role. Nothing was changed.', 400));
      return;
    }
    context.appChanges.setRole(ctx, app, role);
    seeOther(ctx, appPath(app, 'roles'), 'role-saved');
  });
}
